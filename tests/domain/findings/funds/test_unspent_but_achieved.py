"""UNSPENT_BUT_ACHIEVED."""

from dataclasses import replace
from fractions import Fraction

from app.domain.submission import FundAmounts, Submission
from tests.domain.findings.framework import LINES, evaluation_form, evaluation_pack
from tests.domain.findings.sheets import CLEAN_FUNDS, clean_form, evidence_of, raised, row, with_total
from tests.domain.packs import national_pack

CODE = "UNSPENT_BUT_ACHIEVED"


def form_with(met: int, unmet: int, executed: str, unreadable: int = 0) -> Submission:
    rows = [row("产出指标", f"达标{index}", "≥5", "6", "10") for index in range(met)]
    rows += [row("产出指标", f"未达标{index}", "≥5", "4", "10") for index in range(unmet)]
    rows += [row("产出指标", f"读不出{index}", "≥5", "≥5", "10") for index in range(unreadable)]
    return replace(with_total("100", "100", executed), indicators=tuple(rows))


def test_everything_met_on_half_the_money_is_told() -> None:
    form = form_with(7, 0, "51.8")
    assert raised(CODE, form) == ["/funds/total/executed"]
    expected = {"rate": "51.80%", "met": "7", "judged": "7", "met_share": "100.00%", "gap": "20.00%"}
    assert evidence_of(CODE, form) == expected


def test_everything_met_on_no_money_is_told() -> None:
    assert raised(CODE, form_with(6, 1, "0")) != []


def test_the_gap_itself_is_not_above_it() -> None:
    assert raised(CODE, form_with(4, 0, "80")) == []
    assert raised(CODE, form_with(4, 0, "79.99")) != []
    assert raised(CODE, form_with(3, 1, "55")) == []


def test_only_indicators_that_can_be_judged_count() -> None:
    assert raised(CODE, form_with(1, 1, "60", unreadable=8)) == []
    assert raised(CODE, form_with(2, 0, "60", unreadable=8)) != []
    assert raised(CODE, form_with(0, 0, "60", unreadable=8)) == []


def test_the_gap_is_the_packs() -> None:
    wide = replace(national_pack().review, unspent_gap=Fraction(1, 2))
    assert raised(CODE, form_with(7, 0, "51.8"), national_pack(review=wide)) == []


def test_without_a_rate_nothing_is_said() -> None:
    assert raised(CODE, form_with(7, 0, "—")) == []
    assert raised(CODE, clean_form(funds=None)) == []
    assert raised(CODE, with_total("0", "0", "0")) == []


def test_a_cost_kept_low_by_spending_nothing_is_no_achievement() -> None:
    cost = row("成本指标", "学科建设", "350万元", "0", "10")
    assert raised(CODE, replace(with_total("100", "100", "0"), indicators=(cost,))) == []
    form = form_with(2, 0, "0")
    assert evidence_of(CODE, replace(form, indicators=(*form.indicators, cost)))["judged"] == "2"


def test_points_for_the_funds_themselves_are_no_achievement() -> None:
    form = evaluation_form(*LINES[:2], funds=replace(CLEAN_FUNDS, total=FundAmounts("100", "100", "50", "50")))
    assert raised(CODE, form, evaluation_pack()) == []
