"""The composition root: the only place, beside the command line, that knows everybody."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi_swagger import patch_fastapi

import app as product
from app.api.problem_document import add_problem_schemas
from app.api.problem_pages import router as problem_pages
from app.api.problem_types import (
    IdempotencyKeyReused,
    NoRulePack,
    NotFound,
    RequestInFlight,
    RulePackDraft,
    RulePackNotFound,
    ServiceUnavailable,
)
from app.api.problems import Translation, install_problems
from app.api.v1 import calculations, evaluations, operations, rule_packs
from app.api.wording import Bilingual
from app.rules import errors as rules_errors
from app.rules.catalogue import Catalogue, load_catalogue
from app.services import errors as service_errors
from app.services.calculate import CalculationService
from app.services.evaluate import EvaluationService
from app.services.read import ReadService
from app.services.score import Scorer
from app.settings import Settings
from app.storage.engine import create_engine
from app.storage.errors import StorageBusy, StorageUnavailable
from app.storage.store import EvaluationStore
from app.storage.writer import EvaluationWriter

_DESCRIPTION = """
把一张填好的绩效自评表提交到 `POST /v1/evaluations`，得到逐项得分、总分、等级、问题清单，
以及说明每一分从何而来、依据哪一条的审计留痕。

Post a filled self-evaluation form to `POST /v1/evaluations` and get a score per indicator, the total, the grade,
findings, and an audit that explains every point with the clause it comes from.
"""


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    randomness: Callable[[int], bytes] = os.urandom,
    catalogue: Catalogue | None = None,
) -> FastAPI:
    """The service with everything it is made of; `clock`, `randomness` and `catalogue` are for tests to replace."""
    application = FastAPI(
        title="预算绩效评价评分服务 Budget Performance Scoring",
        version=product.__version__,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        telemetry={"auto_configure": False},
        lifespan=_lifespan(settings, clock, randomness),
    )
    application.state.max_body_bytes = settings.max_body_bytes
    application.state.catalogue = catalogue or load_catalogue(*filter(None, [settings.rule_packs_dir]))
    application.state.scorer = Scorer(application.state.catalogue)
    application.state.calculations = CalculationService(application.state.catalogue)
    install_problems(application, _translations())
    for router in (
        evaluations.router,
        rule_packs.router,
        calculations.router,
        operations.router,
        problem_pages,
    ):
        application.include_router(router)
    patch_fastapi(application, docs_url="/docs", redirect_from_root_to_docs=False)
    _complete_openapi(application)
    return application


def _lifespan(
    settings: Settings, clock: Callable[[], datetime], randomness: Callable[[int], bytes]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        engine = create_engine(settings.database_url)
        store, writer = EvaluationStore(engine), EvaluationWriter(engine)
        state = application.state
        state.store = store
        state.reader = ReadService(store)
        state.evaluations = EvaluationService(state.scorer, writer, clock, randomness)
        await writer.start()
        try:
            yield
        finally:
            await writer.stop()
            engine.dispose()

    return lifespan


def _translations() -> dict[type[Exception], Translation]:
    """What services, rules and storage raise, as what HTTP answers."""

    def packs(kind: type[NoRulePack] | type[RulePackNotFound] | type[RulePackDraft]) -> Translation:
        return lambda error: kind(Bilingual(error.message.zh, error.message.en))

    return {
        rules_errors.NoRulePack: packs(NoRulePack),
        rules_errors.RulePackNotFound: packs(RulePackNotFound),
        rules_errors.RulePackDraft: packs(RulePackDraft),
        service_errors.EvaluationNotFound: lambda _: NotFound(),
        service_errors.IdempotencyKeyReused: lambda _: IdempotencyKeyReused(),
        service_errors.RequestInFlight: lambda _: RequestInFlight(),
        StorageBusy: lambda _: ServiceUnavailable(),
        StorageUnavailable: lambda _: ServiceUnavailable(retry_after=5),
    }


def _complete_openapi(application: FastAPI) -> None:
    generate = application.openapi

    def openapi() -> dict[str, object]:
        if application.openapi_schema is None:
            schema = generate()
            add_problem_schemas(schema)
            application.openapi_schema = schema
        return application.openapi_schema

    application.openapi = openapi  # type: ignore[method-assign]
