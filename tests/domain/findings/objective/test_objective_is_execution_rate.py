"""OBJECTIVE_IS_EXECUTION_RATE."""

from dataclasses import replace

import pytest

from app.domain.submission import Objective, Submission
from tests.domain.findings.sheets import clean_form, evidence_of, raised, with_total

CODE = "OBJECTIVE_IS_EXECUTION_RATE"


def form_with(actual: str | None, executed: str = "5.18", budget: str = "10") -> Submission:
    return replace(with_total(budget, budget, executed), objective=Objective(None, actual))


@pytest.mark.parametrize("actual", ["完成51.8%", "51.8％。", "已完成 51.80%", "执行率：51.8%"])
def test_the_share_of_the_money_spent_is_no_achievement(actual: str) -> None:
    assert raised(CODE, form_with(actual)) == ["/objective/actual"]


def test_it_says_where_the_figure_comes_from() -> None:
    expected = {"objective": "完成51.8%", "executed": "5.18万元", "budget": "10万元"}
    assert evidence_of(CODE, form_with("完成51.8%")) == expected


@pytest.mark.parametrize("actual", [None, "", "完成60%", "完成51.8%的培训任务", "已完成", "培训51.8%"])
def test_another_share_and_anything_said_of_results_are_left_in_peace(actual: str | None) -> None:
    assert raised(CODE, form_with(actual)) == []


def test_all_and_nothing_may_be_meant_of_the_objective() -> None:
    assert raised(CODE, form_with("完成100%", "10")) == []
    assert raised(CODE, form_with("完成0%", "0")) == []


def test_without_a_rate_nothing_is_said() -> None:
    assert raised(CODE, form_with("完成51.8%", "—")) == []
    assert raised(CODE, clean_form(funds=None, objective=Objective(None, "完成51.8%"))) == []
