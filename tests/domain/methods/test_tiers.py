"""Qualitative indicators: which tier, which share inside it, and what only a person can say."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.evaluation import LineDirection, Outcome, Permitted, ScoreLine
from app.domain.rule_pack import RulePack, TierName
from tests.domain.forms import line_of, score_of
from tests.domain.packs import national_pack, tiers_rule

ACHIEVED, PARTIAL, NOT = TierName.ACHIEVED, TierName.PARTIALLY_ACHIEVED, TierName.NOT_ACHIEVED


def doubts(line: ScoreLine) -> list[tuple[str, str]]:
    return [(doubt.code, doubt.field) for doubt in line.verdict.doubts]


def department_pack() -> RulePack:
    """80/50/10, as the department form of 2018 prints it."""
    return replace(national_pack(), qualitative=tiers_rule(Fraction(1, 2), Fraction(1, 10)))


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("优", "优"),
        ("良", "优"),
        ("有效保障", "有效保障"),
        ("有效保障", "达成预期指标"),
        ("有效保障", "全部或基本达成预期指标"),
        ("持续提升", "持续 提升。"),
    ],
)
def test_a_word_met_earns_the_top_of_the_achieved_tier(target: str, actual: str) -> None:
    line = line_of(target, actual)
    assert (line.score, line.verdict.outcome, line.verdict.met) == (10, Outcome.SCORED, True)
    assert line.verdict.direction is LineDirection.QUALITATIVE
    assert line.verdict.permitted == Permitted(Decimal(8), Decimal(10))


@pytest.mark.parametrize(
    ("target", "actual", "minimum", "maximum"),
    [
        ("优", "良", 6, 8),
        ("良", "中", 6, 8),
        ("有效保障", "部分达成预期指标，并具有一定效果", 6, 8),
        ("优", "差", 0, 6),
        ("优", "中", 0, 6),
        ("有效保障", "未达成预期指标且效果较差", 0, 6),
    ],
)
def test_a_lower_tier_without_a_share_waits_for_a_person(target: str, actual: str, minimum: int, maximum: int) -> None:
    line = line_of(target, actual)
    assert (line.score, line.verdict.outcome, line.verdict.met) == (None, Outcome.NEEDS_JUDGEMENT, False)
    assert line.verdict.permitted == Permitted(Decimal(minimum), Decimal(maximum), maximum_excluded=True)
    assert doubts(line) == [("JUDGEMENT_NEEDED", "")]


@pytest.mark.parametrize("actual", ["有所改善", "95%", "95分", "较好", "中等"])
def test_other_words_do_not_tell_the_tier(actual: str) -> None:
    line = line_of("优", actual, declared_score="9")
    assert (line.score, line.verdict.outcome, line.verdict.permitted) == (None, Outcome.NEEDS_JUDGEMENT, None)
    assert doubts(line) == [("JUDGEMENT_NEEDED", "")]


def test_where_two_scales_disagree_the_words_do_not_tell_the_tier() -> None:
    assert doubts(line_of("中", "差")) == [("JUDGEMENT_NEEDED", "")]


def test_an_empty_actual_is_missing_and_an_unsure_one_unreadable() -> None:
    assert doubts(line_of("优", "/")) == [("VALUE_MISSING", "actual")]
    assert doubts(line_of("优", "√")) == [("VALUE_UNREADABLE", "actual")]
    assert line_of("优", "/").verdict.outcome is Outcome.UNREADABLE


@pytest.mark.parametrize(
    ("tier", "completion", "score"),
    [
        (ACHIEVED, "80", "8"),
        (ACHIEVED, "93.33", "9.33"),
        (ACHIEVED, "100", "10"),
        (PARTIAL, "60", "6"),
        (PARTIAL, "79.99", "8"),  # 7.999
        (NOT, "0", "0"),
        (NOT, "59.99", "6"),  # 5.999
        (NOT, "35", "3.5"),
    ],
)
def test_a_stated_share_inside_its_tier_is_taken_with_the_lower_bound_inside(
    tier: TierName, completion: str, score: str
) -> None:
    assert score_of("有效保障", "有所保障", tier=tier, completion=completion) == score


@pytest.mark.parametrize(
    ("tier", "completion", "score"),
    [
        (ACHIEVED, "79.99", "10"),
        (ACHIEVED, "101", "10"),
        (PARTIAL, "80", None),
        (PARTIAL, "59.99", None),
        (NOT, "60", None),
        (NOT, "-5", None),
    ],
)
def test_a_stated_share_outside_its_tier_is_a_finding_and_counts_as_not_stated(
    tier: TierName, completion: str, score: str | None
) -> None:
    line = line_of("有效保障", "有所保障", tier=tier, completion=completion)
    assert (None if line.score is None else f"{line.score:f}") == score
    assert doubts(line) == [("OUTSIDE_TIER", "completion")]


@pytest.mark.parametrize(
    ("actual", "weight", "declared"),
    [
        ("优", "10", "8"),
        ("优", "30", "28"),
        ("优", "3.33", "2.66"),
        ("优", "3.33", "2.7"),
        ("良", "15", "11"),
        ("良", "15", "9"),
        ("良", "3.33", "2.66"),
        ("良", "3.33", "2.00"),
        ("良", "3.33", "1.998"),
        ("差", "10", "0"),
        ("差", "10", "5.99"),
    ],
)
def test_a_declared_share_inside_its_tier_is_accepted(actual: str, weight: str, declared: str) -> None:
    line = line_of("优", actual, weight, declared_score=declared)
    assert line.verdict.outcome is Outcome.DECLARED_ACCEPTED
    assert line.score == round(Decimal(declared), 2)
    assert doubts(line) == []


@pytest.mark.parametrize(
    ("actual", "weight", "declared", "score"),
    [
        ("优", "10", "7.99", "10"),
        ("优", "10", "11", "10"),
        ("优", "3.33", "2.65", "3.33"),
        ("良", "15", "12", None),
        ("良", "15", "8.99", None),
        ("良", "3.33", "2.67", None),
        ("良", "3.33", "1.99", None),
        ("差", "10", "6", None),
        ("差", "10", "-1", None),
    ],
)
def test_a_declared_share_outside_its_tier_is_a_finding_and_counts_as_not_declared(
    actual: str, weight: str, declared: str, score: str | None
) -> None:
    line = line_of("优", actual, weight, declared_score=declared)
    assert (None if line.score is None else f"{line.score:f}") == score
    assert line.verdict.outcome is (Outcome.NEEDS_JUDGEMENT if score is None else Outcome.SCORED)
    assert doubts(line) == [("OUTSIDE_TIER", "declared_score")]


def test_an_edge_is_compared_in_the_decimals_the_score_was_printed_with() -> None:
    """80% of 3.33 is 2.664: printed as 2.66 or 2.7 it is the edge, printed as 2.660 it is below."""
    assert line_of("优", "优", "3.33", declared_score="2.66").verdict.outcome is Outcome.DECLARED_ACCEPTED
    assert doubts(line_of("优", "优", "3.33", declared_score="2.660")) == [("OUTSIDE_TIER", "declared_score")]


def test_a_stated_share_is_stronger_than_a_declared_score() -> None:
    assert score_of("优", "良", "10", completion="65", declared_score="7") == "6.5"


def test_a_declared_score_outside_the_tier_is_told_beside_a_stated_share() -> None:
    line = line_of("优", "良", "10", completion="65", declared_score="9")
    assert (line.score, doubts(line)) == (Decimal("6.5"), [("OUTSIDE_TIER", "declared_score")])


def test_a_given_tier_is_stronger_than_the_words() -> None:
    assert score_of("优", "优", "10", tier=PARTIAL, completion="70") == "7"


@pytest.mark.parametrize(
    ("tier", "completion", "accepted"),
    [(PARTIAL, "50", True), (PARTIAL, "49.9", False), (NOT, "10", True), (NOT, "9.99", False), (NOT, "0", False)],
)
def test_the_lower_bounds_belong_to_the_pack_and_a_share_below_10_is_outside_every_department_tier(
    tier: TierName, completion: str, accepted: bool
) -> None:
    line = line_of("优", "良", "100", pack=department_pack(), tier=tier, completion=completion)
    assert (line.score is not None) is accepted


def test_one_word_lower_names_its_reading_and_what_the_other_one_scores() -> None:
    reading = line_of("优", "良", "15", declared_score="11").verdict.explanation.reading
    assert reading is not None
    assert (reading.interpretation.id, reading.other_score) == ("one_word_lower_is_partial", 15)
    assert reading.differs


@pytest.mark.parametrize("actual", ["优", "差", "达成预期指标"])
def test_a_tier_that_rests_on_no_reading_names_none(actual: str) -> None:
    assert line_of("优", actual, "15", declared_score="0").verdict.explanation.reading is None


def test_a_missing_weight_gives_the_tier_and_no_score() -> None:
    line = line_of("优", "优", None)
    assert (line.score, line.verdict.met) == (None, True)
    assert doubts(line) == [("VALUE_MISSING", "weight")]


def test_a_weight_of_zero_earns_zero() -> None:
    assert score_of("优", "良", "0", declared_score="0") == "0"


def test_the_trace_names_the_tier_its_bounds_and_where_the_share_came_from() -> None:
    explanation = line_of("优", "良", "15", declared_score="11").verdict.explanation
    assert [step.name for step in explanation.steps] == ["read_target", "read_actual", "tier", "share"]
    assert "[60.00%, 80.00%)" in explanation.steps[2].text.zh
    assert "填报 11 分" in explanation.steps[3].text.zh
    assert explanation.substituted == "9 ≤ 11 < 12"
