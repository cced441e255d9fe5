"""A recorded evaluation as the platform's tables."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from app.domain.quantity import Quantity, is_money
from app.domain.submission import Cell, Comparator, FundAmounts, Funds, Indicator, Submission
from app.domain.target import read_amount
from app.domain.text import plain
from app.services.platform.cells import Row
from app.services.platform.columns import (
    BUDGET,
    CONFIRMED,
    GOALS,
    INDICATORS,
    NO,
    SELF_EVALUATION,
    STANDARD,
    SUPPLEMENT,
    TOTAL,
    YES,
)
from app.services.platform.sources import source_name
from app.services.platform.supplement import supplement
from app.storage.records import StoredEvaluation

Json = dict[str, Any]

# The platform's times have no zone; it runs in one country that has one time.
_BEIJING = timezone(timedelta(hours=8))
_SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.AT_MOST: "≤",
    Comparator.GREATER: ">",
    Comparator.LESS: "<",
    Comparator.EQUAL: "=",
}


def platform_view(stored: StoredEvaluation, submission: Submission) -> Json:
    """The tables, the rules behind the scores, and what the columns cannot hold; `submission` is the stored form."""
    warnings: list[Json] = []
    sheet = json.loads(stored.sheet)
    return {
        "standard": {"name": STANDARD, "confirmed": CONFIRMED},
        "kind": stored.kind,
        "rule_pack": {"id": stored.rule_pack_id, "version": stored.rule_pack_version},
        SELF_EVALUATION: _self_evaluation(stored, submission, warnings),
        INDICATORS: list(_indicators(stored.id, sheet, submission, warnings)),
        BUDGET: list(_sources(submission.funds, warnings)),
        TOTAL: _total(submission.funds, sheet, warnings),
        GOALS: list(_goals(submission, warnings)),
        SUPPLEMENT: supplement(json.loads(stored.submission), submission.funds, warnings),
        "warnings": warnings,
    }


def platform_time(moment: datetime) -> str:
    """yyyyMMddHHmmssSSS in Beijing time; microseconds are cut."""
    local = moment.astimezone(_BEIJING)
    return f"{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03d}"


def _self_evaluation(stored: StoredEvaluation, submission: Submission, warnings: list[Json]) -> Json:
    row = Row(SELF_EVALUATION, f"/{SELF_EVALUATION}", warnings)
    row.text("EVAL_ID", stored.id)
    row.text("FISCAL_YEAR", str(stored.fiscal_year))
    row.text("MOF_DIV_CODE", f"{stored.region_code}000" if stored.region_code else None)
    for prefix, named in (("DEPT", submission.department), ("AGENCY", submission.unit), ("PRO", submission.project)):
        row.text(f"{prefix}_CODE", named.code)
        row.text(f"{prefix}_NAME", named.name)
    row.number("TOTAL_EVAL_VALUE", stored.score)
    if stored.score is None:
        zh, en = "没有总分，而 TOTAL_EVAL_VALUE 不可为空", "there is no total, and TOTAL_EVAL_VALUE must not be null"
        row.warn("TOTAL_EVAL_VALUE", "value_missing", zh, en)
    row.text("DEVI_ANALY", submission.funds.deviation_reason if submission.funds else None)
    row.cells["IS_LAST_INST"] = YES if stored.effective else NO
    row.cells["IS_DELETED"] = NO if stored.effective else YES
    row.text("CREATE_TIME", platform_time(stored.recorded_at))
    changed = stored.withdrawal.recorded_at if stored.withdrawal else stored.recorded_at
    row.text("UPDATE_TIME", platform_time(changed))
    return row.cells


def _indicators(evaluation_id: str, sheet: Json, submission: Submission, warnings: list[Json]) -> Iterator[Json]:
    for index, (sent, scored) in enumerate(zip(submission.indicators, sheet["indicators"], strict=True)):
        row = Row(INDICATORS, f"/{INDICATORS}/{index}", warnings)
        row.text("EVAL_IND_ID", str(uuid5(UUID(evaluation_id), f"indicators/{index}")))
        row.text("EVAL_ID", evaluation_id)
        row.text("LV1_PERF_IND_NAME", sent.level1)
        row.text("LV2_PERF_IND_NAME", sent.level2)
        row.text("LV3_PERF_IND_NAME", sent.name)
        row.text("KPI_VAL", _printed(sent.target))
        row.text("IND_COMP", _printed(sent.actual))
        row.text("KPI_EVALSTD", scored["explanation"]["rule_zh"])
        row.number("IND_WEIGHT", _decimal(scored["weight"]))
        row.number("EVAL_SCORE", _decimal(scored["score"]))
        row.text("DEVI_ANALY", _deviation(sent))
        yield row.cells


def _sources(funds: Funds | None, warnings: list[Json]) -> Iterator[Json]:
    """One row for each source of money; rows that are part of another, or split the money otherwise, are told."""
    position = 0
    for index, each in enumerate(funds.rows if funds else ()):
        if each.split != "source" or each.parent is not None:
            zh = f"资金明细第{index + 1}行不是独立的资金来源，未列入 {BUDGET}"
            en = f"funds row {index + 1} is no source of its own and is not in {BUDGET}"
            Row(BUDGET, f"/{BUDGET}", warnings).warn(None, "row_left_out", zh, en)
            continue
        row = Row(BUDGET, f"/{BUDGET}/{position}", warnings)
        row.text("FOUND_TYPE_NAME", source_name(each))
        _amounts(row, each.amounts, funds.unit if funds else None)
        position += 1
        yield row.cells


def _total(funds: Funds | None, sheet: Json, warnings: list[Json]) -> Json | None:
    if funds is None:
        return None
    row = Row(BUDGET, f"/{TOTAL}", warnings)
    _amounts(row, funds.total, funds.unit)
    execution = sheet["funds"]["execution"]
    row.number("EXE_SCORE", _decimal(execution["score"]) if execution else None)
    return row.cells


def _amounts(row: Row, amounts: FundAmounts, unit: str | None) -> None:
    initial = _yuan(row, "REPLY_AMT", amounts.initial_budget, unit)
    current = _yuan(row, "CUR_AMT", amounts.adjusted_budget, unit)
    executed = _yuan(row, "YEAR_EXE_AMT", amounts.executed, unit)
    if initial and current:
        row.number("YEAR_ADJ_AMT", current.base - initial.base)
    if executed and current and current.base:
        row.rate("EXE_AMT_RATE", executed.base / current.base)


def _yuan(row: Row, column: str, printed: str | None, unit: str | None) -> Quantity | None:
    """Writes an amount in 元, exactly; one whose unit nobody states is told and not guessed at."""
    amount = read_amount(printed, unit)
    if amount is None:
        return None
    if not is_money(amount):
        zh = f"“{printed}”没有金额单位，无法换算为元"
        row.warn(column, "unit_unknown", zh, f"“{printed}” has no unit of money and cannot be told in 元")
        return None
    row.number(column, amount.base)
    return amount


def _goals(submission: Submission, warnings: list[Json]) -> Iterator[Json]:
    objective = submission.objective
    if objective.expected or objective.actual:
        row = Row(GOALS, f"/{GOALS}/0", warnings)
        row.text("KPI_TARGET", objective.expected)
        row.text("GOAL_COMP", objective.actual)
        yield row.cells


def _printed(cell: Cell) -> str | None:
    """The cell as a form would print it."""
    if cell is None or isinstance(cell, str):
        return cell
    sign = _SIGNS[cell.comparator] if cell.comparator else ""
    upper = f"~{plain(cell.upper)}" if cell.upper is not None else ""
    return f"{sign}{plain(cell.value)}{upper}{cell.unit or ''}"


def _deviation(indicator: Indicator) -> str | None:
    return "\n".join(filter(None, (indicator.deviation_reason, indicator.improvement))) or None


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
