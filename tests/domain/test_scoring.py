"""One form, one pack: totals, grades, what is left out, and what is incomplete."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.evaluation import Evaluation, Outcome, Status
from app.domain.rule_pack import NotApplicablePolicy, RulePack, TierName
from app.domain.submission import Declared
from tests.domain.forms import codes, funds, indicator, line_of, scored
from tests.domain.packs import national_pack


def full_pack() -> RulePack:
    return replace(national_pack(), not_applicable=NotApplicablePolicy.FULL)


def told(evaluation: Evaluation) -> tuple[str, Decimal | None, Decimal, Decimal, Decimal, str | None]:
    totals = evaluation.totals
    return (
        evaluation.status.value,
        totals.score,
        totals.weight,
        totals.scored_sum,
        totals.scored_weight,
        totals.grade,
    )


def test_the_total_is_the_sum_of_the_rounded_scores_so_that_a_sheet_adds_up() -> None:
    """Three times 0.625 is 1.875; the lines print 0.63 each and add to 1.89."""
    evaluation = scored(*[indicator("≥24", "5", "3")] * 3, indicator("≥1", "1", "81"))
    assert [line.score for line in evaluation.lines[:3]] == [Decimal("0.63")] * 3
    assert told(evaluation) == ("scored", Decimal("92.89"), 100, Decimal("92.89"), 100, "excellent")


def test_the_training_form_of_2024_comes_to_9848() -> None:
    """岗位培训补助: 10 + 13.87 + 14.61 + 60 by the rules, 95 declared."""
    evaluation = scored(
        indicator("≥1628", "1505", "15", declared_score="12"),
        indicator("≥95%", "92.5%", "15", declared_score="13"),
        indicator("≥95%", "98%", "60", declared_score="60"),
        funds=funds("22.575", "22.575", declared_score=Decimal(10)),
        declared=Declared(total=Decimal(95)),
    )
    assert [line.score for line in evaluation.lines] == [Decimal("13.87"), Decimal("14.61"), 60]
    assert told(evaluation)[:2] == ("scored", Decimal("98.48"))
    assert evaluation.totals.difference == Decimal("-3.48")
    assert evaluation.totals.grade_name == "优"


@pytest.mark.parametrize(
    ("actual", "total", "grade"), [("100", 100, "excellent"), ("80", 82, "good"), ("5", Decimal("14.5"), "poor")]
)
def test_the_grade_is_taken_from_the_total(actual: str, total: Decimal, grade: str) -> None:
    totals = scored(indicator("≥100", actual, "90")).totals
    assert (totals.score, totals.grade) == (total, grade)


def test_an_incomplete_form_has_no_total_and_no_grade_but_says_how_far_it_got() -> None:
    evaluation = scored(indicator("≥1", "1", "50"), indicator("≥1", "≥1", "40"))
    assert told(evaluation) == ("incomplete", None, 100, 60, 60, None)
    assert evaluation.totals.grade_name is None
    assert "ACTUAL_NOT_A_VALUE" in codes(evaluation)


def test_a_line_without_a_weight_makes_the_form_incomplete() -> None:
    assert told(scored(indicator("≥1", "1", "90"), indicator("≥1", "1", None)))[:3] == ("incomplete", None, 100)


def test_a_form_without_funds_has_an_execution_line_that_could_not_be_scored() -> None:
    evaluation = scored(indicator("≥1", "1", "90"), funds=None)
    assert told(evaluation) == ("incomplete", None, 100, 90, 90, None)
    assert evaluation.execution is not None
    assert evaluation.execution.verdict.outcome is Outcome.UNREADABLE


def test_a_form_of_funds_alone_has_no_total_and_no_grade() -> None:
    assert told(scored()) == ("incomplete", None, 10, 10, 10, None)


def test_nothing_that_counts_is_no_score_and_not_full_marks() -> None:
    evaluation = scored(indicator(weight="90", not_applicable=True), funds=funds("0", "0"))
    assert told(evaluation)[:2] == ("incomplete", None)


def test_a_line_that_does_not_apply_is_left_out_and_the_rest_rescaled_and_rounded_once_more() -> None:
    """(10 + 26.67) of 50 points, scaled to 100: 73.34."""
    evaluation = scored(indicator("≥3", "2", "40"), indicator(weight="50", not_applicable=True))
    line = evaluation.lines[1]
    assert (line.score, line.verdict.outcome, line.counts) == (None, Outcome.NOT_APPLICABLE, False)
    assert told(evaluation) == ("scored", Decimal("73.34"), 100, Decimal("36.67"), 50, "fair")


def test_a_line_that_does_not_apply_may_count_in_full_by_the_pack() -> None:
    evaluation = scored(indicator("≥3", "2", "40"), indicator(weight="50", not_applicable=True), pack=full_pack())
    assert evaluation.lines[1].score == 50
    assert told(evaluation) == ("scored", Decimal("86.67"), 100, Decimal("86.67"), 100, "good")


def test_an_execution_line_without_a_rate_is_left_out_and_the_rest_rescaled() -> None:
    evaluation = scored(indicator("≥100", "80", "90"), funds=funds("0", "0"))
    assert told(evaluation) == ("scored", 80, 100, 72, 90, "good")


def test_a_rescaled_total_keeps_no_trailing_zeros() -> None:
    evaluation = scored(indicator("≥100", "80", "90"), funds=funds("0", "0"))
    assert str(evaluation.totals.score) == "80"


def test_a_declared_score_never_replaces_a_computed_one() -> None:
    evaluation = scored(indicator("≥1628", "1505", "90", declared_score="90"), declared=Declared(Decimal(100), "优"))
    totals = evaluation.totals
    assert (totals.score, totals.grade) == (Decimal("93.2"), "excellent")
    assert (totals.declared, totals.declared_grade, totals.difference) == (100, "excellent", Decimal("6.8"))


def test_a_declared_grade_follows_from_the_declared_total_where_no_grade_is_named() -> None:
    assert scored(declared=Declared(Decimal(85))).totals.declared_grade == "good"
    assert scored(declared=Declared(Decimal(85), "优")).totals.declared_grade == "excellent"
    assert scored(declared=Declared()).totals.declared_grade is None


def test_lines_come_out_in_the_order_sent_with_their_place() -> None:
    evaluation = scored(*(indicator(name=name, level1="产出指标") for name in "甲乙丙"))
    assert [(line.index, line.name, line.section) for line in evaluation.lines] == [
        (0, "甲", "output"),
        (1, "乙", "output"),
        (2, "丙", "output"),
    ]


def test_words_go_to_tiers_and_numbers_to_their_completion() -> None:
    evaluation = scored(indicator("优", "优"), indicator("≥1", "1"), indicator(None, None))
    assert [line.verdict.method for line in evaluation.lines] == ["tiers", "completion_ratio", "completion_ratio"]


def test_the_same_form_and_pack_give_the_same_answer() -> None:
    lines = [indicator("≥24", "5", "3"), indicator("优", "良", "15", declared_score="11"), indicator("9月前", "9月")]
    assert scored(*lines) == scored(*lines)


def test_every_line_names_its_rule_its_formula_and_its_steps() -> None:
    evaluation = scored(
        indicator("优", "良"), indicator("≥1", "≥1"), indicator(not_applicable=True), indicator("≥3", "2")
    )
    assert evaluation.execution is not None
    verdicts = [evaluation.execution.verdict, *(line.verdict for line in evaluation.lines)]
    for explanation in (verdict.explanation for verdict in verdicts):
        assert explanation.rule.authority.document
        assert explanation.steps
        assert explanation.formula.en
        assert explanation.sentence.zh


def test_status_is_scored_only_with_a_total() -> None:
    for evaluation in (scored(), scored(indicator("≥1", None))):
        assert (evaluation.status is Status.SCORED) == (evaluation.totals.score is not None)


def test_a_stated_tier_does_not_outweigh_numbers_that_can_be_compared() -> None:
    line = line_of("≥95%", "50%", "10", tier=TierName.ACHIEVED)
    assert line.score == Decimal("5.26")
    assert line.verdict.method == "completion_ratio"
