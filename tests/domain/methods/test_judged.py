"""A person's score: bounded and recorded, never invented."""

from decimal import Decimal

import pytest

from app.domain.criteria import score_criterion
from app.domain.criterion import Judged
from app.domain.evaluation import LineDirection, Outcome, Permitted, Verdict
from tests.domain.criteria import criterion, deduction, doubts, entry, score


def judged(declared: str | None = None, weight: str = "12", **more: object) -> Verdict:
    return score_criterion(entry(weight, declared, **more), criterion(Judged(), weight, measure=None, inputs=()))


def test_deductions_add_up_and_each_is_told_with_reason_and_author() -> None:
    verdict = judged(deductions=(deduction("1.5", "验收资料没有日期"), deduction("0.5", "迟一周", None)))
    assert (score(verdict), verdict.outcome, verdict.direction) == ("10", Outcome.SCORED, LineDirection.JUDGED)
    assert verdict.explanation.substituted == "12 − 2 = 10"
    assert [step.text.zh for step in verdict.explanation.steps] == [
        "扣 1.5 分：验收资料没有日期（评价组）",
        "扣 0.5 分：迟一周",
    ]


def test_deductions_stop_at_zero_and_stand_before_a_declared_score() -> None:
    assert score(judged(deductions=(deduction("13"),))) == "0"
    assert score(judged("12", deductions=(deduction("2"),))) == "10"


@pytest.mark.parametrize(("declared", "points"), [("12", "12"), ("0", "0"), ("12.01", None), ("-1", None)])
def test_a_declared_score_inside_the_weight_counts_as_the_judgement(declared: str, points: str | None) -> None:
    verdict = judged(declared)
    assert score(verdict) == points
    assert verdict.outcome is (Outcome.DECLARED_ACCEPTED if points else Outcome.NEEDS_JUDGEMENT)
    assert verdict.permitted == Permitted(Decimal(0), Decimal(12))


def test_an_accepted_score_has_the_decimals_of_the_pack() -> None:
    assert score(judged("3.333333")) == "3.33"


def test_nobody_s_judgement_is_no_score() -> None:
    verdict = judged()
    assert (score(verdict), doubts(verdict)) == (None, [("JUDGEMENT_NEEDED", "")])
