"""COST_FUNDS_MISMATCH."""

from dataclasses import replace

import pytest

from app.domain.submission import Cell, FundAmounts, Funds, Submission
from tests.domain.findings.sheets import clean_form, evidence_of, raised, row

CODE = "COST_FUNDS_MISMATCH"
COST = "成本指标/经济成本指标"


def form_with(
    *costs: tuple[str, Cell, Cell], executed: str = "0.63", unit: str | None = "万元", budget: str | None = None
) -> Submission:
    rows = tuple(row(COST, name, target, actual, "10") for name, target, actual in costs)
    funds = Funds(FundAmounts(budget or executed, budget or executed, None, executed), unit)
    return clean_form(indicators=rows, funds=funds)


def test_a_cost_that_is_half_of_what_was_executed_is_told() -> None:
    form = form_with(("项目控制成本", "≤ 3150 元", "3150 元"))
    assert raised(CODE, form) == ["/indicators/0/actual"]
    assert evidence_of(CODE, form) == {"cost": "3150元", "executed": "0.63万元", "difference": "-3150元"}


@pytest.mark.parametrize(
    ("actual", "executed"),
    [("6300 元", "0.63"), ("0.63 万元", "0.63"), ("0.63", "0.63"), ("6300.00元", "6300元"), ("0.6万元", "0.63")],
)
def test_the_same_amount_within_the_decimals_printed_is_left_in_peace(actual: str, executed: str) -> None:
    assert raised(CODE, form_with(("项目控制成本", "≤1万元", actual), executed=executed)) == []


def test_a_bare_cost_is_in_the_unit_of_its_target_else_of_the_funds() -> None:
    assert raised(CODE, form_with(("成本", "≤24.42", "22.575"), executed="22.575")) == []
    assert raised(CODE, form_with(("成本", "≤7000 元", "6300"), executed="0.63")) == []
    assert raised(CODE, form_with(("成本", "≤24.42", "24.42"), executed="22.575")) != []


def test_several_total_costs_add_up() -> None:
    wages, overtime = ("人员工资绩效补助", "140万元", "140万元"), ("下乡加班补助", "10万元", "10万元")
    assert raised(CODE, form_with(wages, overtime, executed="150")) == []
    assert raised(CODE, form_with(wages, overtime, executed="145")) == ["/funds/total/executed"]
    assert raised(CODE, form_with(wages, overtime, executed="160", budget="150")) == ["/funds/total/executed"]
    assert raised(CODE, form_with(wages, overtime, executed="160", budget="200")) == []


def test_a_total_beside_its_parts_is_left_in_peace() -> None:
    total, part = ("项目总成本", "≤150万元", "150万元"), ("设备购置成本", "≤60万元", "60万元")
    assert raised(CODE, form_with(total, part, executed="150")) == []


@pytest.mark.parametrize(
    ("name", "target", "actual"),
    [
        ("人均培训成本", "≤150元", "150元"),
        ("培训补助标准", "≤35 元", "35元"),
        ("单位成本", "≤3元", "3元"),
        ("每次上门成本", "≤12元", "11.93元"),
        ("培训成本", "≤150元/人", "150元/人"),
        ("成本节约率", "≥5%", "6%"),
        ("节约成本", "≥1万元", "1.2万元"),
        ("平均贷款利率", "基准利率", "基准利率"),
        ("成本控制", "有效控制", "有效控制"),
        ("项目成本", "≤1万元", "—"),
        ("项目成本", "≤1万元", "≤1万元"),
        ("项目成本", "≥1万元", "≥1万元"),
        ("人工", "≤30人", "30人"),
    ],
)
def test_unit_costs_savings_words_and_what_cannot_be_read_are_left_alone(name: str, target: str, actual: str) -> None:
    assert raised(CODE, form_with((name, target, actual))) == []


@pytest.mark.parametrize(
    ("name", "target", "actual"),
    [
        ("设备购置费", "≤60万元", "58万元"),
        ("专家咨询费", "≤800元", "800元"),
        ("培训成本", "≤400 元", "380 元"),
        ("印刷", "≤9", "8"),
    ],
)
def test_a_part_of_the_cost_or_the_price_of_one_is_left_alone(name: str, target: str, actual: str) -> None:
    assert raised(CODE, form_with((name, target, actual), executed="150")) == []


@pytest.mark.parametrize(
    ("name", "target", "actual"),
    [("设备购置费", "≤150万元", "140万元"), ("培训成本", "≤120万元", "110万元"), ("总费用", "≤150元", "150元")],
)
def test_what_is_meant_to_be_the_whole_cost_is_told(name: str, target: str, actual: str) -> None:
    assert raised(CODE, form_with((name, target, actual), executed="150")) == ["/indicators/0/actual"]


def test_social_and_ecological_costs_are_not_what_the_project_spent() -> None:
    social = row("成本指标/社会成本指标", "群众误工成本", "≤5万元", "4万元", "10")
    assert raised(CODE, clean_form(indicators=(social,))) == []


def test_a_cost_that_does_not_apply_is_left_alone() -> None:
    form = form_with(("项目控制成本", "≤3150元", "3150元"))
    assert raised(CODE, replace(form, indicators=(replace(form.indicators[0], not_applicable=True),))) == []


def test_without_an_executed_amount_or_a_common_unit_nothing_is_said() -> None:
    cost = ("项目控制成本", "≤3150元", "3150元")
    assert raised(CODE, form_with(cost, executed="—")) == []
    assert raised(CODE, form_with(cost, executed="0.63", unit=None)) == []
    assert raised(CODE, replace(form_with(cost), funds=None)) == []


def test_an_amount_that_is_no_cost_indicator_is_left_alone() -> None:
    income = row("效益指标/经济效益指标", "增收", "≥5万元", "6万元", "10")
    assert raised(CODE, clean_form(indicators=(income,))) == []
