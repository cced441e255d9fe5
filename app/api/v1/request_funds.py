"""The funds table of a form (项目资金)."""

from typing import Annotated, Literal

from pydantic import Field

from app.api.v1.fields import (
    MAX_ROWS,
    Amount,
    BlankableNumber,
    BlankableWeight,
    CurrencyUnit,
    Name,
    Percentage,
    Printed,
    RequestModel,
    Text,
    told,
)

FundsSource = Literal[
    "fiscal",
    "central",
    "provincial",
    "municipal",
    "county",
    "carry_over",
    "local",
    "special_account",
    "unit",
    "government_fund",
    "loan",
    "other",
]


class FundsAmounts(RequestModel):
    """一行资金的各列。The columns of one row of funds."""

    initial_budget: Annotated[Amount | None, told("年初预算数。", "The initial budget.", "24.42")] = None
    adjusted_budget: Annotated[
        Amount | None, told("全年预算数（调整后）。", "The budget after changes in the year.", "22.575")
    ] = None
    arrived: Annotated[Amount | None, told("到位资金。", "The funds that arrived.", "22.575")] = None
    executed: Annotated[Amount | None, told("全年执行数。", "The amount spent.", "22.575")] = None


class FundsRow(FundsAmounts):
    """资金明细的一行。One row below the total."""

    source: Annotated[FundsSource | None, told("资金来源。", "Where the money comes from.", "fiscal")] = None
    name: Annotated[Name | None, told("所印名称。", "The name as printed.", "其中：当年财政拨款")] = None
    split: Annotated[
        Name | None,
        told(
            "划分方式，默认 source；按支出用途等另行划分的行写另一个值，同一划分的各行合计等于总额。",
            "How the total is split, by default source; rows that split it another way carry another value.",
            "source",
        ),
    ] = None
    parent: Annotated[
        Name | None,
        told("所属行的名称（其中项）；这样的行不计入合计。", "The name of the row it is part of.", "财政拨款"),
    ] = None
    declared_rate: Annotated[Printed | None, told("填报的执行率。", "The execution rate stated.", "100%")] = None
    declared_score: Annotated[BlankableNumber | None, told("填报的得分。", "The score stated.", "10")] = None


class Funds(RequestModel):
    """项目资金。The funds table of the form."""

    unit: Annotated[CurrencyUnit | None, told("金额单位。", "The unit of the amounts.", "万元")] = None
    total: Annotated[FundsAmounts | None, told("年度资金总额。", "The total row.")] = None
    rows: Annotated[
        list[FundsRow] | None, Field(max_length=MAX_ROWS), told("资金明细。", "The rows below the total.")
    ] = None
    weight: Annotated[
        BlankableWeight | None,
        Percentage,
        told("预算执行率的分值；省略时按规则包。", "The weight of the execution rate; else the pack's.", "10"),
    ] = None
    declared_rate: Annotated[Printed | None, told("填报的预算执行率。", "The execution rate stated.", "100%")] = None
    declared_score: Annotated[BlankableNumber | None, told("填报的执行率得分。", "The score stated for it.", "10")] = (
        None
    )
    declared_arrival_rate: Annotated[
        Printed | None, told("填报的资金到位率。", "The fund arrival rate stated.", "100%")
    ] = None
    deviation_reason: Annotated[
        Text | None, told("资金偏差原因。", "Why the money was not spent.", "年底追加，结转下年")
    ] = None
