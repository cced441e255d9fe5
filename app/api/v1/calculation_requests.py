"""What `POST /v1/calculations/…` takes: one formula at a time, with the same kinds of values as a form."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.api.v1.fields import (
    BlankableNumber,
    Count,
    CurrencyUnit,
    Direction,
    ExactNumber,
    Name,
    Percentage,
    PresentAmount,
    Printed,
    RequestModel,
    Tier,
    Value,
    Weight,
    told,
)
from app.api.v1.request_indicators import Indicator
from app.api.v1.requests import RulePackReference

Places = Annotated[int, Field(ge=0, le=6)]
NegativeFormula = Literal["inverse", "linear"]
DenominatorName = Literal["adjusted_budget", "initial_budget", "arrived"]
DeductionMethod = Literal["proportional", "completion_ratio", "tiers"]

_PLACES = told("百分数保留的小数位数，默认 2。", "Decimals of the percentage, by default 2.", 2)
_UNIT = told("金额单位；金额文本中带单位的以文本为准。", "The unit of bare amounts.", "万元")
_DIRECTION = told("指标方向，符号缺失时使用。", "Where the sign is missing.", "positive")
_NEGATIVE_FORMULA = told(
    "反向指标未达标时的算法：inverse 目标÷实际，linear 线性递减。",
    "For a missed upper limit: inverse is target ÷ actual, linear falls to zero at twice the target.",
    "inverse",
)
_TARGET = told("年度指标值。", "The target.", "≥1628")
_ACTUAL = told("实际完成值。", "The actual value.", "1505")


class FundArrivalRateRequest(RequestModel):
    """资金到位率 = 到位资金 ÷ 预算数。Fund arrival rate."""

    arrived: Annotated[PresentAmount, told("到位资金。", "The funds that arrived.", "14.4")]
    budget: Annotated[PresentAmount, told("预算数。", "The budget.", "14.4")]
    unit: Annotated[CurrencyUnit | None, _UNIT] = None
    places: Annotated[Places | None, _PLACES] = None


class BudgetExecutionRateRequest(RequestModel):
    """预算执行率 = 执行数 ÷ 分母。Budget execution rate."""

    executed: Annotated[PresentAmount, told("执行数。", "The amount spent.", "22.575")]
    budget: Annotated[PresentAmount, told("分母：预算数或到位资金。", "The denominator.", "22.575")]
    denominator_name: Annotated[
        DenominatorName | None, told("分母口径。", "What the denominator is.", "adjusted_budget")
    ] = None
    unit: Annotated[CurrencyUnit | None, _UNIT] = None
    places: Annotated[Places | None, _PLACES] = None


class CompletionRatioRequest(RequestModel):
    """指标完成率。The completion ratio of an indicator."""

    target: Annotated[Value, _TARGET]
    actual: Annotated[Value, _ACTUAL]
    direction: Annotated[Direction | None, _DIRECTION] = None
    negative_formula: Annotated[NegativeFormula | None, _NEGATIVE_FORMULA] = None
    weight: Annotated[Weight | None, told("分值；给出时同时计算得分。", "With it the score is computed too.", "15")] = (
        None
    )
    rule_pack: Annotated[
        RulePackReference | None, told("参数所依据的规则包；省略用全国标准。", "Else the national one.")
    ] = None


_NEEDED_BY_METHOD: dict[str, tuple[str, ...]] = {
    "proportional": ("rate",),
    "completion_ratio": ("target", "actual"),
    "tiers": ("tier",),
}


class DeductionRequest(RequestModel):
    """按一种评分方法计算得分与扣分。Score and deduction by one scoring method."""

    method: Annotated[DeductionMethod, told("评分方法。", "The scoring method.", "proportional")]
    weight: Annotated[Weight, told("分值。", "The maximum score.", "10")]
    rule_pack: Annotated[RulePackReference | None, told("参数所依据的规则包。", "The pack whose figures apply.")] = None
    rate: Annotated[Printed | None, told("比率（proportional）。", "The rate, for proportional.", "51.8%")] = Field(
        default=None, validate_default=True
    )
    target: Annotated[Value | None, _TARGET] = Field(default=None, validate_default=True)
    actual: Annotated[Value | None, _ACTUAL] = Field(default=None, validate_default=True)
    direction: Annotated[Direction | None, _DIRECTION] = None
    negative_formula: Annotated[NegativeFormula | None, _NEGATIVE_FORMULA] = None
    tier: Annotated[Tier | None, told("达成档次（tiers）。", "The tier, for tiers.", "achieved")] = Field(
        default=None, validate_default=True
    )
    completion: Annotated[Percentage | None, told("档内完成率（tiers）。", "The share inside the tier.", "85%")] = None
    declared_score: Annotated[BlankableNumber | None, told("填报的得分。", "The score stated.", "9")] = None

    @field_validator("rate", "target", "actual", "tier")
    @classmethod
    def _what_the_method_needs(cls, value: object, info: ValidationInfo) -> object:
        method = info.data.get("method")
        if value is None and info.field_name in _NEEDED_BY_METHOD.get(method or "", ()):
            raise PydanticCustomError("required_by_method", "required", {"method": method})
        return value


class GradeRequest(RequestModel):
    """按得分评定等级。The grade of a score."""

    score: Annotated[Weight, told("得分。", "The score.", "98.48")]
    rule_pack: Annotated[
        RulePackReference | None, told("等级标准所依据的规则包；省略用全国标准。", "Else the national one.")
    ] = None


class CriterionRequest(Indicator):
    """按规则包中的一条评分标准计算一行，字段与表中一行相同。One line of a form under a criterion of a pack."""

    rule_pack: Annotated[RulePackReference, told("规则包。", "The pack.")]
    criterion: Annotated[
        str, Field(min_length=1, max_length=200), told("评分标准编号。", "Its id.", "budget_adjustment_rate")
    ]


class FactoredAnswer(RequestModel):
    """一个选项：份数，及计为满意的系数。One answer: how many chose it, and how far it counts as satisfied."""

    answer: Annotated[Name, told("选项。", "The answer.", "基本满意")]
    count: Annotated[Count, told("份数。", "How many chose it.", 5)]
    factor: Annotated[ExactNumber, told("系数，0 至 1。", "From 0 to 1.", "0.8")]

    @field_validator("factor")
    @classmethod
    def _a_share(cls, factor: str) -> str:
        if not 0 <= Decimal(factor) <= 1:
            raise PydanticCustomError("number_out_of_range", "number out of range", {"least": 0, "most": 1})
        return factor


class SatisfactionRequest(RequestModel):
    """满意度 = Σ（份数 × 系数）÷ 有效份数。The satisfaction rate of a survey."""

    answers: Annotated[list[FactoredAnswer], Field(min_length=1, max_length=50), told("各选项。", "The answers.")]
    valid: Annotated[Count | None, told("有效份数；省略为各选项之和。", "Else the sum of the counts.", 50)] = None
    weight: Annotated[Weight | None, told("分值；给出时同时计算得分。", "With it the score is computed.", "10")] = None
