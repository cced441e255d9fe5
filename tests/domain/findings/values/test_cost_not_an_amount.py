"""COST_NOT_AN_AMOUNT."""

import pytest

from tests.domain.findings.sheets import clean_form, evidence_of, raised, with_row

CODE = "COST_NOT_AN_AMOUNT"


def places(target: str | None, **more: object) -> list[str]:
    return raised(CODE, with_row(3, target=target, actual=target, **more))


def test_a_cost_in_words_is_told() -> None:
    form = with_row(3, name="平均贷款利率", target="基准利率", actual="基准利率")
    assert raised(CODE, form) == ["/indicators/3/target"]
    assert evidence_of(CODE, form) == {"target": "基准利率"}


@pytest.mark.parametrize("target", ["控制在预算内", "不超过批复概算", "按定额标准执行", "符合合同约定"])
def test_a_limit_that_stands_elsewhere_is_left_in_peace(target: str) -> None:
    assert places(target) == []


@pytest.mark.parametrize("target", ["≤100万元", "100", "≤5%", "≤300元/人", "—", None])
def test_numbers_and_blanks_are_left_in_peace(target: str | None) -> None:
    assert places(target) == []


def test_only_costs_are_meant_and_only_those_that_apply() -> None:
    assert places("基准利率", not_applicable=True) == []
    assert places("基准利率", level1="产出指标", level2="质量指标") == []
    assert raised(CODE, clean_form()) == []
