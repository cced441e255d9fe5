"""OBJECTIVE_CONTRADICTED."""

import pytest

from app.domain.submission import Objective, Submission
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised, with_row

CODE = "OBJECTIVE_CONTRADICTED"


def form_with(actual: str | None) -> Submission:
    return clean_form(objective=Objective("提高服务能力", actual))


@pytest.mark.parametrize("actual", ["未完成", " 未完成。", "未达成"])
def test_an_unmet_objective_whose_indicators_are_all_met_is_told(actual: str) -> None:
    assert raised(CODE, form_with(actual)) == ["/objective/actual"]


def test_it_says_what_is_set_against_what() -> None:
    assert evidence_of(CODE, form_with("未完成")) == {"objective": "未完成", "met": "5"}


@pytest.mark.parametrize("actual", [None, "", "已完成", "未完成全部培训，其余按计划推进", "基本完成"])
def test_an_objective_that_is_met_or_described_is_left_in_peace(actual: str | None) -> None:
    assert raised(CODE, form_with(actual)) == []


def test_an_unmet_indicator_agrees_with_it() -> None:
    form = with_row(0, actual="900 人次")
    assert raised(CODE, clean_form(indicators=form.indicators, objective=Objective(None, "未完成"))) == []


def test_one_indicator_or_a_cost_is_too_little_to_contradict() -> None:
    few = (CLEAN_ROWS[0], CLEAN_ROWS[3])
    assert raised(CODE, clean_form(indicators=few, objective=Objective(None, "未完成"))) == []
