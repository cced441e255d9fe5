"""The composition root: what HTTP is made of. What works behind it is put together in running.py."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.types import ASGIApp

import app as product
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
from app.api.shortcuts import Shortcuts
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
from app.metrics.metrics import Metrics
from app.rules.catalogue import Catalogue, load_catalogue
from app.running import lifespan, use_rules
from app.settings import Settings
from app.storage.signing import Signer
from app.tracing import Tracing, tracing_to

_NOW = partial(datetime.now, UTC)
_ROUTERS = (
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
)


class _State(State):
    """Starlette's, whose values are plain attributes: by a method of its own each would take ten times as long, and a
    request asks for half a dozen."""

    def __init__(self) -> None:
        vars(self)["_state"] = vars(self)


class _Service(FastAPI):
    def build_middleware_stack(self) -> ASGIApp:
        """Ours in front of FastAPI's own, which a shortcut then passes by."""
        plainest = Shortcuts(super().build_middleware_stack(), (creation.SHORTCUT, reading.SHORTCUT))
        limited = InFlightLimit(LoopbackGuard(plainest), self.state.max_requests_in_flight)
        return ExchangeMiddleware(limited, self.state.drain, self.state.metrics)


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = _NOW,
    randomness: Callable[[int], bytes] = os.urandom,
    catalogue: Catalogue | None = None,
    signer: Signer | None = None,
    tracing: Tracing | None = None,
) -> FastAPI:
    """The service with everything it is made of; what is named beside the settings is for tests to replace, `signer`
    also for whoever keeps the ledger's key elsewhere than in LEDGER_KEY_FILE."""
    traces = tracing or tracing_to(settings.traces_url)
    application = _Service(
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
        lifespan=lifespan(settings, clock, randomness, signer),
    )
    application.state = _State()
    application.state.max_body_bytes = settings.max_body_bytes
    application.state.max_batch_bytes = settings.max_batch_bytes
    application.state.max_requests_in_flight = settings.max_requests_in_flight
    application.state.body_seconds = settings.body_seconds
    application.state.rate_limit = RateLimit(read_limit(settings.rate_limit)) if settings.rate_limit else None
    application.state.drain = Drain()
    application.state.metrics = Metrics()
    application.state.tracing = traces
    use_rules(application.state, catalogue or load_catalogue(*filter(None, [settings.rule_packs_dir])))
    install_problems(application, TRANSLATIONS)
    for router in _ROUTERS:
        application.include_router(router)
    if settings.docs:
        application.include_router(start_page)
        install_documentation(application)
    complete_openapi(application)
    require_declarations(application.routes)
    return application
