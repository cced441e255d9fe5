"""What `POST /v1/platform/evaluations` takes: a filled form in the platform's columns, as `view=platform` gives it.

Columns and limits are those of app/services/platform/columns.py; what a view tells beside them may be left in and is
not read. Errors name the platform's columns.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.api.v1.fields import MAX_ROWS, MAX_TEXT_LENGTH, Name, RequestModel, Text, told
from app.api.v1.platform_fields import AmountText, CellText, RateText, ScoreText, WeightText, column, text
from app.api.v1.platform_supplement import PlatformSupplement
from app.api.v1.requests import MAX_INDICATORS, RulePackReference
from app.services.platform.columns import AMOUNT, BUDGET, GOALS, INDICATORS, NO, SELF_EVALUATION, STANDARD
from app.services.platform.form import joined

_MAX_GOALS = 20
_LARGEST_AMOUNT = 10 ** (AMOUNT[0] - AMOUNT[1])
_EVALUATION, _INDICATOR = SELF_EVALUATION, INDICATORS
Flag = Annotated[int, Field(ge=1, le=2)]
PlatformKind = Literal["project_self_evaluation", "project_target_self_evaluation"]


class PlatformEvaluationColumns(RequestModel):
    """项目绩效自评信息表的一行。The self-evaluation of a project."""

    EVAL_ID: Annotated[str | None, text(_EVALUATION, "EVAL_ID")] = None
    FISCAL_YEAR: Annotated[str, Field(pattern="^(?:20[0-9]{2}|2100)$"), column(_EVALUATION, "FISCAL_YEAR")]
    MOF_DIV_CODE: Annotated[
        str | None, Field(pattern="^[0-9]{6}(?:[0-9]{3})?$"), column(_EVALUATION, "MOF_DIV_CODE")
    ] = None
    MOF_DIV_NAME: Annotated[str | None, text(_EVALUATION, "MOF_DIV_NAME")] = None
    DEPT_CODE: Annotated[str | None, text(_EVALUATION, "DEPT_CODE")] = None
    DEPT_NAME: Annotated[str | None, text(_EVALUATION, "DEPT_NAME")] = None
    AGENCY_CODE: Annotated[str | None, text(_EVALUATION, "AGENCY_CODE")] = None
    AGENCY_NAME: Annotated[str | None, text(_EVALUATION, "AGENCY_NAME")] = None
    PRO_CODE: Annotated[str | None, text(_EVALUATION, "PRO_CODE")] = None
    PRO_NAME: Annotated[str | None, text(_EVALUATION, "PRO_NAME")] = None
    TOTAL_EVAL_VALUE: Annotated[ScoreText | None, column(_EVALUATION, "TOTAL_EVAL_VALUE")] = None
    DEPT_SCORE: Annotated[ScoreText | None, column(_EVALUATION, "DEPT_SCORE")] = None
    DEVI_ANALY: Annotated[str | None, text(_EVALUATION, "DEVI_ANALY")] = None
    APPLICATION_ADVISE: Annotated[str | None, text(_EVALUATION, "APPLICATION_ADVISE")] = None
    DEP_AUD_OPINION: Annotated[str | None, text(_EVALUATION, "DEP_AUD_OPINION")] = None
    MOF_AUD_OPINION: Annotated[str | None, text(_EVALUATION, "MOF_AUD_OPINION")] = None
    DEPT_SUGGEST: Annotated[str | None, text(_EVALUATION, "DEPT_SUGGEST")] = None
    IS_LAST_INST: Annotated[Flag | None, column(_EVALUATION, "IS_LAST_INST")] = None
    IS_DELETED: Annotated[Flag | None, column(_EVALUATION, "IS_DELETED")] = None
    CREATE_TIME: Annotated[str | None, text(_EVALUATION, "CREATE_TIME")] = None
    UPDATE_TIME: Annotated[str | None, text(_EVALUATION, "UPDATE_TIME")] = None

    @field_validator("IS_DELETED")
    @classmethod
    def _not_deleted(cls, flag: int | None) -> int | None:
        if flag is not None and flag != NO:
            raise PydanticCustomError("deleted_evaluation", "deleted")
        return flag


class PlatformIndicatorColumns(RequestModel):
    """项目绩效指标单位自评表的一行。One indicator."""

    EVAL_IND_ID: Annotated[str | None, text(_INDICATOR, "EVAL_IND_ID")] = None
    EVAL_ID: Annotated[str | None, text(_INDICATOR, "EVAL_ID")] = None
    KPI_ID: Annotated[str | None, text(_INDICATOR, "KPI_ID")] = None
    LV1_PERF_IND_CODE: Annotated[str | None, text(_INDICATOR, "LV1_PERF_IND_CODE")] = None
    LV1_PERF_IND_NAME: Annotated[str | None, text(_INDICATOR, "LV1_PERF_IND_NAME")] = None
    LV2_PERF_IND_CODE: Annotated[str | None, text(_INDICATOR, "LV2_PERF_IND_CODE")] = None
    LV2_PERF_IND_NAME: Annotated[str | None, text(_INDICATOR, "LV2_PERF_IND_NAME")] = None
    LV3_PERF_IND_CODE: Annotated[str | None, text(_INDICATOR, "LV3_PERF_IND_CODE")] = None
    LV3_PERF_IND_NAME: Annotated[str | None, text(_INDICATOR, "LV3_PERF_IND_NAME")] = None
    KPI_VAL: Annotated[CellText | None, column(_INDICATOR, "KPI_VAL")] = None
    IND_COMP: Annotated[CellText | None, column(_INDICATOR, "IND_COMP")] = None
    KPI_EVALSTD: Annotated[str | None, text(_INDICATOR, "KPI_EVALSTD")] = None
    IND_WEIGHT: Annotated[WeightText | None, column(_INDICATOR, "IND_WEIGHT")] = None
    EVAL_SCORE: Annotated[ScoreText | None, column(_INDICATOR, "EVAL_SCORE")] = None
    DEVI_ANALY: Annotated[str | None, text(_INDICATOR, "DEVI_ANALY")] = None
    APPLICATION_ADVISE: Annotated[str | None, text(_INDICATOR, "APPLICATION_ADVISE")] = None


class PlatformBudgetColumns(RequestModel):
    """项目预算执行完成情况的一行。The execution of one source of money."""

    FOUND_TYPE_CODE: Annotated[str | None, text(BUDGET, "FOUND_TYPE_CODE")] = None
    FOUND_TYPE_NAME: Annotated[str | None, text(BUDGET, "FOUND_TYPE_NAME")] = None
    REPLY_AMT: Annotated[AmountText | None, column(BUDGET, "REPLY_AMT")] = None
    YEAR_ADJ_AMT: Annotated[AmountText | None, column(BUDGET, "YEAR_ADJ_AMT")] = None
    CUR_AMT: Annotated[AmountText | None, column(BUDGET, "CUR_AMT")] = None
    YEAR_EXE_AMT: Annotated[AmountText | None, column(BUDGET, "YEAR_EXE_AMT")] = None
    EXE_AMT_RATE: Annotated[RateText | None, column(BUDGET, "EXE_AMT_RATE")] = None
    EXE_SCORE: Annotated[ScoreText | None, column(BUDGET, "EXE_SCORE")] = None


class PlatformGoalColumns(RequestModel):
    """年度总体目标的一行。One annual goal."""

    KPI_TARGET: Annotated[str | None, text(GOALS, "KPI_TARGET")] = None
    GOAL_COMP: Annotated[str | None, text(GOALS, "GOAL_COMP")] = None


class StandardSent(RequestModel):
    """列名所依据的标准；不读取。The standard; not read."""

    name: Annotated[Name | None, told("标准名称。", "Its name.", STANDARD)] = None
    confirmed: Annotated[bool | None, told("是否已核实。", "Whether it was confirmed.", False)] = None


class WarningSent(RequestModel):
    """答复中的提示；不读取。A warning of an answer; not read."""

    pointer: Annotated[Text | None, told("位置。", "Where.", f"/{INDICATORS}/3/IND_COMP")] = None
    column: Annotated[Name | None, told("列名。", "The column.", "IND_COMP")] = None
    code: Annotated[Name | None, told("种类。", "The kind.", "text_too_long")] = None
    length: Annotated[int | None, told("长度。", "How long.", 2101)] = None
    message_zh: Annotated[
        Text | None, told("说明（中文）。", "In Chinese.", "IND_COMP 有 2101 个字符，该列最多 2000")
    ] = None
    message_en: Annotated[
        Text | None, told("说明（英文）。", "In English.", "IND_COMP has 2101 characters, the column 2000")
    ] = None


class PlatformRequest(RequestModel):
    """预算管理一体化自评表（未经官方标准核实）。A self-evaluation in the platform's tables, unconfirmed."""

    standard: Annotated[StandardSent | None, told("标准；不读取。", "The standard; not read.")] = None
    kind: Annotated[
        PlatformKind,
        told("表种：项目支出自评、目标自评（无分值）。", "With points, or without.", "project_self_evaluation"),
    ] = "project_self_evaluation"
    rule_pack: Annotated[
        RulePackReference | None,
        told("规则包；省略时按表种、地区、年度选取。", "The rules; else chosen by kind, region and year."),
    ] = None
    PM_PERF_SELF_EVAL: Annotated[PlatformEvaluationColumns, told("自评信息。", "The evaluation.")]
    PM_SELF_EVAL_INDICATOR: Annotated[
        list[PlatformIndicatorColumns] | None,
        Field(max_length=MAX_INDICATORS),
        told("绩效指标，按表中顺序。", "The indicators, in the form's order."),
    ] = None
    PM_PERF_SELF_BGT: Annotated[
        list[PlatformBudgetColumns] | None,
        Field(max_length=MAX_ROWS),
        told("各资金来源一行。", "One row for each source of money."),
    ] = None
    funds_total: Annotated[
        PlatformBudgetColumns | None,
        told(
            "年度资金总额，列名相同；不是标准中的表。省略时为各来源之和。",
            "The total, in the same columns; no table of the standard. Left out, it is the sum of the sources.",
        ),
    ] = Field(default=None, validate_default=True)
    PM_SELF_EVAL_GOAL: Annotated[
        list[PlatformGoalColumns] | None, Field(max_length=_MAX_GOALS), told("年度总体目标。", "The annual goals.")
    ] = None
    supplement: Annotated[
        PlatformSupplement | None,
        told("没有对应列的内容，字段同普通接口。", "What no column holds, in the fields of the ordinary request."),
    ] = None
    warnings: Annotated[list[WarningSent] | None, told("答复中的提示；不读取。", "Of an answer; not read.")] = None

    # Checked on the fields, not on the model, so that these errors come together with all others.
    @field_validator("PM_PERF_SELF_EVAL")
    @classmethod
    def _region_unless_pack_named(
        cls, row: PlatformEvaluationColumns, info: ValidationInfo
    ) -> PlatformEvaluationColumns:
        if row.MOF_DIV_CODE is None and info.data.get("rule_pack", ...) is None:
            raise PydanticCustomError("mof_div_code_required", "MOF_DIV_CODE or rule_pack")
        return row

    @field_validator("PM_PERF_SELF_BGT")
    @classmethod
    def _sums_that_a_column_holds(cls, rows: list[PlatformBudgetColumns] | None) -> list[PlatformBudgetColumns] | None:
        for name in ("REPLY_AMT", "CUR_AMT", "YEAR_EXE_AMT"):
            amounts = [Decimal(getattr(row, name)) for row in rows or () if getattr(row, name) is not None]
            if abs(sum(amounts)) >= _LARGEST_AMOUNT:
                raise PydanticCustomError("number_out_of_bounds", "the sum")
        return rows

    @field_validator("funds_total")
    @classmethod
    def _something_to_score(
        cls, total: PlatformBudgetColumns | None, info: ValidationInfo
    ) -> PlatformBudgetColumns | None:
        known = info.data
        if total is None and not any(known.get(table, ...) for table in (INDICATORS, BUDGET)):
            raise PydanticCustomError("platform_rows_required", "rows to score")
        return total

    @field_validator("PM_SELF_EVAL_GOAL")
    @classmethod
    def _goals_that_a_form_holds(cls, rows: list[PlatformGoalColumns] | None) -> list[PlatformGoalColumns] | None:
        for name in ("KPI_TARGET", "GOAL_COMP"):
            if len(joined(getattr(row, name) for row in rows or ()) or "") > MAX_TEXT_LENGTH:
                raise PydanticCustomError("string_too_long", "too long", {"max_length": MAX_TEXT_LENGTH})
        return rows

    @field_validator("supplement")
    @classmethod
    def _rows_that_are_there(cls, more: PlatformSupplement | None, info: ValidationInfo) -> PlatformSupplement | None:
        rows = len(info.data.get(INDICATORS) or ())
        if more is not None and INDICATORS in info.data and len(more.indicators or ()) > rows:
            raise PydanticCustomError("supplement_too_long", "more than the rows", {"max_length": rows})
        return more
