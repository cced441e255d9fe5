"""What a score may depend on and the platform's columns do not hold, in the fields of the ordinary request."""

from typing import Annotated

from pydantic import Field
from pydantic.fields import FieldInfo

from app.api.v1.fields import (
    MAX_ROWS,
    BlankableWeight,
    Direction,
    ExactNumber,
    Name,
    Percentage,
    Printed,
    RequestModel,
    Text,
    Tier,
    Value,
    told,
)
from app.api.v1.request_indicators import Check, Deduction, FactName, Indicator, Part, Survey
from app.api.v1.requests import MAX_INDICATORS, SectionWeight


def _as(name: str) -> FieldInfo:
    """Described as the field of the ordinary request is."""
    field = Indicator.model_fields[name]
    described: FieldInfo = Field(description=field.description, examples=field.examples)
    return described


def _taken_apart() -> FieldInfo:
    return told("已拆分的值，代替列中所印的文本。", "Taken apart, instead of the text in the column.")


class IndicatorSupplement(RequestModel):
    """一行指标中没有对应列的内容。What no column of an indicator holds."""

    target: Annotated[Value | None, _taken_apart()] = None
    actual: Annotated[Value | None, _taken_apart()] = None
    criterion: Annotated[Name | None, _as("criterion")] = None
    initial_target: Annotated[Value | None, _as("initial_target")] = None
    direction: Annotated[Direction | None, _as("direction")] = None
    declared_completion: Annotated[Printed | None, _as("declared_completion")] = None
    formula: Annotated[Text | None, _as("formula")] = None
    facts: Annotated[dict[FactName, ExactNumber] | None, Field(max_length=MAX_ROWS), _as("facts")] = None
    checks: Annotated[list[Check] | None, Field(max_length=MAX_ROWS), _as("checks")] = None
    tier: Annotated[Tier | None, _as("tier")] = None
    completion: Annotated[Percentage | None, _as("completion")] = None
    deductions: Annotated[list[Deduction] | None, Field(max_length=MAX_ROWS), _as("deductions")] = None
    survey: Annotated[Survey | None, _as("survey")] = None
    parts: Annotated[list[Part] | None, Field(max_length=MAX_ROWS), _as("parts")] = None
    not_applicable: Annotated[bool | None, _as("not_applicable")] = None
    core: Annotated[bool | None, _as("core")] = None


class FundsSupplement(RequestModel):
    """资金表中没有对应列的内容。What no column of the funds holds."""

    weight: Annotated[
        BlankableWeight | None,
        told("预算执行率的分值；省略时按规则包。", "The weight of the execution rate; else the pack's.", "10"),
    ] = None
    arrived: Annotated[ExactNumber | None, told("到位资金（元）。", "The funds that arrived, in 元.", "225750.00")] = (
        None
    )


class PlatformSupplement(RequestModel):
    """没有对应列的内容，字段同普通接口。What no column holds, in the fields of the ordinary request."""

    funds: Annotated[FundsSupplement | None, told("项目资金。", "Of the funds.")] = None
    section_weights: Annotated[
        list[SectionWeight] | None, Field(max_length=MAX_ROWS), told("各级指标的分值。", "Weights of sections.")
    ] = None
    indicators: Annotated[
        list[IndicatorSupplement | None] | None,
        Field(max_length=MAX_INDICATORS),
        told("绩效指标，与指标表逐行对应；没有的为 null。", "Row by row as the indicators; null for none."),
    ] = None
