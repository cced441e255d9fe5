"""Takes up what is due, again and again while the process runs, beside as many others as there are processes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Protocol

import structlog

from app.logs.events import ServiceEvent
from app.services.head_watch import HeadWatch
from app.services.webhooks.delivery import LEASE, Delivery
from app.storage.errors import StorageError
from app.storage.webhooks import Webhook

_AT_ONCE = 16
_BETWEEN_LOOKS = 2.0
_SHORTEST_PAUSE = 0.05
_LAST_ATTEMPTS = 2.0
_TURN_BYTES = 16


class Claims(Protocol):
    """Where subscriptions are taken up."""

    def followed(self) -> dict[str, int]: ...
    def claim(self, turn: str, now: datetime, until: datetime, most: int) -> list[Webhook]: ...


class Deliverer:
    """Belongs to one event loop. `ended` says when the process is about to stop: nothing is taken up any more.

    Woken by the growth of a ledger that somebody subscribed to; every two seconds it looks by itself as well, for
    attempts that are due again, for new subscriptions, and for what a process that is gone has left.
    """

    def __init__(self, claims: Claims, delivery: Delivery, watch: HeadWatch, ended: Callable[[], bool]) -> None:
        self._claims = claims
        self._delivery = delivery
        self._watch = watch
        self._ended = ended
        self._stopped = False
        self._woken = asyncio.Event()
        self._turns: set[asyncio.Task[None]] = set()

    async def round(self) -> None:
        """Takes up what is due now, and returns when all of it has had its turn."""
        await self._take_up()
        while self._turns:
            await asyncio.wait(self._turns)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Delivers until the end of the block, which waits two seconds for attempts under way and cuts off the rest:
        whoever takes them up delivers them again."""
        working = asyncio.create_task(self._work())
        try:
            yield
        finally:
            self._stopped = True
            self._woken.set()
            await working
            if self._turns:
                await asyncio.wait(self._turns, timeout=_LAST_ATTEMPTS)
                self._delivery.posts.cut_off()
            while self._turns:
                await asyncio.wait(self._turns)

    async def _work(self) -> None:
        while not self._stopped:
            self._woken.clear()
            # Asked for before what is due, so that what is recorded meanwhile wakes.
            heads = await self._look()
            with self._watch.following(heads, self._woken), suppress(TimeoutError):
                await asyncio.sleep(_SHORTEST_PAUSE)
                await asyncio.wait_for(self._woken.wait(), _BETWEEN_LOOKS)

    async def _look(self) -> dict[str, int]:
        """What goes wrong is logged: nobody waits for an answer, and the next look may fare better."""
        try:
            heads = await asyncio.to_thread(self._claims.followed)
            if heads:
                await self._take_up()
        except StorageError as error:
            structlog.get_logger().warning(ServiceEvent.UNAVAILABLE, task="webhooks", exc_info=error)
            return {}
        except Exception as error:
            structlog.get_logger().error(ServiceEvent.UNFORESEEN_ERROR, task="webhooks", exc_info=error)
            return {}
        return heads

    async def _take_up(self) -> None:
        free = _AT_ONCE - len(self._turns)
        if free <= 0 or self._is_ending():
            return
        now = self._delivery.clock()
        turn = self._delivery.randomness(_TURN_BYTES).hex()
        for claimed in await asyncio.to_thread(self._claims.claim, turn, now, now + LEASE, free):
            task = asyncio.create_task(self._turn(claimed))
            self._turns.add(task)
            task.add_done_callback(self._over)

    async def _turn(self, claimed: Webhook) -> None:
        try:
            await self._delivery.turn(claimed, self._is_ending)
        except StorageError as error:
            structlog.get_logger().warning(ServiceEvent.UNAVAILABLE, task="webhooks", exc_info=error)
        except Exception as error:
            structlog.get_logger().error(ServiceEvent.UNFORESEEN_ERROR, task="webhooks", exc_info=error)

    def _over(self, task: "asyncio.Task[None]") -> None:
        """Its ledger may have grown while it was not to be had."""
        self._turns.discard(task)
        self._woken.set()

    def _is_ending(self) -> bool:
        return self._stopped or self._ended()
