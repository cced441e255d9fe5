"""超额完成扣分: a positive target exceeded by far loses points by the pack's table."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.evaluation import LineDirection, Outcome, Permitted
from app.domain.methods.over_fulfilment import share_lost
from app.domain.rule import Authority, Rule
from app.domain.rule_pack import OverFulfilmentBand, OverFulfilmentRule, RulePack
from app.domain.submission import Direction
from app.domain.text import Text
from tests.domain.forms import line_of, score_of
from tests.domain.packs import national_pack, rule

OWN = Rule(Text("超额完成的扣分", "deductions"), Authority("province", "某省办法", "第八条", verified=True))


def deducting(*bands: tuple[str, str], in_points: bool = False) -> RulePack:
    """The national pack with a table: at least, deduct."""
    pack = national_pack()
    rows = tuple(OverFulfilmentBand(Fraction(bound), Fraction(deduct)) for bound, deduct in bands)
    table = OverFulfilmentRule(OWN, rows, in_points)
    return replace(pack, quantitative=replace(pack.quantitative, over_fulfilment=table))


SHARES = deducting(("2", "0.5"), ("1.5", "0.2"), ("1.3", "0.1"))
POINTS = deducting(("2", "4"), ("1.3", "0.55"), in_points=True)


@pytest.mark.parametrize(
    ("actual", "shares", "points"),
    [
        ("100", "10", "10"),
        ("129.999999", "10", "10"),
        ("130", "9", "9.45"),
        ("130.000001", "9", "9.45"),
        ("149.999999", "9", "9.45"),
        ("150", "8", "9.45"),
        ("199.999999", "8", "9.45"),
        ("200", "5", "6"),
        ("1000000", "5", "6"),
        ("99.999999", "10", "10"),
        ("50", "5", "5"),
        ("0", "0", "0"),
    ],
)
def test_each_band_begins_at_its_bound(actual: str, shares: str, points: str) -> None:
    assert score_of("≥100", actual, pack=SHARES) == shares
    assert score_of("≥100", actual, pack=POINTS) == points


def test_the_unrounded_ratio_decides() -> None:
    assert score_of("≥3", "3.899999", pack=SHARES) == "10"
    assert score_of("≥3", "3.9", pack=SHARES) == "9"
    assert score_of("≥7", "9.099999", pack=SHARES) == "10"


def test_the_score_is_rounded_once_and_half_up() -> None:
    assert score_of("≥1", "1.3", "0.05", pack=SHARES) == "0.05"
    assert score_of("≥1", "1.3", "3.33", pack=SHARES) == "3"
    assert score_of("≥1", "1.5", "3.33", pack=SHARES) == "2.66"


@pytest.mark.parametrize(("weight", "score"), [("4", "0"), ("3.99", "0"), ("4.01", "0.01"), ("0", "0")])
def test_points_are_deducted_down_to_zero(weight: str, score: str) -> None:
    assert score_of("≥1", "2", weight, pack=POINTS) == score


@pytest.mark.parametrize(
    ("target", "actual"),
    [("≤100", "10"), ("=100", "150"), ("90–110", "150"), ("≤6月", "1月"), ("≥0", "5"), ("≥-5", "9")],
)
def test_only_where_more_is_better_and_a_ratio_exists(target: str, actual: str) -> None:
    assert score_of(target, actual, pack=SHARES) == score_of(target, actual)


def test_a_strict_target_and_a_stated_direction_are_exceeded_like_others() -> None:
    assert score_of(">100", "150", pack=SHARES) == "8"
    assert score_of("100", "150", direction=Direction.POSITIVE, pack=SHARES) == "8"
    assert score_of("100", "50", direction=Direction.NEGATIVE, pack=SHARES) == "10"


def test_a_line_without_a_weight_has_a_ratio_and_nothing_to_deduct_from() -> None:
    line = line_of("≥100", "150", None, pack=SHARES)
    assert (line.score, line.verdict.completion, line.verdict.met) == (None, Fraction(3, 2), True)


def test_the_target_counts_as_met_and_the_score_is_the_only_one_allowed() -> None:
    verdict = line_of("≥100", "150", pack=SHARES).verdict
    assert (verdict.outcome, verdict.met, verdict.completion) == (Outcome.SCORED, True, Fraction(3, 2))
    assert (verdict.direction, verdict.method) == (LineDirection.POSITIVE, "completion_ratio")
    assert verdict.permitted == Permitted(Decimal(8), Decimal(8))


def test_the_explanation_cites_the_table_and_names_the_band() -> None:
    explanation = line_of("≥100", "160", "7.5", pack=SHARES).verdict.explanation
    assert explanation.rule is OWN
    assert explanation.formula.zh == "得分 = 分值 − 超额完成扣分（扣完为止）"
    assert explanation.substituted == "160 ≥ 100；7.5 − 7.5 × 20% → 6"
    assert [step.name for step in explanation.steps] == [
        *("read_target", "read_actual", "compare", "over_fulfilment", "round_half_up")
    ]
    assert explanation.steps[3].text.zh == "完成率 160.00%，达到超额完成 150% 一档，扣分值的 20%"
    assert explanation.sentence.en == "target met, completion 160.00%, 20% of the weight deducted for the excess: 6"
    in_points = line_of("≥100", "200", pack=POINTS).verdict.explanation
    assert in_points.substituted == "200 ≥ 100；10 − 4 → 6"
    assert in_points.sentence.zh == "达到指标值，完成率 200.00%，超额完成扣 4 分，得 6 分"


def test_what_is_not_deducted_cites_the_rule_of_every_indicator() -> None:
    explanation = line_of("≥100", "129", pack=SHARES).verdict.explanation
    assert explanation.rule == rule("达到得满分，未达到按完成比例")


def test_the_other_reading_of_a_bare_cost_is_deducted_from_as_well() -> None:
    """Read as an amount to be reached, one and a half times of it is too much."""
    line = line_of("100万元", "150万元", level1="成本指标", pack=SHARES)
    (reading,) = line.verdict.explanation.readings
    assert (line.score, reading.other_score) == (Decimal("6.67"), Decimal(8))
    (below,) = line_of("100万元", "80万元", level1="成本指标", pack=SHARES).verdict.explanation.readings
    assert below.other_score == Decimal(8)


def test_a_share_of_more_than_everything_is_everything() -> None:
    table = POINTS.quantitative.over_fulfilment
    assert share_lost(Fraction(2), Decimal(3), table) == 1
    assert share_lost(Fraction(2), Decimal(8), table) == Fraction(1, 2)
    assert share_lost(None, Decimal(8), table) == share_lost(Fraction(2), Decimal(8), None) == 0
