"""Scoring a recorded form again, over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from fastapi.openapi.models import Example

from app.api.caller import Caller, current_caller
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
from app.api.strict_json import StrictJsonRoute
from app.api.v1.answers import EvaluationIdText
from app.api.v1.evaluations import EvaluationId
from app.api.v1.fields import RequestModel, told
from app.api.v1.mapping import pack_reference
from app.api.v1.requests import RulePackReference
from app.api.v1.sheet_answers import AnswerModel, DecimalText, Digest, OutcomeName, PackUsedAnswer
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


class ReplaySideAnswer(AnswerModel):
    """一方的结果。One side of the comparison."""

    rule_pack: PackUsedAnswer
    engine_version: Annotated[str, told("评分引擎版本。", "The version of the engine.", "0.1.0")]
    sheet_digest: Annotated[Digest, told("评分表的摘要。", "Of the score sheet.", "sha256:94145125…")]
    score: Annotated[DecimalText | None, told("总分。", "The total.", "98.48")]
    grade: Annotated[str | None, told("等级代码。", "The grade.", "excellent")]


class ReplayedLineAnswer(AnswerModel):
    """得分或结论不同的一行。A line that differs."""

    pointer: Annotated[str, told("位置。", "Where.", "/indicators/0")]
    name: Annotated[str | None, told("指标名称。", "The indicator.", "培训参加人次")]
    recorded_score: Annotated[DecimalText | None, told("留存的得分。", "The score recorded.", "13.87")]
    replayed_score: Annotated[DecimalText | None, told("重算的得分。", "The score replayed.", "13.87")]
    recorded_outcome: OutcomeName
    replayed_outcome: OutcomeName
    sentence_zh: Annotated[str, told("重算一方的说明。", "Why, on the replayed side, Chinese.")]
    sentence_en: Annotated[str, told("同上，英文。", "The same in English.")]


class ReplayedFindingAnswer(AnswerModel):
    """只在一方出现的问题。A finding that only one side has."""

    code: Annotated[str, told("问题代码。", "The code.", "DECLARED_SCORE_MISMATCH")]
    pointer: Annotated[str, told("位置。", "Where.", "/indicators/0/declared_score")]
    message_zh: Annotated[str, told("中文说明。", "In Chinese.", "“培训参加人次”按规则应得 13.87 分，自评 12 分")]


class ReplayAnswer(AnswerModel):
    """留存的评分表与重算的评分表。The recorded sheet against the replayed one."""

    evaluation: EvaluationIdText
    same_pack: Annotated[bool, told("规则包内容是否相同。", "Whether the rules are the same to the letter.")]
    engine_differs: Annotated[bool, told("评分引擎版本是否不同。", "Whether another engine version scored it.")]
    reproduced: Annotated[bool, told("评分表是否逐字节相同。", "Whether the sheets are equal to the byte.")]
    recorded: ReplaySideAnswer
    replayed: ReplaySideAnswer
    lines: Annotated[list[ReplayedLineAnswer], told("不同的各行。", "Every line that differs.")]
    findings_gone: Annotated[list[ReplayedFindingAnswer], told("重算后不再有的问题。", "Findings that are gone.")]
    findings_new: Annotated[list[ReplayedFindingAnswer], told("重算后新有的问题。", "Findings that are new.")]


def replays(request: Request) -> ReplayService:
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
    caller: Annotated[Caller, Depends(current_caller)],
    service: Annotated[ReplayService, Depends(replays)],
    body: Annotated[ReplayRequest | None, Body(openapi_examples=_EXAMPLES)] = None,
) -> dict[str, Any]:
    """按留存时的规则包版本重算，应逐字节相同；也可指定另一规则包或版本，逐行列出差异。不保存任何内容。

    By the recorded pack the sheet must come out equal to the byte (under the same engine version); under another
    pack or version every line that differs is listed. Nothing is stored.
    """
    return service.replay(caller.tenant, evaluation_id, pack_reference(body.rule_pack if body else None))
