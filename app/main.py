"""The composition root: the only place, beside the command line, that knows everybody."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial

from fastapi import FastAPI
from starlette.datastructures import State

import app as product
from app.access import install_access
from app.api.documentation import install_documentation
from app.api.drain import Drain
from app.api.exchange import ExchangeMiddleware
from app.api.limits.in_flight import InFlightLimit
from app.api.limits.rate_limit import RateLimit, read_limit
from app.api.metrics import router as metrics_page
from app.api.openapi_document import DESCRIPTION, LICENSE, TAGS, TITLE, complete_openapi
from app.api.problem_document import other_problems
from app.api.problem_pages import router as problem_pages
from app.api.problems import install_problems
from app.api.security.loopback import LoopbackGuard
from app.api.security.permissions import require_declarations
from app.api.shortcuts import install_shortcuts
from app.api.start_page import router as start_page
from app.api.translations import TRANSLATIONS
from app.api.v1 import (
    batch_results,
    batches,
    calculations,
    charts,
    creation,
    criterion_calculations,
    evaluations,
    feed,
    ledger,
    operations,
    platform,
    reading,
    receipts,
    replays,
    revisions,
    rollups,
    rule_packs,
    webhooks,
)
from app.api.v1.body_scorer import BodyScorer
from app.api.v1.mapping import read_submission
from app.background import Tools, background, watching_packs
from app.metrics.metrics import Metrics
from app.rules.catalogue import Catalogue, load_catalogue
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
from app.tracing import Tracing, tracing_to


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    randomness: Callable[[int], bytes] = os.urandom,
    catalogue: Catalogue | None = None,
    signer: Signer | None = None,
    tracing: Tracing | None = None,
) -> FastAPI:
    """The service with everything it is made of; what is named beside the settings is for tests to replace, `signer`
    also for whoever keeps the ledger's key elsewhere than in LEDGER_KEY_FILE."""
    traces = tracing or tracing_to(settings.traces_url)
    application = FastAPI(
        title=TITLE,
        version=product.__version__,
        description=DESCRIPTION,
        license_info=LICENSE,
        openapi_tags=TAGS,
        responses=other_problems(),
        openapi_url="/openapi.json" if settings.docs else None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        swagger_ui_oauth2_redirect_url=None,
        telemetry=traces.telemetry(),
        lifespan=_lifespan(settings, clock, randomness, signer),
    )
    application.state.max_body_bytes = settings.max_body_bytes
    application.state.max_batch_bytes = settings.max_batch_bytes
    application.state.body_seconds = settings.body_seconds
    application.state.rate_limit = RateLimit(read_limit(settings.rate_limit)) if settings.rate_limit else None
    application.state.drain = Drain()
    application.state.metrics = metrics = Metrics()
    application.state.tracing = traces
    _use_rules(application.state, catalogue or load_catalogue(*filter(None, [settings.rule_packs_dir])))
    application.add_middleware(LoopbackGuard)
    application.add_middleware(InFlightLimit, limit=settings.max_requests_in_flight)
    application.add_middleware(ExchangeMiddleware, drain=application.state.drain, metrics=metrics)
    install_problems(application, TRANSLATIONS)
    for router in (
        creation.router,
        evaluations.router,
        platform.router,
        reading.router,
        charts.router,
        receipts.router,
        replays.router,
        revisions.router,
        batches.router,
        batch_results.router,
        feed.router,
        webhooks.router,
        rollups.router,
        calculations.router,
        criterion_calculations.router,
        rule_packs.router,
        ledger.router,
        operations.router,
        metrics_page,
        problem_pages,
    ):
        application.include_router(router)
    if settings.docs:
        application.include_router(start_page)
        install_documentation(application)
    install_shortcuts(application, creation.SHORTCUT, reading.SHORTCUT)
    complete_openapi(application)
    require_declarations(application.routes)
    return application


def _lifespan(
    settings: Settings, clock: Callable[[], datetime], randomness: Callable[[int], bytes], signer: Signer | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        engine = create_engine(settings.database_url)
        metrics: Metrics = application.state.metrics
        store, ledgers = EvaluationStore(engine), LedgerStore(engine, settings.ledger_algorithm)
        watch = HeadWatch(ledgers, lambda: application.state.drain.begun)
        writer = LedgerWriter(engine, settings.ledger_algorithm, grown=watch.grown, count=metrics.batch)
        key = signer or FileSigner.from_file(settings.ledger_key_file)
        attestor = Attestor(ledgers, key, settings.ledger_origin, clock)
        state = application.state
        state.store, state.writer = store, writer
        state.attestor = attestor
        state.ledger_reading = LedgerReading(ledgers)
        state.ledger_verification = LedgerVerification(ledgers, attestor)
        state.proofs = ProofService(store, ledgers, attestor)
        reader = EvaluationReader(engine)
        state.reader = ReadService(store, reader)
        state.platform = PlatformReading(store, read_submission)
        state.rollups = RollUpService(store, read_submission)
        recorder = Recorder(state.tracing.commits(writer), metrics.recorded)
        state.feed = FeedService(ledgers, watch)
        in_tables = platform_feed.PlatformLedgers(ledgers, store, read_submission)
        state.platform_feed = FeedService(in_tables, watch, platform_feed.AT_A_TIME)
        loop = asyncio.get_running_loop()
        state.webhooks = WebhookService(
            WebhookStore(engine),
            ledgers,
            Targets.read(settings.webhook_targets),
            SecretMaker(key),
            clock,
            randomness,
            changed=partial(loop.call_soon_threadsafe, watch.look_again),
        )
        kept, bell = BatchStore(engine), Bell()
        state.batch_intake, state.batches = BatchIntake(kept, clock, randomness, bell.ring), BatchReading(kept, clock)

        def record_by_rules() -> None:
            state.replays = ReplayService(store, state.catalogue, state.scorer, read_submission)
            state.evaluations = EvaluationService(state.scorer, recorder, clock, randomness, settings.ledger_algorithm)
            state.revisions = RevisionService(store, state.evaluations, read_submission)

        def use_published(catalogue: Catalogue) -> None:
            _use_rules(state, catalogue)
            record_by_rules()

        record_by_rules()
        state.withdrawals = WithdrawalService(store, recorder, clock)
        install_access(application, settings, engine, clock, randomness)
        readings = Readings(engine, ledgers, writer, state.verified)
        await writer.start()
        reader.start()
        try:
            async with (
                CheckpointKeeper(ledgers, attestor, settings.checkpoint_seconds).running(),
                watch.running(),
                watching_packs(settings, use_published),
                background(
                    Tools(
                        settings=settings,
                        engine=engine,
                        recorder=recorder,
                        catalogue=lambda: state.catalogue,
                        ledgers=ledgers,
                        watch=watch,
                        signer=lambda: key,
                        ended=lambda: state.drain.begun,
                        bell=bell,
                        delivered=metrics.delivered,
                        clock=clock,
                        randomness=randomness,
                    )
                )
                if settings.background_work
                else nullcontext(),
            ):
                with readings.within(metrics.registry):
                    yield
        finally:
            await writer.stop()
            await reader.stop()
            engine.dispose()
            await state.tracing.close()

    return lifespan


def _use_rules(state: State, catalogue: Catalogue) -> None:
    """What scores, by these rules; a request that is under way keeps what it began with."""
    metrics: Metrics = state.metrics
    by_engine, ordinary = (state.tracing.timed("score", metrics.scoring(how)) for how in ("engine", "ordinary"))
    state.catalogue, state.scorer = catalogue, Scorer(catalogue, observe=by_engine)
    state.bodies = BodyScorer(state.scorer, drafts=False, observe=ordinary)
    state.calculations = CalculationService(catalogue)
