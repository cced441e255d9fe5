"""A person judges against evaluation points."""

from decimal import Decimal

import pytest

from app.domain.criteria import score_criterion
from app.domain.criterion import Checklist
from app.domain.evaluation import Outcome, Permitted, Verdict
from app.domain.submission import Check
from tests.domain.criteria import POINTS, checks, criterion, deduction, doubts, entry, score

RULE = Checklist(POINTS)


def judged(declared: str | None = None, **more: object) -> Verdict:
    return score_criterion(entry("4", declared, **more), criterion(RULE, "4", measure=None, inputs=()))


def test_every_point_met_is_full_marks_by_the_rule() -> None:
    verdict = judged(checks=checks(True, True, True))
    assert (score(verdict), verdict.outcome, verdict.met) == ("4", Outcome.SCORED, True)
    assert verdict.explanation.sentence.zh == "3 项评价要点全部符合，得满分 4 分"


@pytest.mark.parametrize("met", [(), (True,), (True, True)])
def test_with_points_unchecked_a_declared_score_counts_and_says_so(met: tuple[bool, ...]) -> None:
    verdict = judged("4", checks=checks(*met))
    assert (score(verdict), verdict.outcome) == ("4", Outcome.DECLARED_ACCEPTED)
    assert doubts(verdict) == [("EVIDENCE_MISSING", "")]
    assert verdict.permitted == Permitted(Decimal(0), Decimal(4))


def test_with_a_point_unmet_full_marks_are_not_to_be_declared() -> None:
    unmet = checks(True, False, True)
    verdict = judged("4", checks=unmet)
    assert (score(verdict), doubts(verdict)) == (None, [("JUDGEMENT_NEEDED", "")])
    assert verdict.permitted == Permitted(Decimal(0), Decimal(4), maximum_excluded=True)
    accepted = judged("2", checks=unmet)
    assert (score(accepted), accepted.outcome) == ("2", Outcome.DECLARED_ACCEPTED)
    assert accepted.explanation.sentence.zh == "评价要点 ② 不符，没有列明扣分，填报 2 分视为评定"


def test_a_deduction_with_its_reason_is_a_score_by_the_rule() -> None:
    verdict = judged("2", checks=checks(True, False, True), deductions=(deduction("2", "与工作内容无关"),))
    assert (score(verdict), verdict.outcome) == ("2", Outcome.SCORED)
    texts = [step.text.zh for step in verdict.explanation.steps]
    assert texts == ["① 有目标：符合", "② 可衡量：不符", "③ 有依据：符合", "扣 2 分：与工作内容无关（评价组）"]


def test_the_points_checked_are_told_even_where_a_person_must_judge() -> None:
    assert judged(checks=checks(True, False)).explanation.steps[1].text.en == "② measurable: not as it should be"
    assert "3 个评价要点只核对了 1 个" in judged("4", checks=checks(True)).explanation.sentence.zh


def test_a_check_of_something_else_is_not_passed_over() -> None:
    assert doubts(judged("4", checks=(Check("⑨", True),))) == [("VALUE_UNREADABLE", "checks/0/point")]
