"""From the platform's tables to a form in the words of the ordinary request: a pure mapping, nothing is guessed.

The tables are as the contract of the API has read them (columns without a value left out). Amounts stay what they are,
in 元; a rate becomes a percentage, since a bare number above 1.5 would be read as one. Zeros that only fill a column up
are left out: how many decimals a form prints means something, how many a column has does not.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.domain.rounding import EXACT, trimmed
from app.domain.text import plain
from app.services.platform.cells import Row
from app.services.platform.columns import BUDGET, ECHOED, GOALS, INDICATORS, SELF_EVALUATION, SUPPLEMENT, TOTAL
from app.services.platform.sources import source_named

Json = dict[str, Any]

_AMOUNTS = {"initial_budget": "REPLY_AMT", "adjusted_budget": "CUR_AMT", "executed": "YEAR_EXE_AMT"}
_REGION_DIGITS = 6


def ordinary_form(sent: Json) -> Json:
    """What `POST /v1/evaluations` would have been sent."""
    head, more = sent[SELF_EVALUATION], sent.get(SUPPLEMENT, {})
    return {
        "kind": sent["kind"],
        "fiscal_year": int(head["FISCAL_YEAR"]),
        "rule_pack": sent.get("rule_pack"),
        "region_code": head["MOF_DIV_CODE"][:_REGION_DIGITS] if "MOF_DIV_CODE" in head else None,
        "project": _named(head, "PRO"),
        "department": _named(head, "DEPT"),
        "unit": _named(head, "AGENCY"),
        "funds": _funds(sent, more.get("funds", {})),
        "objective": {
            "expected": joined(goal.get("KPI_TARGET") for goal in sent.get(GOALS, ())),
            "actual": joined(goal.get("GOAL_COMP") for goal in sent.get(GOALS, ())),
        },
        "section_weights": more.get("section_weights"),
        "indicators": list(_indicators(sent, more.get("indicators", ()))),
        "declared": {"total": _number(head.get("TOTAL_EVAL_VALUE"))},
    }


def notes(sent: Json) -> list[Json]:
    """What was sent and contradicts itself, or is missing where no column of the ordinary form could tell."""
    told: list[Json] = []
    for pointer, row in _budgets(sent):
        initial, change, current = (_decimal(row.get(name)) for name in ("REPLY_AMT", "YEAR_ADJ_AMT", "CUR_AMT"))
        if initial is None or change is None or current is None or EXACT.add(initial, change) == current:
            continue
        zh = f"年初批复数 {initial} 加调整金额 {change} 不等于变动后预算数 {current}，以变动后预算数为准"
        en = f"REPLY_AMT {initial} and YEAR_ADJ_AMT {change} do not make CUR_AMT {current}, which was used"
        Row(BUDGET, pointer, told).warn("YEAR_ADJ_AMT", "amounts_contradict", zh, en)
    if TOTAL not in sent:
        for column in _AMOUNTS.values():
            given = [column in row for row in sent.get(BUDGET, ())]
            if any(given) and not all(given):
                zh = f"有的资金来源没有 {column}，合计不明，按空白处理；请填 0 或提供 {TOTAL}"
                en = f"some sources have no {column}: the total is not known and left blank; send 0, or {TOTAL}"
                Row(BUDGET, f"/{TOTAL}", told).warn(column, "total_unknown", zh, en)
    return told


def echoed(view: Json, sent: Json) -> Json:
    """The view of what was recorded, with what was sent in the columns that this service knows nothing of."""
    shown = dict(view)
    for table, columns in ECHOED.items():
        rows, given = view[table], sent.get(table, [])
        if isinstance(rows, dict):
            shown[table] = _with(rows, given, columns)
        elif columns:
            shown[table] = [_with(row, each, columns) for row, each in zip(rows, given, strict=True)]
    return shown


def joined(texts: Iterable[str | None]) -> str | None:
    """The goals of several rows as one text, which is what a form has."""
    return "\n".join(filter(None, texts)) or None


def _with(row: Json, sent: Json, columns: Iterable[str]) -> Json:
    return row | {column: sent[column] for column in columns if column in sent}


def _named(head: Json, prefix: str) -> Json:
    return {"code": head.get(f"{prefix}_CODE"), "name": head.get(f"{prefix}_NAME")}


def _funds(sent: Json, more: Json) -> Json | None:
    rows, total, reason = sent.get(BUDGET, []), sent.get(TOTAL), sent[SELF_EVALUATION].get("DEVI_ANALY")
    if total is None and not (rows or reason or more):
        return None
    summed = total if total is not None else {column: _sum(rows, column) for column in _AMOUNTS.values()}
    return {
        "unit": "元",
        "total": _amounts(summed) | {"arrived": more.get("arrived")},
        "rows": [_amounts(row) | _declared(row) | _source(row) for row in rows],
        "weight": more.get("weight"),
        **_declared(summed),
        "deviation_reason": reason,
    }


def _budgets(sent: Json) -> list[tuple[str, Json]]:
    rows = [(f"/{BUDGET}/{index}", row) for index, row in enumerate(sent.get(BUDGET, ()))]
    return [*rows, (f"/{TOTAL}", sent[TOTAL])] if TOTAL in sent else rows


def _amounts(row: Json) -> Json:
    return {field: _number(row.get(column)) for field, column in _AMOUNTS.items()}


def _declared(row: Json) -> Json:
    rate = _decimal(row.get("EXE_AMT_RATE"))
    return {
        "declared_rate": None if rate is None else f"{plain(trimmed(EXACT.multiply(rate, Decimal(100))))}%",
        "declared_score": _number(row.get("EXE_SCORE")),
    }


def _source(row: Json) -> Json:
    name = row.get("FOUND_TYPE_NAME")
    return {"source": source_named(name) or "other", "name": name}


def _sum(rows: list[Json], column: str) -> str | None:
    """Of the sources; None where one of them does not say, for a blank is no zero."""
    total = Decimal(0)
    for row in rows:
        if column not in row:
            return None
        total = EXACT.add(total, Decimal(row[column]))
    return plain(total) if rows else None


def _indicators(sent: Json, more: Iterable[Json | None]) -> Iterable[Json]:
    supplements = list(more)
    for index, row in enumerate(sent.get(INDICATORS, ())):
        yield {
            "level1": row.get("LV1_PERF_IND_NAME"),
            "level2": row.get("LV2_PERF_IND_NAME"),
            "name": row.get("LV3_PERF_IND_NAME"),
            "target": row.get("KPI_VAL"),
            "actual": row.get("IND_COMP"),
            "weight": _number(row.get("IND_WEIGHT")),
            "declared_score": _number(row.get("EVAL_SCORE")),
            "deviation_reason": row.get("DEVI_ANALY"),
            **((supplements[index] if index < len(supplements) else None) or {}),
        }


def _number(text: str | None) -> str | None:
    return None if text is None else plain(trimmed(Decimal(text)))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
