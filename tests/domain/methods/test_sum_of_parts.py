"""One indicator of several parts with points of their own."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.domain.criteria import score_criterion
from app.domain.criterion import (
    Band,
    BandBound,
    Bands,
    Input,
    PartialStep,
    RateShare,
    ScoredPart,
    StepDeduction,
    SumOfParts,
)
from app.domain.evaluation import Outcome, Verdict
from app.domain.rule import ZeroDenominator
from app.domain.text import Text
from tests.domain.criteria import DONE, PLANNED, amounts, criterion, doubts, entry, rate, readings, score
from tests.domain.packs import interpretation


def bands(*rows: tuple[str | None, str]) -> Bands:
    made = (Band(None if share is None else Fraction(share), Decimal(points)) for share, points in rows)
    return Bands(BandBound.AT_LEAST, tuple(made))


def part(name: str, weight: str, method: Bands | StepDeduction | RateShare, **measure: Any) -> ScoredPart:
    return ScoredPart(name, Text(name, name), Decimal(weight), rate(**measure), method)


# 支出进度率 of the Shaanxi department form: half-year 2, three quarters 3.
HALF = part("半年", "2", bands(("0.45", "2"), ("0.4", "1"), (None, "0")))
QUARTERS = part("前三季度", "3", bands(("0.75", "3"), ("0.6", "2"), (None, "0")), over=("other",))
OTHER = Input("other", Text("另一计划数", "other plan"))


def scored(*parts: ScoredPart, weight: str = "5", **facts: str) -> Verdict:
    made = criterion(SumOfParts(parts or (HALF, QUARTERS)), "5", measure=None, inputs=(DONE, PLANNED, OTHER))
    return score_criterion(entry(weight, amounts=amounts(**facts)), made)


@pytest.mark.parametrize(
    ("planned", "other", "points"),
    [("100", "60", "5"), ("100", "75", "4"), ("112.5", "75", "3"), ("100.1", "75.1", "1"), ("113", "200", "0")],
)
def test_each_part_scores_by_its_own_rate_and_they_add_up(planned: str, other: str, points: str) -> None:
    assert score(scored(done="45", planned=planned, other=other)) == points


def test_the_parts_are_told_one_by_one() -> None:
    explanation = scored(done="45", planned="100", other="75").explanation
    assert explanation.substituted == "2 + 2 = 4"
    assert explanation.sentence.zh == "半年 2 分；前三季度 2 分，合计 4 分"
    assert [step.name for step in explanation.steps] == ["半年", "前三季度"]
    assert explanation.steps[0].text.zh == "半年：45 ÷ 100 = 45.00%，得 2 分"


def test_a_form_that_gives_the_line_other_points_scales_the_parts_and_rounds_once() -> None:
    assert score(scored(weight="1", done="45", planned="100", other="75")) == "0.8"
    assert score(scored(weight="0.01", done="45", planned="100", other="75")) == "0.01"


def test_parts_may_step_down_or_follow_their_rate() -> None:
    steps = part("甲", "2", StepDeduction(Fraction(1), Fraction(1, 10), Decimal(1), PartialStep.IGNORED))
    share = part("乙", "3", RateShare(Fraction(1)), add=("planned",), over=("done",))
    assert score(scored(steps, share, done="110", planned="100")) == "3.73"
    assert score(scored(steps, share, done="150", planned="100")) == "2"


def test_an_amount_missing_leaves_the_line_without_a_score() -> None:
    verdict = scored(done="45", planned="100")
    assert (verdict.outcome, doubts(verdict)) == (Outcome.UNREADABLE, [("VALUE_MISSING", "facts/other")])


def test_a_part_without_a_rate_leaves_its_points_to_the_others() -> None:
    verdict = scored(done="0", planned="0", other="100")
    assert (score(verdict), readings(verdict)) == ("0", {"no_rate": "2"})
    halved = scored(
        HALF, part("乙", "3", RateShare(Fraction(1)), add=("other",), over=("other",)), done="0", planned="0", other="9"
    )
    assert score(halved) == "5"
    assert halved.explanation.steps[0].text.zh == "半年：0 ÷ 0 = —，没有比率，不计分"


def test_a_part_whose_zero_has_a_worth_keeps_its_points() -> None:
    worthless = scored(done="5", planned="0", other="5")
    assert score(worthless) == "3"
    full = part(
        "甲", "2", RateShare(Fraction(1)), zero_over_zero=ZeroDenominator.FULL, zero_reading=interpretation("full")
    )
    assert score(scored(full, QUARTERS, done="0", planned="0", other="9")) == "2"


def test_a_reading_of_several_parts_is_told_once_with_all_of_them_read_otherwise() -> None:
    other = QUARTERS.measure
    assert readings(scored(done="5", planned="0", other="5")) == {"no_rate": "5"}
    over_nothing = replace(QUARTERS, measure=replace(other, over=("planned",)))
    assert readings(scored(HALF, over_nothing, done="5", planned="0", other="5")) == {"no_rate": "5"}
    own = replace(other, over=("planned",), zero_reading=interpretation("own"), zero_other=ZeroDenominator.ZERO)
    apart = scored(HALF, replace(QUARTERS, measure=own), done="5", planned="0", other="5")
    assert (score(apart), readings(apart)) == ("0", {"no_rate": "2", "own": "0"})
    assert [each.differs for each in apart.explanation.readings] == [True, False]


def test_where_no_part_has_a_rate_the_line_does_not_apply() -> None:
    verdict = scored(done="0", planned="0", other="0")
    assert (score(verdict), verdict.outcome) == (None, Outcome.NOT_APPLICABLE)
    assert doubts(verdict) == [("ZERO_DENOMINATOR", "")]
