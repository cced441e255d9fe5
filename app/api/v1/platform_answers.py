"""An evaluation in the platform's columns, as a schema; the columns are those of app/services/platform/columns.py."""

from types import GenericAlias
from typing import Annotated, Any, Literal

from pydantic import create_model

from app.api.v1.fields import told
from app.api.v1.sheet_answers import AnswerModel, DecimalText
from app.services.platform.columns import (
    BUDGET,
    GOALS,
    INDICATORS,
    SELF_EVALUATION,
    STANDARD,
    SUPPLEMENT,
    TABLES,
    TOTAL,
    Column,
    FlagColumn,
    NumberColumn,
)

PLATFORM_MEDIA_TYPE = "application/vnd.jixiao.platform+json"


class StandardAnswer(AnswerModel):
    """列名所依据的标准。The standard the columns are of."""

    name: Annotated[str, told("标准名称。", "Its name.", STANDARD)]
    confirmed: Annotated[
        bool, told("是否已与官方文本核实。", "Whether they were confirmed against its official text.", False)
    ]


class PackNamedAnswer(AnswerModel):
    """所用的规则包。The rules the scores come from."""

    id: Annotated[str, told("规则包编号。", "The id of the pack.", "beijing-project-self-evaluation")]
    version: Annotated[str, told("版本。", "The version.", "1.0.0")]


class ColumnWarningAnswer(AnswerModel):
    """一列容纳不下或无从填写之处。What a column cannot hold, or what is not in the tables."""

    pointer: Annotated[str, told("位置（JSON Pointer）。", "Where.", f"/{INDICATORS}/3/IND_COMP")]
    column: Annotated[str | None, told("列名。", "The column.", "IND_COMP")]
    code: Annotated[
        Literal[
            "text_too_long",
            "text_too_long_in_bytes",
            "too_many_decimals",
            "number_too_large",
            "unit_unknown",
            "value_missing",
            "row_left_out",
            "amounts_contradict",
            "total_unknown",
        ],
        told("种类。", "The kind.", "text_too_long"),
    ]
    length: Annotated[int | None, told("实际的字符数、字节数或位数。", "Characters, bytes or digits there are.", 2101)]
    message_zh: Annotated[str, told("说明（中文）。", "In Chinese.", "IND_COMP 有 2101 个字符，该列最多 2000")]
    message_en: Annotated[str, told("说明（英文）。", "In English.", "IND_COMP has 2101 characters, the column 2000")]


def _answered(column: Column) -> Any:
    described = told(f"{column.zh}。", f"{column.en}.", column.example)
    match column:
        case FlagColumn():
            return Annotated[int, described]
        case NumberColumn():
            return Annotated[DecimalText | None, described]
        case _:
            return Annotated[str | None, described]


def _table(name: str, model: str, told_of: str) -> Any:
    fields: dict[str, Any] = {column: (_answered(spec), ...) for column, spec in TABLES[name].items()}
    return create_model(model, __base__=AnswerModel, __doc__=told_of, **fields)


PlatformEvaluationRow = _table(
    SELF_EVALUATION, "PlatformEvaluationRow", "项目绩效自评信息表的一行。The self-evaluation of a project."
)
PlatformIndicatorRow = _table(INDICATORS, "PlatformIndicatorRow", "项目绩效指标单位自评表的一行。One indicator.")
PlatformBudgetRow = _table(
    BUDGET, "PlatformBudgetRow", "项目预算执行完成情况的一行。The execution of one source of money."
)
PlatformGoalRow = _table(GOALS, "PlatformGoalRow", "年度总体目标的一行。The annual goal.")


def _rows(row: Any) -> Any:
    return GenericAlias(list, (row,))


_MEMBERS: dict[str, Any] = {
    "standard": (StandardAnswer, told("标准。", "The standard.")),
    "kind": (
        Literal["project_self_evaluation", "project_target_self_evaluation"],
        told("表种。", "The kind of form.", "project_self_evaluation"),
    ),
    "rule_pack": (PackNamedAnswer, told("规则包。", "The rules.")),
    SELF_EVALUATION: (PlatformEvaluationRow, told("自评信息。", "The evaluation.")),
    INDICATORS: (_rows(PlatformIndicatorRow), told("绩效指标。", "The indicators.")),
    BUDGET: (_rows(PlatformBudgetRow), told("各资金来源一行。", "One row for each source of money.")),
    TOTAL: (
        PlatformBudgetRow | None,
        told("年度资金总额，列名相同；不是标准中的表。", "The total, in the same columns; no table of the standard."),
    ),
    GOALS: (_rows(PlatformGoalRow), told("年度总体目标。", "The annual goal.")),
    SUPPLEMENT: (
        dict[str, Any] | None,
        told(
            "没有对应列的内容，如提交时的 supplement（PlatformSupplement）。",
            "What no column holds, as `supplement` (PlatformSupplement) of a request.",
        ),
    ),
    "warnings": (
        list[ColumnWarningAnswer],
        told("列容纳不下之处；内容未截断、未舍入。", "What does not fit its column; it is given in full."),
    ),
}
PlatformAnswer = create_model(
    "PlatformAnswer",
    __base__=AnswerModel,
    __doc__="预算管理一体化自评表，未经官方标准核实。The platform's self-evaluation tables, unconfirmed.",
    **_MEMBERS,
)

PLATFORM_CONTENT: dict[str, Any] = {
    PLATFORM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/PlatformAnswer"}},
}
