"""What is worked off beside requests, put together: in the service's own process, or in others (`jixiao work`).

A further kind of work is a class with `round`, and a line in `_works`.
"""

import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import Engine

from app.api.refusals import refusal
from app.item_scoring import ScoringProcess
from app.rules.catalogue import Catalogue, load_catalogue
from app.services.batches.abandoned import AbandonedBatches, abandoned_after
from app.services.batches.work import BatchWork
from app.services.evaluate import EvaluationService
from app.services.head_watch import HeadWatch
from app.services.recording import Recorder
from app.services.rounds import Bell, rounds, unbroken
from app.services.score import Scorer
from app.services.watch_packs import PackWatch
from app.services.webhooks.deliverer import Deliverer
from app.services.webhooks.delivery import Delivery
from app.services.webhooks.owners import Owners
from app.services.webhooks.posting import Poster
from app.services.webhooks.secrets import SecretMaker
from app.services.webhooks.targets import Targets
from app.settings import Settings
from app.storage.api_keys import ApiKeyStore
from app.storage.batch_claims import ClaimStore
from app.storage.batches import BatchStore
from app.storage.signing import Signer
from app.storage.store import LedgerStore
from app.storage.webhook_claims import WebhookClaims


class Work(Protocol):
    """Something that is worked off bit by bit, by any number of processes at once."""

    @property
    def name(self) -> str:
        """As the log calls it."""
        ...

    @property
    def seconds(self) -> float:
        """How long it pauses when there is nothing to do."""
        ...

    async def round(self) -> bool:
        """Does a bit of it; says whether there is more to do. Raises what the storage raises."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What works are done with: those of the process, whatever else it does."""

    settings: Settings
    engine: Engine
    recorder: Recorder
    catalogue: Callable[[], Catalogue]
    """The rules in force by now."""
    ledgers: LedgerStore
    watch: HeadWatch
    signer: Callable[[], Signer]
    """Who holds the ledger's key; asked for where it is needed. Raises as FileSigner.from_file does."""
    ended: Callable[[], bool]
    """Whether the process is about to stop."""
    delivered: Callable[[str, float], None] = lambda _outcome, _seconds: None
    """Counts an attempt to deliver an event."""
    bell: Bell = field(default_factory=Bell)
    """Rung by this process when it takes in something to do."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    randomness: Callable[[int], bytes] = os.urandom


@asynccontextmanager
async def background(tools: Tools) -> AsyncIterator[None]:
    """Works until the end of the block, which waits for what is under way and begins nothing more."""
    async with AsyncExitStack() as running:
        for work in _works(tools, running):
            await running.enter_async_context(rounds(unbroken(work.name, work.round), work.seconds, tools.bell))
        if tools.settings.webhook_targets:
            await running.enter_async_context(_delivering(tools))
        yield


@asynccontextmanager
async def _delivering(tools: Tools) -> AsyncIterator[None]:
    """Webhooks wait for ledgers to grow, rather than for a round."""
    claims = WebhookClaims(tools.engine)
    async with Poster() as poster:
        delivery = Delivery(
            ledgers=tools.ledgers,
            claims=claims,
            posts=poster,
            targets=Targets.read(tools.settings.webhook_targets),
            owners=Owners(ApiKeyStore(tools.engine), tools.clock),
            secrets=SecretMaker(tools.signer()),
            ledger_origin=tools.settings.ledger_origin,
            sm3=tools.settings.ledger_algorithm == "sm3",
            clock=tools.clock,
            randomness=tools.randomness,
            count=tools.delivered,
        )
        async with Deliverer(claims, delivery, tools.watch, tools.ended).running():
            yield


def watching_packs(settings: Settings, use: Callable[[Catalogue], None]) -> AbstractAsyncContextManager[None]:
    """Hands over each catalogue that has packs published since, until the end of the block."""
    folder = settings.rule_packs_dir
    if folder is None:
        return nullcontext()
    return rounds(PackWatch(folder, lambda: load_catalogue(folder), use).look, settings.rule_packs_seconds)


def _works(tools: Tools, until_the_end: AsyncExitStack) -> list[Work]:
    batches = _batch_work(tools, until_the_end)
    # Two at once: while the forms of one parcel are scored, those of the other are recorded.
    after = abandoned_after(tools.settings.max_batch_bytes, tools.settings.body_seconds)
    return [batches, batches, AbandonedBatches(BatchStore(tools.engine), tools.clock, after)]


def _batch_work(tools: Tools, until_the_end: AsyncExitStack) -> BatchWork:
    settings = tools.settings
    scoring = ScoringProcess(tools.catalogue, settings.max_body_bytes)
    until_the_end.callback(scoring.close)
    recording = EvaluationService(
        Scorer(tools.catalogue()), tools.recorder, tools.clock, tools.randomness, settings.ledger_algorithm
    )
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{os.urandom(4).hex()}"
    return BatchWork(ClaimStore(tools.engine), scoring, recording, refusal, tools.clock, worker)
