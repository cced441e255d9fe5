"""Evaluations over HTTP: preview, read back, list, audit."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response

from app.api.cursor import issue_cursor, read_cursor
from app.api.examples import form_examples
from app.api.next_page import link_to_next
from app.api.problem_document import problem_responses
from app.api.problem_types import CursorInvalid, InvalidRequest, NotFound, ServiceUnavailable
from app.api.security.caller import Caller
from app.api.security.permissions import needs
from app.api.strict_json import StrictJsonRoute
from app.api.v1.answers import (
    AuditAnswer,
    EvaluationListAnswer,
    EvaluationSummaryAnswer,
    PreviewAnswer,
)
from app.api.v1.list_query import ListQuery
from app.api.v1.mapping import form_of, summary_of
from app.api.v1.recorded import BAD_BODY, NO_PACK
from app.api.v1.requests import EvaluationRequest
from app.services.read import ReadService
from app.services.score import Scorer

router = APIRouter(prefix="/v1/evaluations", tags=["evaluations"], route_class=StrictJsonRoute)

FormBody = Annotated[EvaluationRequest, Body(openapi_examples=form_examples())]
Recorder = Annotated[Caller, Depends(needs("evaluations:write"))]
Reader = Annotated[Caller, Depends(needs("evaluations:read"))]
Auditor = Annotated[Caller, Depends(needs("audit:read"))]
EVALUATION_ID = "^[0-9A-Za-z-]{1,64}$"
EvaluationId = Annotated[
    str,
    Path(
        description="评价编号（UUID）/ id of the evaluation",
        max_length=64,
        pattern="^[0-9A-Za-z-]+$",
        examples=["019ab3c2-7d10-7c3e-9a55-0242ac120002"],
    ),
]


async def scorer(request: Request) -> Scorer:
    found: Scorer = request.app.state.scorer
    return found


async def reader(request: Request) -> ReadService:
    service: ReadService = request.app.state.reader
    return service


@router.post(
    "/preview",
    operation_id="previewEvaluation",
    summary="试算，不留存 / Score a form without recording it",
    dependencies=[Depends(needs("evaluations:read"))],
    response_model=None,
    responses={
        200: {"model": PreviewAnswer, "description": "评分表 / the score sheet"},
        **problem_responses(*BAD_BODY, *NO_PACK),
    },
)
def preview_evaluation(body: FormBody, service: Annotated[Scorer, Depends(scorer)]) -> Response:
    """同样的评分表，不保存任何内容；草稿规则包也可试算。

    The same score sheet, nothing stored; drafts of rule packs may be tried here.
    """
    return _json(service.preview(form_of(body)))


@router.get(
    "",
    operation_id="listEvaluations",
    summary="按条件列出 / List evaluations",
    response_model=EvaluationListAnswer,
    responses={
        200: {
            "description": "一页评价 / a page of evaluations",
            "headers": {
                "Link": {"description": "下一页的地址，rel=next / where the next page is", "schema": {"type": "string"}}
            },
        },
        **problem_responses(CursorInvalid, InvalidRequest, ServiceUnavailable),
    },
)
def list_evaluations(
    request: Request,
    response: Response,
    query: Annotated[ListQuery, Query()],
    caller: Reader,
    service: Annotated[ReadService, Depends(reader)],
) -> EvaluationListAnswer:
    """由新到旧分页列出；同一张表多次提交时只列现行有效的一次，不列已撤回的，除非 include_superseded。

    Newest first, by cursor; of several attempts at the same form only the effective one, and none that was withdrawn,
    unless asked otherwise.
    """
    asked = query.model_dump(mode="json", exclude={"cursor", "limit"}, exclude_none=True)
    before = read_cursor(query.cursor, asked) if query.cursor is not None else None
    page = service.page(caller.tenant, query.filters(caller.data), before, query.limit)
    following = issue_cursor(page.next_before, asked) if page.next_before is not None else None
    if following is not None:
        response.headers["Link"] = link_to_next(request, **asked, limit=query.limit, cursor=following)
    items: list[EvaluationSummaryAnswer] = [summary_of(item) for item in page.items]
    return EvaluationListAnswer(items=items, next_cursor=following)


@router.get(
    "/{evaluation_id}/audit",
    operation_id="getEvaluationAudit",
    summary="评分留痕 / The audit of one evaluation",
    response_model=AuditAnswer,
    response_description="评分留痕 / the audit",
    responses=problem_responses(NotFound, InvalidRequest, ServiceUnavailable),
)
def get_evaluation_audit(
    evaluation_id: EvaluationId,
    caller: Auditor,
    service: Annotated[ReadService, Depends(reader)],
) -> dict[str, Any]:
    """规范化的提交内容、规则包及其摘要、每一分的推算步骤、各项摘要，以及在账册中的位置。

    The canonical submission, the rule pack with its digest, the trace of every score, and the place in the ledger.
    """
    return service.audit(caller.tenant, caller.data, evaluation_id)


def _json(body: str | bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, headers, media_type="application/json")
