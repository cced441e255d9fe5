"""weight × a measured rate, capped."""

from fractions import Fraction

import pytest

from app.domain.criterion import RateShare
from app.domain.evaluation import LineDirection
from tests.domain.criteria import doubts, measured, rate, score

FULL = RateShare(Fraction(1))


@pytest.mark.parametrize(
    ("done", "planned", "points"),
    [("100", "100", "10"), ("99.99", "100", "10"), ("99.94", "100", "9.99"), ("1", "3", "3.33"), ("0", "100", "0")],
)
def test_the_weight_is_multiplied_first_and_rounded_once(done: str, planned: str, points: str) -> None:
    assert score(measured(FULL, done, planned)) == points


def test_nothing_counts_above_the_cap_and_the_rate_is_told_as_it_is() -> None:
    verdict = measured(FULL, "120")
    assert (score(verdict), verdict.met, verdict.completion) == ("10", True, Fraction(6, 5))
    assert [step.name for step in verdict.explanation.steps] == ["rate", "cap", "round_half_up"]
    assert score(measured(RateShare(Fraction(4, 5)), "90")) == "8"


def test_a_rate_that_rounds_to_the_weight_without_reaching_it_is_not_met() -> None:
    verdict = measured(FULL, "99.99")
    assert (score(verdict), verdict.met) == ("10", False)


def test_a_negative_rate_scores_nothing() -> None:
    assert score(measured(FULL, "3", "2", measure=rate(add=("planned",), subtract=("done",)))) == "0"


def test_the_explanation_holds_both_formulas() -> None:
    verdict = measured(FULL, "75", weight="4")
    assert verdict.direction is LineDirection.POSITIVE
    assert verdict.explanation.formula.zh == "完成率 = 完成数 ÷ 计划数；得分 = 分值 × 样例"
    assert verdict.explanation.substituted == "75 ÷ 100 = 75.00%；4 × 75.00% = 3"


def test_a_missing_amount_is_told_by_its_name() -> None:
    assert doubts(measured(FULL, "/", "100")) == [("VALUE_MISSING", "facts/done")]
