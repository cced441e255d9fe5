"""汇总 over HTTP."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from app.api.caller import Caller, current_caller
from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, ServiceUnavailable, TooManyForms
from app.api.strict_json import StrictJsonRoute
from app.api.v1.fields import told
from app.api.v1.list_query import EvaluationQuery
from app.api.v1.sheet_answers import AnswerModel, DecimalText
from app.services.roll_up import RollUpService

router = APIRouter(prefix="/v1/rollups", tags=["rollups"], route_class=StrictJsonRoute)


class RollUpQuery(EvaluationQuery):
    """The filters of the evaluation list, and what to group by."""

    group_by: Literal["department", "unit", "region", "fiscal_year"] = Field(
        "department", description="分组方式。\n\nWhat to group by."
    )
    region_digits: Literal[2, 4, 6] = Field(
        6, description="按地区分组时取区划代码的前几位。\n\nHow many digits of the region code make a group."
    )


class ShareAnswer(AnswerModel):
    """一张表带入的数。What one form brings into a figure."""

    evaluation: Annotated[str, told("评价编号。", "The evaluation.")]
    value: Annotated[DecimalText, told("带入的值。", "Its value.", "98.48")]
    weight: Annotated[DecimalText | None, told("权重（元）。", "Its weight, in 元.", "225750")]


class LeftOutAnswer(AnswerModel):
    """未计入的一张表及原因。A form the figure does not contain, and why."""

    evaluation: str
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

    value: DecimalText | None
    unit: str | None
    contributions: list[ShareAnswer]
    left_out: list[LeftOutAnswer]


class RolledUpIndicatorAnswer(AnswerModel):
    """一项指标的汇总：绝对值相加，相对值按资金加权平均。Absolute values add up, relative ones are weighted by funds."""

    name: str
    method: Literal["sum", "weighted_mean"]
    target: FigureAnswer
    actual: FigureAnswer


class GroupAnswer(AnswerModel):
    """一个分组。One group."""

    key: str
    label: str | None
    count: int
    grades: Annotated[dict[str, int], told("各等级数量。", "How many of each grade.", {"excellent": 5})]
    ungraded: Annotated[int, told("没有等级的数量。", "How many have no grade.", 0)]
    average_score: FigureAnswer
    weighted_score: Annotated[
        FigureAnswer, told("按全年预算数加权的平均分。", "Average weighted by the adjusted budget.")
    ]
    weighted_score_by_executed: Annotated[
        FigureAnswer, told("另一口径：按执行数加权。", "The other reading: weighted by what was executed.")
    ]
    adjusted_budget: FigureAnswer
    executed: FigureAnswer
    indicators: list[RolledUpIndicatorAnswer]


class RollUpAnswer(AnswerModel):
    """汇总结果。A roll-up."""

    group_by: str
    forms: int
    weights: Annotated[str, told("权重口径。", "What weighs.", "adjusted_budget")]
    groups: list[GroupAnswer]


def rollups(request: Request) -> RollUpService:
    service: RollUpService = request.app.state.rollups
    return service


@router.get(
    "",
    operation_id="getRollup",
    summary="汇总 Roll up",
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
