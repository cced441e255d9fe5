"""汇总 over HTTP."""

from enum import IntEnum
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from app.api.caller import Caller, current_caller
from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, ServiceUnavailable, TooManyForms
from app.api.strict_json import StrictJsonRoute
from app.api.v1.answers import EvaluationIdText
from app.api.v1.fields import told
from app.api.v1.list_query import EvaluationQuery
from app.api.v1.sheet_answers import AnswerModel, DecimalText
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
        "department", description="分组方式。\n\nWhat to group by."
    )
    region_digits: RegionDigits = Field(
        RegionDigits.COUNTY,
        description="按地区分组时取区划代码的前几位。\n\nHow many digits of the region code make a group.",
    )


class ShareAnswer(AnswerModel):
    """一张表带入的数。What one form brings into a figure."""

    evaluation: Annotated[str, told("评价编号。", "The evaluation.")]
    value: Annotated[DecimalText, told("带入的值。", "Its value.", "98.48")]
    weight: Annotated[DecimalText | None, told("权重（元）。", "Its weight, in 元.", "225750")]


class LeftOutAnswer(AnswerModel):
    """未计入的一张表及原因。A form the figure does not contain, and why."""

    evaluation: EvaluationIdText
    reason: Annotated[
        Literal["no_score", "no_funds", "missing", "not_a_number", "inequality", "unlike_unit", "unlike_sign"],
        told(
            "没有得分、没有资金、未填、不是数值、是不等式、单位不同、符号不同。",
            "No score, no funds, empty, no number, an inequality, another unit, another sign.",
            "no_score",
        ),
    ]


class FigureAnswer(AnswerModel):
    """汇总数及其构成。A rolled-up figure with everything it consists of."""

    value: Annotated[DecimalText | None, told("数值；没有可计入的表时为 null。", "Null if nothing counts.", "98.48")]
    unit: Annotated[str | None, told("计量单位。", "The unit.", "人次")]
    contributions: Annotated[list[ShareAnswer], told("计入的各表。", "What it consists of.")]
    left_out: Annotated[list[LeftOutAnswer], told("未计入的各表。", "What it does not contain.")]


class RolledUpIndicatorAnswer(AnswerModel):
    """一项指标的汇总：绝对值相加，相对值按资金加权平均。Absolute values add up, relative ones are weighted by funds."""

    name: Annotated[str, told("指标名称。", "The indicator.", "培训参加人次")]
    method: Annotated[
        Literal["sum", "weighted_mean"], told("相加，或加权平均。", "Added up, or averaged by weight.", "sum")
    ]
    target: FigureAnswer
    actual: FigureAnswer


class GroupAnswer(AnswerModel):
    """一个分组。One group."""

    key: Annotated[str, told("分组的编码。", "What the group has in common.", "149")]
    label: Annotated[str | None, told("分组的名称。", "Its name.", "北京市丰台区卫生健康委员会")]
    count: Annotated[int, told("表数。", "How many forms.", 5)]
    grades: Annotated[dict[str, int], told("各等级数量。", "How many of each grade.", {"excellent": 5})]
    ungraded: Annotated[int, told("没有等级的数量。", "How many have no grade.", 0)]
    average_score: Annotated[FigureAnswer, told("平均分。", "The plain average.")]
    weighted_score: Annotated[
        FigureAnswer, told("按全年预算数加权的平均分。", "Average weighted by the adjusted budget.")
    ]
    weighted_score_by_executed: Annotated[
        FigureAnswer, told("另一口径：按执行数加权。", "The other reading: weighted by what was executed.")
    ]
    adjusted_budget: Annotated[FigureAnswer, told("全年预算数合计。", "The adjusted budgets added up.")]
    executed: Annotated[FigureAnswer, told("执行数合计。", "What was executed, added up.")]
    indicators: Annotated[list[RolledUpIndicatorAnswer], told("同名指标的汇总。", "Indicators of the same name.")]


class RollUpAnswer(AnswerModel):
    """汇总结果。A roll-up."""

    group_by: Annotated[str, told("分组方式。", "What it is grouped by.", "department")]
    forms: Annotated[int, told("计入的表数。", "How many forms it covers.", 5)]
    weights: Annotated[str, told("权重口径。", "What weighs.", "adjusted_budget")]
    groups: Annotated[list[GroupAnswer], told("各组。", "The groups.")]


def rollups(request: Request) -> RollUpService:
    service: RollUpService = request.app.state.rollups
    return service


@router.get(
    "",
    operation_id="getRollup",
    summary="汇总 / Roll up",
    response_description="汇总结果 / the figures",
    response_model=RollUpAnswer,
    responses=problem_responses(InvalidRequest, TooManyForms, ServiceUnavailable),
)
def get_rollup(
    query: Annotated[RollUpQuery, Query()],
    caller: Annotated[Caller, Depends(current_caller)],
    service: Annotated[RollUpService, Depends(rollups)],
) -> dict[str, Any]:
    """按部门、单位、地区或年度汇总现行有效的评价：等级分布、平均分、按资金加权的平均分、资金合计，以及同名指标的汇总；
    绝对值相加，相对值按资金加权，不能相加或平均的单独列出原因。一次最多 2000 张表。

    Rolls up the effective evaluations by department, unit, region or year. Absolute values add up, relative ones
    are weighted by funds; what cannot be added or averaged is listed apart with the reason. At most 2,000 forms.
    """
    return service.roll_up(caller.tenant, query.filters(), query.group_by, query.region_digits)
