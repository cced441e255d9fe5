"""Self-evaluations in the columns of the budget integration platform, on their way in."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Query, Response

from app.api.examples import platform_examples
from app.api.problem_document import problem_responses
from app.api.strict_json import StrictJsonRoute
from app.api.v1.creation import evaluations
from app.api.v1.evaluations import Recorder
from app.api.v1.mapping import form_of
from app.api.v1.platform_answers import PLATFORM_CONTENT, PLATFORM_MEDIA_TYPE
from app.api.v1.platform_requests import PlatformRequest
from app.api.v1.recorded import CREATED, RECORDING, SCORING, IdempotencyKey, created
from app.api.v1.requests import EvaluationRequest
from app.services.evaluate import EvaluationService
from app.services.form import Form
from app.services.platform.form import ordinary_form
from app.services.platform.record import answer_in_tables, record_tables

router = APIRouter(prefix="/v1/platform/evaluations", tags=["evaluations"], route_class=StrictJsonRoute)

Json = dict[str, Any]
_CREATED: dict[int | str, dict[str, Any]] = {
    status: {**told, "content": PLATFORM_CONTENT} for status, told in CREATED.items()
}


@router.post(
    "",
    operation_id="createPlatformEvaluation",
    summary="按一体化自评表提交：评分并留存 / Score and record a form in the platform's tables",
    status_code=201,
    response_model=None,
    responses={**_CREATED, **problem_responses(*RECORDING, *SCORING)},
)
async def create_platform_evaluation(
    body: Annotated[PlatformRequest, Body(openapi_examples=platform_examples())],
    caller: Recorder,
    key: IdempotencyKey,
    service: Annotated[EvaluationService, Depends(evaluations)],
    view: Annotated[
        Literal["platform", "sheet"],
        Query(
            description="答复的形式：platform 自评表的列名；sheet 评分表，同普通接口 / how to answer: in the "
            "platform's columns, or with the score sheet as the ordinary operation does"
        ),
    ] = "platform",
) -> Response:
    """以预算管理一体化自评表的列名与精度提交（金额为元；未经官方标准核实），换写为普通的表后照常评分、留存。
    `view=platform` 的答复可原样提交，得分相同。本服务没有的列（如 KPI_ID）原样带回，不留存。

    Takes a self-evaluation in the columns and precisions of the platform's tables (amounts in 元; unconfirmed against
    the official standard), rewrites it as an ordinary form, scores and records it. What `view=platform` answered can
    be sent as it is, and scores the same. Columns the service has nothing of, such as KPI_ID, come back as sent; they
    are not kept.
    """
    sent = body.model_dump(exclude_none=True)
    form = form_in(sent)
    answer = await record_tables(service, form, caller, key)
    if view == "sheet":
        return created(answer)
    return created(answer, answer_in_tables(answer, form, sent), PLATFORM_MEDIA_TYPE)


def form_in(sent: Json) -> Form:
    """The form that the tables say, as its canonical text is kept."""
    return form_of(EvaluationRequest.model_validate(ordinary_form(sent)))
