"""The chart of an evaluation over HTTP: people would rather look than read."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.conditional import NOT_MODIFIED, IfNoneMatch, conditional_response
from app.api.openapi_document import ETAG_HEADER
from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, NotFound, ServiceUnavailable
from app.api.v1.evaluations import EvaluationId, Reader, reader
from app.api.wording import Language, preferred_language
from app.charts.chart import score_chart
from app.services.read import ReadService

router = APIRouter(prefix="/v1/evaluations", tags=["evaluations"])

_MEDIA_TYPE = "image/svg+xml"
_EXAMPLE = '<svg xmlns="http://www.w3.org/2000/svg" role="img">…</svg>'
# Opened on its own, the picture can load and run nothing.
_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@router.get(
    "/{evaluation_id}/chart.svg",
    operation_id="getEvaluationChart",
    summary="失分图 / A chart of where the points were lost",
    response_class=Response,
    responses={
        200: {
            "description": "SVG 图，可直接打印 / an SVG picture, fit for print",
            "content": {_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}, "example": _EXAMPLE}},
            "headers": {"ETag": ETAG_HEADER},
        },
        **NOT_MODIFIED,
        **problem_responses(NotFound, InvalidRequest, ServiceUnavailable),
    },
)
async def get_evaluation_chart(
    request: Request,
    evaluation_id: EvaluationId,
    caller: Reader,
    service: Annotated[ReadService, Depends(reader)],
    lang: Annotated[
        Language | None,
        Query(description="图中文字的语言，默认随 Accept-Language / the language of its words", examples=["zh"]),
    ] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """一张图：总分失在哪里，先看各部分，再逐项看，并说明缘由。没有外部字体、脚本和链接；未计分的行照实画出，不作零分。

    One picture of where the total was lost, section by section, then line by line with the reason. No outside
    font, script or reference; a line without a score is drawn as such, never as zero.
    """
    language = lang or preferred_language(request.headers.get("accept-language"))
    parts, _ = await service.answer(caller.tenant, caller.data, evaluation_id)
    chart = await run_in_threadpool(_drawn, b"".join(parts), language)
    headers = {
        "Content-Language": "en" if language == "en" else "zh-CN",
        "Content-Security-Policy": _POLICY,
        "Vary": "Accept-Language",
    }
    return conditional_response(chart, _MEDIA_TYPE, if_none_match, headers)


def _drawn(body: bytes, language: Language) -> str:
    return score_chart(json.loads(body), language)
