"""The platform's tables: golden forms, exact money, what a column cannot hold, and what no longer counts."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.services.platform.columns import BUDGET, INDICATORS, SELF_EVALUATION, TABLES
from app.services.platform.tables import platform_time
from tests.forms import Form, example, form, line
from tests.services.platform.shown import GOLDEN, WITHDRAWN, golden_file, shown


def funds(unit: str | None = "万元", **total: str) -> dict[str, Any]:
    return {"unit": unit, "total": total} if unit else {"total": total}


def scored(form: Form) -> dict[str, Any]:
    """The view of a form that has a total, whatever its lines are worth."""
    return shown(form, score=Decimal("90"))


def codes(view: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["pointer"], each["code"]) for each in view["warnings"]]


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_form(name: str) -> None:
    assert shown(example(name)) == json.loads(golden_file(name).read_text(encoding="utf-8"))


def test_every_row_has_every_column_of_its_table() -> None:
    view = shown(example())
    assert view[SELF_EVALUATION].keys() == TABLES[SELF_EVALUATION].keys()
    for table in TABLES.keys() - {SELF_EVALUATION}:
        assert view[table]
        assert all(row.keys() == TABLES[table].keys() for row in view[table])


@pytest.mark.parametrize(
    ("unit", "printed", "yuan", "warned"),
    [
        ("万元", "22.575", "225750.00", []),
        ("亿元", "0.000001", "100.00", []),
        ("万元", "0.000001", "0.01", []),
        ("元", "1.005", "1.005", ["too_many_decimals"]),
        ("元", "-3.1", "-3.10", []),
        ("元", "9999999999999999", "9999999999999999.00", []),
        ("万元", "1000000000000", "10000000000000000.00", ["number_too_large"]),
        (None, "12 万元", "120000.00", []),
        (None, "12", None, ["unit_unknown"]),
        ("万元", "—", None, []),
    ],
)
def test_money_is_exact_or_told(unit: str | None, printed: str, yuan: str | None, warned: list[str]) -> None:
    view = scored(form(funds=funds(unit, executed=printed)))
    assert view["funds_total"]["YEAR_EXE_AMT"] == yuan
    assert codes(view) == [("/funds_total/YEAR_EXE_AMT", code) for code in warned]


@pytest.mark.parametrize(
    ("budget", "executed", "rate"),
    [("3", "1", "0.3333"), ("3", "2", "0.6667"), ("8", "0.0004", "0.0001"), ("0", "1", None), ("4", "5", "1.2500")],
)
def test_a_rate_is_rounded_once(budget: str, executed: str, rate: str | None) -> None:
    view = shown(form(funds=funds(adjusted_budget=budget, executed=executed)))
    assert view["funds_total"]["EXE_AMT_RATE"] == rate
    assert view["warnings"] == []


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("a" * 1000, []),
        ("字" * 333, []),
        ("字" * 334, [("text_too_long_in_bytes", 1002)]),
    ],
)
def test_a_text_is_never_cut(text: str, warned: list[tuple[str, int]]) -> None:
    view = scored(form(indicators=[line(target=text, weight="90")]))
    assert view[INDICATORS][0]["KPI_VAL"] == text
    assert [(each["code"], each["length"]) for each in view["warnings"]] == warned


def test_a_text_longer_than_its_column_is_told() -> None:
    reason, measure = "a" * 1500, "b" * 500
    view = shown(form(indicators=[line(deviation_reason=reason, improvement=measure, weight="90")]))
    assert view[INDICATORS][0]["DEVI_ANALY"] == f"{reason}\n{measure}"
    assert [(each["pointer"], each["column"], each["length"]) for each in view["warnings"]] == [
        (f"/{INDICATORS}/0/DEVI_ANALY", "DEVI_ANALY", 2001)
    ]
    fits = shown(form(indicators=[line(deviation_reason=reason, improvement=measure[1:], weight="90")]))
    assert fits["warnings"] == []


def test_a_weight_with_more_decimals_than_the_column_keeps_them() -> None:
    view = shown(form(indicators=[line(weight="89.99995"), line(weight="0.0001")]))
    assert [row["IND_WEIGHT"] for row in view[INDICATORS]] == ["89.99995", "0.0001"]
    assert (f"/{INDICATORS}/0/IND_WEIGHT", "too_many_decimals") in codes(view)
    assert (f"/{INDICATORS}/1/IND_WEIGHT", "too_many_decimals") not in codes(view)


def test_a_value_taken_apart_is_put_together() -> None:
    target = {"comparator": "ge", "value": "95", "unit": "%"}
    actual = {"value": "95", "upper": "98", "unit": "%"}
    (row,) = shown(form(indicators=[line(target=target, actual=actual, weight="90")]))[INDICATORS]
    assert (row["KPI_VAL"], row["IND_COMP"]) == ("≥95%", "95~98%")


def test_rows_that_are_no_source_of_their_own_are_told() -> None:
    rows = [
        {"source": "fiscal", "name": "财政拨款", "executed": "10"},
        {"source": "central", "name": "中央", "parent": "财政拨款", "executed": "4"},
        {"source": "other", "name": "药品费", "split": "activity", "executed": "10"},
        {"source": "loan", "executed": "0"},
    ]
    view = scored(form(funds={**funds(executed="10"), "rows": rows}))
    assert [row["FOUND_TYPE_NAME"] for row in view[BUDGET]] == ["财政拨款", "贷款"]
    assert codes(view) == [(f"/{BUDGET}", "row_left_out")] * 2


@pytest.mark.parametrize(
    ("facts", "flags"),
    [
        ({}, (1, 2)),
        ({"effective": False, "superseded_by": "019ab3c2-7d10-7c3e-9a55-0242ac120003"}, (2, 1)),
        ({"effective": False, "withdrawal": WITHDRAWN}, (2, 1)),
    ],
)
def test_what_no_longer_counts_is_deleted(facts: dict[str, Any], flags: tuple[int, int]) -> None:
    row = shown(form(), **facts)[SELF_EVALUATION]
    assert (row["IS_LAST_INST"], row["IS_DELETED"]) == flags
    withdrawn = "withdrawal" in facts
    assert row["UPDATE_TIME"] == (platform_time(WITHDRAWN.recorded_at) if withdrawn else row["CREATE_TIME"])


def test_times_are_those_of_beijing_cut_to_milliseconds() -> None:
    assert platform_time(datetime(2024, 12, 31, 16, 0, 0, 999_999, tzinfo=UTC)) == "20250101000000999"
    assert platform_time(datetime(2024, 12, 31, 15, 59, 59, 1_000, tzinfo=UTC)) == "20241231235959001"


def test_the_total_is_the_score_and_no_total_is_told() -> None:
    assert shown(form(), score=Decimal("98.5"))[SELF_EVALUATION]["TOTAL_EVAL_VALUE"] == "98.500000"
    view = shown(form(), score=None)
    assert view[SELF_EVALUATION]["TOTAL_EVAL_VALUE"] is None
    assert codes(view) == [(f"/{SELF_EVALUATION}/TOTAL_EVAL_VALUE", "value_missing")]
