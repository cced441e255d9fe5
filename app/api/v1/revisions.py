"""Revising and withdrawing evaluations over HTTP: nothing is overwritten, nothing is deleted."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.openapi.models import Example
from pydantic import StringConstraints

from app.api.problem_document import problem_responses
from app.api.problem_types import AlreadyWithdrawn, AnotherForm, NotFound
from app.api.strict_json import StrictJsonRoute
from app.api.v1.answers import EvaluationAnswer
from app.api.v1.evaluations import EvaluationId, FormBody, Recorder
from app.api.v1.fields import MAX_TEXT_LENGTH, RequestModel, told
from app.api.v1.mapping import form_of
from app.api.v1.recorded import CREATED, RECORDING, REPLAYED_HEADER, SCORING, IdempotencyKey, answered, created
from app.services.revise import RevisionService
from app.services.withdraw import WithdrawalService

router = APIRouter(prefix="/v1/evaluations", tags=["evaluations"], route_class=StrictJsonRoute)

_EXAMPLES: dict[str, Example] = {
    "error": {"summary": "误报 / sent by mistake", "value": {"reason": "误报，项目已撤销"}}
}


class WithdrawalRequest(RequestModel):
    """撤回的原因。Why an evaluation is withdrawn."""

    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT_LENGTH),
        told("撤回原因。", "The reason.", "误报，项目已撤销"),
    ]


async def revisions(request: Request) -> RevisionService:
    service: RevisionService = request.app.state.revisions
    return service


async def withdrawals(request: Request) -> WithdrawalService:
    service: WithdrawalService = request.app.state.withdrawals
    return service


@router.post(
    "/{evaluation_id}/revisions",
    operation_id="reviseEvaluation",
    summary="更正 / Revise an evaluation",
    status_code=201,
    response_model=None,
    responses={**CREATED, **problem_responses(*RECORDING, *SCORING, NotFound, AnotherForm)},
)
async def revise_evaluation(
    evaluation_id: EvaluationId,
    body: FormBody,
    caller: Recorder,
    key: IdempotencyKey,
    service: Annotated[RevisionService, Depends(revisions)],
) -> Response:
    """提交更正后的同一张表（年度、表种、实施单位、项目一致）：评分并留存为下一次提交，此后以它为准；原评价仍可读取，
    标为已被替代。直接提交同一张表效果相同；没有项目或单位的表只能由此更正。

    Scores and records a corrected form of the same year, kind, unit and project as the next attempt, which counts from
    then on; the old one stays readable, marked superseded. Posting the form plainly does the same, but for forms
    without project or unit, which stand alone unless revised here.
    """
    return created(await service.revise(evaluation_id, form_of(body), caller, key))


@router.post(
    "/{evaluation_id}/withdrawal",
    operation_id="withdrawEvaluation",
    summary="撤回 / Withdraw an evaluation",
    response_model=None,
    responses={
        200: {
            "model": EvaluationAnswer,
            "description": "撤回后的评价 / the evaluation as its withdrawal leaves it",
            "headers": REPLAYED_HEADER,
        },
        **problem_responses(*RECORDING, NotFound, AlreadyWithdrawn),
    },
)
async def withdraw_evaluation(
    evaluation_id: EvaluationId,
    body: Annotated[WithdrawalRequest, Body(openapi_examples=_EXAMPLES)],
    caller: Recorder,
    key: IdempotencyKey,
    service: Annotated[WithdrawalService, Depends(withdrawals)],
) -> Response:
    """注明原因，使一次评价作废；不删除任何内容，评价与撤回都留在账册中。此后以最近一次未撤回的提交为准。

    Makes an evaluation void with a reason. Nothing is deleted: evaluation and withdrawal stay in the ledger. From then
    on the latest attempt that is not withdrawn counts.
    """
    return answered(await service.withdraw(evaluation_id, body.reason, caller, key))
