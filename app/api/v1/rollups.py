"""汇总 over HTTP."""

import json
from enum import IntEnum
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, ServiceUnavailable, TooManyForms
from app.api.security.caller import Caller
from app.api.security.permissions import needs
from app.api.strict_json import StrictJsonRoute
from app.api.v1.list_query import EvaluationQuery
from app.api.v1.rollup_answers import RollUpAnswer
from app.services.roll_up import RollUpService

router = APIRouter(prefix="/v1/rollups", tags=["rollups"], route_class=StrictJsonRoute)


class RegionDigits(IntEnum):
    """区划代码取前几位：省、市、县。How much of a region code makes a group."""

    PROVINCE = 2
    CITY = 4
    COUNTY = 6


class RollUpQuery(EvaluationQuery):
    """The filters of the evaluation list, and what to group by."""

    group_by: Literal["department", "unit", "region", "fiscal_year"] = Field(
        "department", description="分组方式 / what to group by"
    )
    region_digits: RegionDigits = Field(
        RegionDigits.COUNTY,
        description="按地区分组时取区划代码的前几位 / how many digits of the region code make a group",
    )


async def rollups(request: Request) -> RollUpService:
    service: RollUpService = request.app.state.rollups
    return service


@router.get(
    "",
    operation_id="getRollup",
    summary="汇总 / Roll up evaluations",
    response_model=None,
    responses={
        200: {"model": RollUpAnswer, "description": "汇总结果 / the roll-up"},
        **problem_responses(InvalidRequest, TooManyForms, ServiceUnavailable),
    },
)
def get_rollup(
    query: Annotated[RollUpQuery, Query()],
    caller: Annotated[Caller, Depends(needs("evaluations:read"))],
    service: Annotated[RollUpService, Depends(rollups)],
) -> Response:
    """按部门、单位、地区或年度汇总现行有效的评价，不同表种分开：等级分布、平均分、按资金加权的平均分、资金合计，
    以及同名指标的汇总。绝对值相加，相对值按全年预算数加权平均（另附按执行数加权）；不能相加、不能平均的单独列出并
    注明原因。一次最多 2000 张表、50000 行指标。

    Rolls up the effective evaluations by department, unit, region or year, kinds of form apart. Absolute values add
    up, relative ones are averaged weighted by the adjusted budget (by what was executed beside it); what cannot be
    added or averaged is listed apart with the reason. At most 2,000 forms and 50,000 indicators.
    """
    answer = service.roll_up(caller.tenant, query.filters(caller.data), query.group_by, query.region_digits)
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(body, media_type="application/json")
