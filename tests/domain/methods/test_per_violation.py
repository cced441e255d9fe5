"""Each point that is not as it should be deducts, down to zero."""

from decimal import Decimal

import pytest

from app.domain.criteria import score_criterion
from app.domain.criterion import PerViolation
from app.domain.evaluation import Outcome, Permitted, Verdict
from app.domain.submission import Check
from tests.domain.criteria import POINTS, checks, criterion, deduction, doubts, entry, readings, score
from tests.domain.packs import interpretation

RULE = PerViolation(POINTS, Decimal(2))
UNPRINTED_FLOOR = PerViolation(POINTS, Decimal(2), interpretation("floor_is_zero"))


def scored(rule: PerViolation = RULE, weight: str = "5", declared: str | None = None, **more: object) -> Verdict:
    return score_criterion(entry(weight, declared, **more), criterion(rule, "5", measure=None, inputs=()))


@pytest.mark.parametrize(
    ("met", "points"),
    [((True, True, True), "5"), ((True, False, True), "3"), ((False, False, True), "1"), ((False, False, False), "0")],
)
def test_each_violation_costs_the_same_and_the_score_stops_at_zero(met: tuple[bool, ...], points: str) -> None:
    verdict = scored(checks=checks(*met))
    assert (score(verdict), verdict.outcome) == (points, Outcome.SCORED)


def test_where_no_floor_is_printed_a_score_of_zero_names_the_reading_and_the_literal_score() -> None:
    assert readings(scored(UNPRINTED_FLOOR, checks=checks(False, False, False))) == {"floor_is_zero": "-1"}
    assert readings(scored(UNPRINTED_FLOOR, checks=checks(False, False, True))) == {}
    assert readings(scored(RULE, checks=checks(False, False, False))) == {}


def test_a_form_that_gives_the_line_other_points_loses_the_same_share_of_them() -> None:
    assert score(scored(weight="10", checks=checks(True, False, True))) == "6"


@pytest.mark.parametrize(
    ("declared", "points"), [("5", "5"), ("3", "3"), ("1", "1"), ("0", "0"), ("4", None), ("6", None)]
)
def test_without_checks_a_declared_score_stands_that_some_number_of_violations_gives(
    declared: str, points: str | None
) -> None:
    verdict = scored(declared=declared)
    assert score(verdict) == points
    assert doubts(verdict) == [("EVIDENCE_MISSING" if points else "JUDGEMENT_NEEDED", "")]
    assert verdict.permitted == Permitted(Decimal(0), Decimal(5))


@pytest.mark.parametrize(("declared", "points"), [("5", None), ("3", "3"), ("1", "1"), ("0", "0")])
def test_a_violation_already_found_is_not_declared_away(declared: str, points: str | None) -> None:
    verdict = scored(declared=declared, checks=checks(False))
    assert score(verdict) == points
    assert verdict.permitted == Permitted(Decimal(0), Decimal(3))


def test_of_two_answers_for_one_point_the_unmet_one_stands() -> None:
    both = (*checks(True, True, True), Check("②", met=False))
    assert score(scored(checks=both)) == "3"
    assert score(scored(checks=both[::-1])) == "3"


def test_a_point_may_be_named_by_its_words() -> None:
    named = (Check("有目标", True), Check(" 可衡量 ", False), Check("③", True))
    assert score(scored(checks=named)) == "3"


def test_a_check_of_something_else_is_not_passed_over() -> None:
    verdict = scored(declared="5", checks=(*checks(True, True, True), Check("④", False)))
    assert (score(verdict), verdict.outcome) == (None, Outcome.UNREADABLE)
    assert doubts(verdict) == [("VALUE_UNREADABLE", "checks/3/point")]


def test_deductions_stand_in_for_checks_only_where_violations_come_to_them() -> None:
    assert score(scored(deductions=(deduction("2"),))) == "3"
    assert score(scored(deductions=(deduction("2"), deduction("2")))) == "1"
    assert doubts(scored(deductions=(deduction("1"),))) == [("VALUE_IMPLAUSIBLE", "deductions")]
    contradicted = scored(deductions=(deduction("2"),), checks=checks(True, True, True))
    assert doubts(contradicted) == [("VALUE_IMPLAUSIBLE", "deductions")]
    assert score(scored(deductions=(deduction("2"),), checks=checks(True, False, True))) == "3"


def test_every_point_is_told_with_its_note() -> None:
    noted = (Check("①", True), Check("②", False, "没有数"), Check("③", True))
    steps = scored(checks=noted).explanation.steps
    assert [step.text.zh for step in steps] == ["① 有目标：符合", "② 可衡量：不符（没有数）", "③ 有依据：符合"]
