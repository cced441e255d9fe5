"""Full marks up to a limit, then each step costs points, down to zero."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.criterion import PartialStep, StepDeduction
from app.domain.evaluation import LineDirection
from app.domain.methods.step_deduction import steps_above
from tests.domain.criteria import measured, score

# 预算调整率 of the Shaanxi department form: free up to 5%, then 0.1 for each 0.1 percentage points.
ADJUSTMENT = StepDeduction(Fraction(5, 100), Fraction(1, 1000), Decimal("0.1"), PartialStep.IGNORED)


def with_part(partial: PartialStep) -> StepDeduction:
    return StepDeduction(ADJUSTMENT.free_up_to, ADJUSTMENT.step, ADJUSTMENT.deduct, partial)


@pytest.mark.parametrize(
    ("done", "ignored", "proportional", "started"),
    [
        ("0", "5", "5", "5"),
        ("5", "5", "5", "5"),
        ("5.000001", "5", "5", "4.9"),
        ("5.09", "5", "4.91", "4.9"),
        ("5.1", "4.9", "4.9", "4.9"),
        ("5.25", "4.8", "4.75", "4.7"),
        ("9.99", "0.1", "0.01", "0"),
        ("10", "0", "0", "0"),
        ("29.36", "0", "0", "0"),
    ],
)
def test_a_part_of_a_step_counts_as_the_rule_says(done: str, ignored: str, proportional: str, started: str) -> None:
    assert score(measured(with_part(PartialStep.IGNORED), done, weight="5")) == ignored
    assert score(measured(with_part(PartialStep.PROPORTIONAL), done, weight="5")) == proportional
    assert score(measured(with_part(PartialStep.STARTED), done, weight="5")) == started


def test_steps_are_counted_on_the_exact_rate_not_on_the_printed_one() -> None:
    # 5.0999…% prints as 5.10%, which would be a whole step.
    assert steps_above(Fraction(50_999_999, 10**9), ADJUSTMENT) == 0
    assert score(measured(ADJUSTMENT, "5.099999", weight="5")) == "5"


def test_a_negative_rate_is_below_every_limit() -> None:
    assert steps_above(Fraction(-1), ADJUSTMENT) == 0


def test_a_form_that_gives_the_line_other_points_loses_the_same_share_of_them() -> None:
    assert score(measured(ADJUSTMENT, "7.5", weight="10", full="5")) == "5"


def test_the_explanation_counts_the_steps() -> None:
    verdict = measured(ADJUSTMENT, "5.25", weight="5")
    assert verdict.direction is LineDirection.NEGATIVE
    assert verdict.explanation.substituted == "5.25 ÷ 100 = 5.25%；5 − 2 × 0.1 → 4.8"
    assert verdict.explanation.steps[1].text.zh == "超过 5% 的部分每 0.1 个百分点扣 0.1 分，计 2 步，扣 0.2 分"
    assert measured(ADJUSTMENT, "5", weight="5").explanation.sentence.zh == "5 ÷ 100 = 5.00%，不超过 5%，得 5 分"


@given(st.integers(0, 200_000), st.sampled_from(list(PartialStep)))
def test_a_higher_rate_never_scores_more_and_the_kinds_of_partial_step_never_change_places(
    thousandths: int, partial: PartialStep
) -> None:
    value = Fraction(thousandths, 100_000)
    rule = with_part(partial)
    assert steps_above(value, rule) <= steps_above(value + Fraction(1, 10**6), rule)
    ignored, exact, started = (steps_above(value, with_part(each)) for each in PartialStep)
    assert ignored <= exact <= started <= ignored + 1
    assert (ignored == exact) == (exact == started)
