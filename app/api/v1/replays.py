"""Scoring a recorded form again, over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from fastapi.openapi.models import Example

from app.api.problem_document import problem_responses
from app.api.problem_types import (
    BodyTooLarge,
    InvalidRequest,
    MalformedJson,
    NotFound,
    RulePackNotFound,
    ServiceUnavailable,
    UnsupportedMediaType,
)
from app.api.security.caller import Caller
from app.api.security.permissions import needs
from app.api.strict_json import StrictJsonRoute
from app.api.v1.evaluations import EvaluationId
from app.api.v1.fields import RequestModel, told
from app.api.v1.mapping import pack_reference
from app.api.v1.replay_answers import ReplayAnswer
from app.api.v1.requests import RulePackReference
from app.services.replay import ReplayService

router = APIRouter(prefix="/v1/evaluations", tags=["evaluations"], route_class=StrictJsonRoute)


_EXAMPLES: dict[str, Example] = {
    "recorded": {"summary": "按留存的规则包 / by the recorded pack", "value": {}},
    "another": {
        "summary": "按另一规则包 / by another pack",
        "value": {"rule_pack": {"id": "national-project-self-evaluation", "version": "1.0.0"}},
    },
}


class ReplayRequest(RequestModel):
    """按哪个规则包重算；省略则按原规则包。By which pack; without one, by the recorded one."""

    rule_pack: Annotated[
        RulePackReference | None, told("规则包；省略则按留存时的规则包版本。", "Else the recorded pack and version.")
    ] = None


async def replays(request: Request) -> ReplayService:
    service: ReplayService = request.app.state.replays
    return service


@router.post(
    "/{evaluation_id}/replay",
    operation_id="replayEvaluation",
    summary="重算核对 / Score a recorded form again",
    response_description="留存与重算的差异 / recorded against replayed",
    response_model=ReplayAnswer,
    responses=problem_responses(
        NotFound,
        MalformedJson,
        UnsupportedMediaType,
        BodyTooLarge,
        InvalidRequest,
        RulePackNotFound,
        ServiceUnavailable,
    ),
)
def replay_evaluation(
    evaluation_id: EvaluationId,
    caller: Annotated[Caller, Depends(needs("audit:read"))],
    service: Annotated[ReplayService, Depends(replays)],
    body: Annotated[ReplayRequest | None, Body(openapi_examples=_EXAMPLES)] = None,
) -> dict[str, Any]:
    """按留存时的规则包版本重算，应逐字节相同；引擎版本不同时，指出哪些行不同。也可指定另一规则包或版本（含草稿），
    列出总分、比率、各部分、各行、各处问题的差异。不保存任何内容。

    Under the recorded pack the sheet must come out equal to the byte; under a later engine the lines that differ are
    named. Under another pack or version, drafts included, everything that differs is listed. Nothing is stored.
    """
    return service.replay(caller.tenant, caller.data, evaluation_id, pack_reference(body.rule_pack if body else None))
