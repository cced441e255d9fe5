"""Stores a checkpoint of every ledger that has moved, again and again while the service runs."""

import asyncio
from contextlib import AbstractAsyncContextManager

import structlog

from app.logs.events import SecurityEvent, ServiceEvent
from app.services.attest import Attestor, Ledgers
from app.services.errors import LedgerContradiction
from app.services.rounds import rounds
from app.storage.errors import StorageError


class CheckpointKeeper:
    """Each round also compares every tree with what was signed of it before: an altered one is reported in the log."""

    def __init__(self, ledgers: Ledgers, attestor: Attestor, seconds: float) -> None:
        self._ledgers = ledgers
        self._attestor = attestor
        self._seconds = seconds

    def keep_all(self) -> None:
        """One round. What goes wrong is logged: nobody waits for an answer, and the next round may fare better."""
        try:
            for tenant in self._ledgers.tenants():
                self._keep(tenant)
        except StorageError as error:
            structlog.get_logger().warning(ServiceEvent.UNAVAILABLE, task="checkpoint", exc_info=error)
        except Exception as error:
            structlog.get_logger().error(ServiceEvent.UNFORESEEN_ERROR, task="checkpoint", exc_info=error)

    def running(self) -> AbstractAsyncContextManager[None]:
        """A round every so many seconds until the end of the block, which waits for one that is under way."""
        return rounds(lambda: asyncio.to_thread(self.keep_all), self._seconds)

    def _keep(self, tenant: str) -> None:
        try:
            self._attestor.keep(tenant)
        except LedgerContradiction as error:
            structlog.get_logger().error(SecurityEvent.LEDGER_DAMAGED, tenant=tenant, reason=str(error))
