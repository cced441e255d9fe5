"""What the service is made of while it runs: put together when it starts, taken apart when it stops."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.datastructures import State

from app.access import install_access
from app.api.v1.body_scorer import BodyScorer
from app.api.v1.mapping import read_submission
from app.background import Tools, background, watching_packs
from app.metrics.metrics import Metrics
from app.rules.catalogue import Catalogue
from app.scrape import Readings
from app.services.attest import Attestor
from app.services.batches.intake import BatchIntake
from app.services.batches.read import BatchReading
from app.services.calculate import CalculationService
from app.services.evaluate import EvaluationService
from app.services.feed import FeedService
from app.services.head_watch import HeadWatch
from app.services.keep_checkpoints import CheckpointKeeper
from app.services.platform import feed as platform_feed
from app.services.platform.read import PlatformReading
from app.services.prove import ProofService
from app.services.read import ReadService
from app.services.read_ledger import LedgerReading
from app.services.recording import Recorder
from app.services.replay import ReplayService
from app.services.revise import RevisionService
from app.services.roll_up import RollUpService
from app.services.rounds import Bell
from app.services.score import Scorer
from app.services.verify_ledger import LedgerVerification
from app.services.webhooks.secrets import SecretMaker
from app.services.webhooks.subscriptions import WebhookService
from app.services.webhooks.targets import Targets
from app.services.withdraw import WithdrawalService
from app.settings import Settings
from app.storage.batches import BatchStore
from app.storage.engine import create_engine
from app.storage.reader import EvaluationReader
from app.storage.signing import FileSigner, Signer
from app.storage.store import EvaluationStore, LedgerStore
from app.storage.webhooks import WebhookStore
from app.storage.writer import LedgerWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class _Means:
    """What the services of a process share while it runs."""

    settings: Settings
    clock: Callable[[], datetime]
    randomness: Callable[[int], bytes]
    engine: Engine
    store: EvaluationStore
    ledgers: LedgerStore
    reader: EvaluationReader
    writer: LedgerWriter
    recorder: Recorder
    watch: HeadWatch
    key: Signer
    attestor: Attestor
    bell: Bell


def lifespan(
    settings: Settings, clock: Callable[[], datetime], randomness: Callable[[int], bytes], signer: Signer | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """For FastAPI: what `create_app` has put into the application's state comes to life, and is put down at the end."""

    @asynccontextmanager
    async def running(application: FastAPI) -> AsyncIterator[None]:
        state = application.state
        means = _means(state, settings, clock, randomness, signer)
        _install_reading(state, means)
        _install_recording(state, means)
        _install_callbacks(state, means)
        install_access(application, settings, means.engine, clock, randomness)
        readings = Readings(means.engine, means.ledgers, means.writer, state.verified)
        await means.writer.start()
        means.reader.start()
        try:
            async with (
                CheckpointKeeper(means.ledgers, means.attestor, settings.checkpoint_seconds).running(),
                means.watch.running(),
                watching_packs(settings, partial(_use_published, state, means)),
                background(_tools(state, means)) if settings.background_work else nullcontext(),
            ):
                with readings.within(state.metrics.registry):
                    yield
        finally:
            await means.writer.stop()
            await means.reader.stop()
            means.engine.dispose()
            await state.tracing.close()

    return running


def _means(
    state: State,
    settings: Settings,
    clock: Callable[[], datetime],
    randomness: Callable[[int], bytes],
    signer: Signer | None,
) -> _Means:
    engine = create_engine(settings.database_url)
    metrics: Metrics = state.metrics
    ledgers = LedgerStore(engine, settings.ledger_algorithm)
    watch = HeadWatch(ledgers, lambda: state.drain.begun)
    writer = LedgerWriter(
        engine, settings.ledger_algorithm, grown=watch.grown, count=metrics.batch, recorded=metrics.recorded
    )
    key = signer or FileSigner.from_file(settings.ledger_key_file)
    return _Means(
        settings=settings,
        clock=clock,
        randomness=randomness,
        engine=engine,
        store=EvaluationStore(engine),
        ledgers=ledgers,
        reader=EvaluationReader(engine),
        writer=writer,
        recorder=Recorder(state.tracing.commits(writer)),
        watch=watch,
        key=key,
        attestor=Attestor(ledgers, key, settings.ledger_origin, clock),
        bell=Bell(),
    )


def _install_reading(state: State, means: _Means) -> None:
    store, ledgers, attestor = means.store, means.ledgers, means.attestor
    state.store, state.writer, state.attestor = store, means.writer, attestor
    state.ledger_reading = LedgerReading(ledgers)
    state.ledger_verification = LedgerVerification(ledgers, attestor)
    state.proofs = ProofService(store, ledgers, attestor)
    state.reader = ReadService(store, means.reader)
    state.platform = PlatformReading(store, read_submission)
    state.rollups = RollUpService(store, read_submission)
    state.feed = FeedService(ledgers, means.watch)
    in_tables = platform_feed.PlatformLedgers(ledgers, store, read_submission)
    state.platform_feed = FeedService(in_tables, means.watch, platform_feed.AT_A_TIME)


def _install_recording(state: State, means: _Means) -> None:
    kept = BatchStore(means.engine)
    state.withdrawals = WithdrawalService(means.store, means.recorder, means.clock)
    state.batch_intake = BatchIntake(kept, means.clock, means.randomness, means.bell.ring)
    state.batches = BatchReading(kept, means.clock)
    _record_by_rules(state, means)


def _install_callbacks(state: State, means: _Means) -> None:
    loop = asyncio.get_running_loop()
    state.webhooks = WebhookService(
        WebhookStore(means.engine),
        means.ledgers,
        Targets.read(means.settings.webhook_targets),
        SecretMaker(means.key),
        means.clock,
        means.randomness,
        changed=partial(loop.call_soon_threadsafe, means.watch.look_again),
    )


def _tools(state: State, means: _Means) -> Tools:
    return Tools(
        settings=means.settings,
        engine=means.engine,
        recorder=means.recorder,
        catalogue=lambda: state.catalogue,
        ledgers=means.ledgers,
        watch=means.watch,
        signer=lambda: means.key,
        ended=lambda: state.drain.begun,
        bell=means.bell,
        delivered=state.metrics.delivered,
        clock=means.clock,
        randomness=means.randomness,
    )


def _use_published(state: State, means: _Means, catalogue: Catalogue) -> None:
    use_rules(state, catalogue)
    _record_by_rules(state, means)


def _record_by_rules(state: State, means: _Means) -> None:
    state.replays = ReplayService(means.store, state.catalogue, state.scorer, read_submission)
    state.evaluations = EvaluationService(
        state.scorer, means.recorder, means.clock, means.randomness, means.settings.ledger_algorithm
    )
    state.revisions = RevisionService(means.store, state.evaluations, read_submission)


def use_rules(state: State, catalogue: Catalogue) -> None:
    """What scores, by these rules; a request that is under way keeps what it began with."""
    metrics: Metrics = state.metrics
    by_engine, ordinary = (state.tracing.timed("score", metrics.scoring(how)) for how in ("engine", "ordinary"))
    state.catalogue, state.scorer = catalogue, Scorer(catalogue, observe=by_engine)
    state.bodies = BodyScorer(state.scorer, drafts=False, observe=ordinary)
    state.calculations = CalculationService(catalogue)
