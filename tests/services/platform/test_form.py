"""The platform's tables as an ordinary form: exact amounts, no guessed sums, the same score there and back."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from app.api.problem_types import InvalidRequest, MalformedJson
from app.api.v1.platform import form_in
from app.api.v1.platform_requests import PlatformRequest
from app.rules.errors import NoRulePack, RulePackNotFound
from app.services.platform.columns import BUDGET, ECHOED, INDICATORS, SELF_EVALUATION, TABLES
from app.services.platform.form import echoed, notes, ordinary_form
from app.services.score import Scorer
from tests.api.test_any_form import disturbed
from tests.forms import EXAMPLES, Form, example, form, form_from, line
from tests.services.platform.shown import GOLDEN, shown
from tests.serving import shipped_packs

Json = dict[str, Any]
# What a column cannot hold is refused on the way in; what was left out cannot be sent.
REFUSALS = (InvalidRequest, MalformedJson, NoRulePack, RulePackNotFound)
LOSSES = {"text_too_long", "too_many_decimals", "number_too_large", "unit_unknown", "row_left_out"}


def sent(document: Json) -> Json:
    """The tables as the contract reads them."""
    return PlatformRequest.model_validate(document).model_dump(exclude_none=True)


def tables(**changes: Any) -> Json:
    made: Json = {
        SELF_EVALUATION: {"FISCAL_YEAR": "2024", "MOF_DIV_CODE": "540100000"},
        INDICATORS: [{"LV3_PERF_IND_NAME": "培训人次", "KPI_VAL": "≥100", "IND_COMP": "100", "IND_WEIGHT": "90"}],
    }
    return made | changes


def sheet_of(document: Json) -> Json:
    sheet: Json = json.loads(Scorer(shipped_packs()).score(form_in(sent(document)).submission, drafts=True).sheet)
    return sheet


def sheet_of_form(ordinary: Form) -> Json:
    sheet: Json = json.loads(Scorer(shipped_packs()).score(form_from(ordinary).submission, drafts=True).sheet)
    return sheet


def scores(sheet: Json) -> list[Any]:
    execution = sheet["funds"]["execution"]
    return [
        sheet["totals"]["score"],
        sheet["totals"]["grade"],
        execution and execution["score"],
        *((line["score"], line["weight"]) for line in sheet["indicators"]),
    ]


def previewed(ordinary: Form) -> Json | None:
    """The view of a form, if it is one that the service takes."""
    try:
        return shown(ordinary)
    except REFUSALS:
        return None


@pytest.mark.parametrize("name", GOLDEN)
def test_an_example_scores_the_same_there_and_back(name: str) -> None:
    view = shown(example(name))
    assert scores(sheet_of(view)) == scores(sheet_of_form(example(name)))


@settings(max_examples=50)
@given(ordinary=disturbed())
def test_what_the_tables_hold_scores_the_same_there_and_back(ordinary: Form) -> None:
    view = previewed(ordinary)
    if view is None or LOSSES & {each["code"] for each in view["warnings"]}:
        return
    assert scores(sheet_of(view)) == scores(sheet_of_form(ordinary))


def test_what_no_column_holds_is_in_the_supplement_and_comes_back() -> None:
    evidence = {
        "direction": "negative",
        "tier": "achieved",
        "completion": "85",
        "checks": [{"point": "①", "met": True}],
        "survey": {"valid": 50, "answers": [{"answer": "满意", "count": 45}]},
        "parts": [{"name": "在编", "target": "105人", "actual": "105人"}],
        "actual": {"value": "95", "upper": "98", "unit": "x" * 20},
    }
    funds = {"unit": "万元", "total": {"adjusted_budget": "3", "arrived": "2.5", "executed": "3"}, "weight": "20"}
    ordinary = form(funds=funds, indicators=[line(weight="30"), line(weight="50", **evidence)])
    ordinary["section_weights"] = [{"level1": "产出指标", "weight": "80"}]
    view = shown(ordinary)
    assert view["supplement"] == {
        "funds": {"weight": "20", "arrived": "25000"},
        "section_weights": [{"level1": "产出指标", "weight": "80"}],
        "indicators": [None, evidence],
    }
    back = ordinary_form(sent(view))
    assert back["indicators"][1].items() >= evidence.items()
    assert (back["funds"]["weight"], back["funds"]["total"]["arrived"]) == ("20", "25000")
    assert scores(sheet_of(view)) == scores(sheet_of_form(ordinary))


def test_a_form_the_columns_hold_needs_no_supplement() -> None:
    assert shown(form())["supplement"] is None


def test_amounts_stay_in_yuan_and_sources_keep_their_names() -> None:
    rows = [
        {
            "FOUND_TYPE_NAME": "其中：当年财政拨款",
            "REPLY_AMT": "244200.00",
            "CUR_AMT": "225750.00",
            "YEAR_EXE_AMT": "1",
        },
        {"FOUND_TYPE_NAME": "彩票公益金", "REPLY_AMT": "0.01", "CUR_AMT": "0", "YEAR_EXE_AMT": "0.1"},
    ]
    funds = ordinary_form(sent(tables(**{BUDGET: rows})))["funds"]
    assert funds["unit"] == "元"
    assert [(row["source"], row["name"]) for row in funds["rows"]] == [
        ("fiscal", "其中：当年财政拨款"),
        ("other", "彩票公益金"),
    ]
    assert funds["total"] == {
        "initial_budget": "244200.01",
        "adjusted_budget": "225750",
        "executed": "1.1",
        "arrived": None,
    }


def test_a_total_with_a_blank_in_it_is_not_guessed() -> None:
    rows = [{"CUR_AMT": "10", "YEAR_EXE_AMT": "4"}, {"CUR_AMT": "10"}]
    document = sent(tables(**{BUDGET: rows}))
    total = ordinary_form(document)["funds"]["total"]
    assert (total["adjusted_budget"], total["executed"]) == ("20", None)
    assert [(each["pointer"], each["code"]) for each in notes(document)] == [
        ("/funds_total/YEAR_EXE_AMT", "total_unknown")
    ]
    assert notes(sent(tables(**{BUDGET: rows, "funds_total": {"CUR_AMT": "20", "YEAR_EXE_AMT": "4"}}))) == []


@pytest.mark.parametrize(("change", "codes"), [("-1.50", []), ("-1.49", ["amounts_contradict"]), (None, [])])
def test_a_change_that_does_not_lead_to_the_budget_is_told(change: str | None, codes: list[str]) -> None:
    row = {"REPLY_AMT": "10", "CUR_AMT": "8.5", "YEAR_EXE_AMT": "1", "YEAR_ADJ_AMT": change}
    assert [each["code"] for each in notes(sent(tables(**{BUDGET: [row]})))] == codes


def test_a_rate_above_one_and_a_half_is_no_percentage() -> None:
    total = {"CUR_AMT": "10", "YEAR_EXE_AMT": "16", "EXE_AMT_RATE": "1.6", "EXE_SCORE": "10"}
    funds = ordinary_form(sent(tables(funds_total=total)))["funds"]
    assert (funds["declared_rate"], funds["declared_score"]) == ("160%", "10")


def test_goals_of_several_rows_are_one_text() -> None:
    goals = [{"KPI_TARGET": "甲", "GOAL_COMP": "完成"}, {"KPI_TARGET": "乙"}]
    assert ordinary_form(sent(tables(PM_SELF_EVAL_GOAL=goals)))["objective"] == {"expected": "甲\n乙", "actual": "完成"}


def test_nothing_but_an_empty_total_is_a_form_with_blank_funds() -> None:
    document = tables(funds_total={})
    del document[INDICATORS]
    assert form_in(sent(document)).submission.funds is not None


def test_columns_the_service_has_nothing_of_come_back_as_they_were_sent() -> None:
    view = shown(
        form(funds={"unit": "元", "total": {"executed": "1"}, "rows": [{"source": "fiscal", "executed": "1"}]})
    )
    given = {
        SELF_EVALUATION: {"FISCAL_YEAR": "2024", "DEPT_SUGGEST": "同意", "EVAL_ID": "theirs"},
        INDICATORS: [{"KPI_ID": "k1", "KPI_EVALSTD": "按比例"}],
        BUDGET: [{"FOUND_TYPE_CODE": "11"}],
    }
    back = echoed(view, given)
    assert back[SELF_EVALUATION] == view[SELF_EVALUATION] | {"DEPT_SUGGEST": "同意"}
    assert back[INDICATORS] == [view[INDICATORS][0] | {"KPI_ID": "k1"}]
    assert back[BUDGET] == [view[BUDGET][0] | {"FOUND_TYPE_CODE": "11"}]
    assert all(set(columns) <= TABLES[table].keys() for table, columns in ECHOED.items())


@pytest.mark.parametrize("file", sorted((EXAMPLES / "platform").glob("*.json")), ids=lambda file: str(file.stem))
def test_an_example_in_tables_scores_as_the_ordinary_one(file: Any) -> None:
    in_tables, ordinary = sheet_of(json.loads(file.read_text(encoding="utf-8"))), sheet_of_form(example(file.stem))
    assert scores(in_tables) == scores(ordinary)


def test_the_tables_are_read_strictly() -> None:
    with pytest.raises(ValidationError):
        sent(tables(unheard_of=1))
