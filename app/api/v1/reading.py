"""Reading one evaluation back over HTTP."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive

from app.api.conditional import NOT_MODIFIED, IfNoneMatch, conditional_response, not_modified, tagged
from app.api.in_parts import InParts
from app.api.openapi_document import ETAG_HEADER
from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, NoPlatformTable, NotFound, ServiceUnavailable
from app.api.security.caller import Caller
from app.api.security.permissions import needs
from app.api.shortcuts import Shortcut
from app.api.v1.answers import EvaluationAnswer
from app.api.v1.evaluations import EVALUATION_ID, EvaluationId, reader
from app.api.v1.platform_answers import PLATFORM_CONTENT, PLATFORM_MEDIA_TYPE
from app.services.platform.read import PlatformReading
from app.services.read import ReadService

_MAY_READ = needs("evaluations:read")
_IS_ID = re.compile(EVALUATION_ID)


router = APIRouter(prefix="/v1/evaluations", tags=["evaluations"])


async def platform_reading(request: Request) -> PlatformReading:
    service: PlatformReading = request.app.state.platform
    return service


@router.get(
    "/{evaluation_id}",
    operation_id="getEvaluation",
    summary="读取一次评价 / Read one evaluation",
    response_model=None,
    responses={
        200: {
            "model": EvaluationAnswer,
            "description": "与评分时的答复逐字节相同，除非已被替代 / equal to the byte to the answer at scoring, "
            "unless superseded since",
            "headers": {"ETag": ETAG_HEADER},
            "content": PLATFORM_CONTENT,
        },
        **NOT_MODIFIED,
        **problem_responses(NotFound, NoPlatformTable, InvalidRequest, ServiceUnavailable),
    },
)
async def get_evaluation(
    evaluation_id: EvaluationId,
    caller: Annotated[Caller, Depends(_MAY_READ)],
    service: Annotated[ReadService, Depends(reader)],
    platform: Annotated[PlatformReading, Depends(platform_reading)],
    if_none_match: IfNoneMatch = None,
    view: Annotated[
        Literal["sheet", "platform"],
        Query(
            description="sheet：评分表；platform：预算管理一体化自评表的列名（未经官方标准核实）/ the score sheet, or "
            "the columns of the budget integration platform, unconfirmed against the official standard"
        ),
    ] = "sheet",
) -> Response:
    """读回留存的评分表；view=platform 时换成预算管理一体化自评表的列名，媒体类型也不同。

    Reads the recorded score sheet back; with view=platform in the columns of the budget integration platform's
    self-evaluation tables, under a media type of its own.
    """
    if view == "platform":
        view_body = await run_in_threadpool(platform.view, caller, evaluation_id)
        return conditional_response(view_body, PLATFORM_MEDIA_TYPE, if_none_match)
    return await _sheet(service, caller, evaluation_id, if_none_match)


async def _sheet(service: ReadService, caller: Caller, evaluation_id: str, if_none_match: str | None) -> Response:
    if if_none_match is not None:
        unchanged = not_modified(await service.digest(caller.tenant, caller.data, evaluation_id), if_none_match)
        if unchanged is not None:
            return unchanged
    parts, digest = await service.answer(caller.tenant, caller.data, evaluation_id)
    return tagged(InParts(parts), digest)


async def _read_sheet(request: Request) -> Response | Receive:
    evaluation_id = request.path_params[_PARAMETER]
    if not _IS_ID.fullmatch(evaluation_id):
        return request.receive
    caller = await _MAY_READ(request)
    return await _sheet(request.app.state.reader, caller, evaluation_id, request.headers.get("if-none-match"))


_PARAMETER = "evaluation_id"
SHORTCUT = Shortcut(next(route for route in router.routes if isinstance(route, APIRoute)), _read_sheet, _PARAMETER)
