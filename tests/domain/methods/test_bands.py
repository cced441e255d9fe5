"""Ordered bands: the first that holds wins, bounds are inside, what is left over is otherwise."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.criterion import Band, BandBound, Bands
from app.domain.evaluation import LineDirection, Outcome, Permitted
from app.domain.rule import ZeroDenominator
from tests.domain.criteria import doubts, measured, rate, readings, score


def table(bound: BandBound, *rows: tuple[str | None, str], exactly: tuple[str, str] | None = None) -> Bands:
    bands = tuple(Band(None if share is None else Fraction(share), Decimal(points)) for share, points in rows)
    return Bands(bound, bands, None if exactly is None else Band(Fraction(exactly[0]), Decimal(exactly[1])))


RISING = table(BandBound.AT_LEAST, ("1", "10"), ("0.95", "9"), ("0.7", "4"), (None, "0"))
FALLING = table(BandBound.AT_MOST, ("0.2", "5"), ("0.4", "3"), (None, "0"))
LITERAL = table(BandBound.AT_LEAST, ("0.95", "9"), (None, "0"), exactly=("1", "10"))


@pytest.mark.parametrize(
    ("done", "points"),
    [("100.42", "10"), ("100", "10"), ("99.999999", "9"), ("95", "9"), ("94.999999", "4"), ("70", "4"), ("69.99", "0")],
)
def test_a_bound_is_inside_its_band_and_the_rate_is_not_rounded_first(done: str, points: str) -> None:
    assert score(measured(RISING, done)) == points


@pytest.mark.parametrize(("done", "points"), [("20", "5"), ("20.000001", "3"), ("40", "3"), ("40.01", "0"), ("0", "5")])
def test_where_less_is_better_the_bounds_run_the_other_way(done: str, points: str) -> None:
    verdict = measured(FALLING, done, full="5", weight="5")
    assert score(verdict) == points
    assert verdict.direction is LineDirection.NEGATIVE


@pytest.mark.parametrize(("done", "points"), [("100", "10"), ("100.000001", "9"), ("99.999999", "9")])
def test_exactly_stands_before_the_bands_and_takes_only_its_own_rate(done: str, points: str) -> None:
    assert score(measured(LITERAL, done)) == points


def test_a_form_that_gives_the_line_other_points_gets_the_same_share_of_them() -> None:
    assert score(measured(RISING, "95", weight="5", full="10")) == "4.5"


def test_the_only_permitted_score_is_the_band_s_and_the_rate_is_told() -> None:
    verdict = measured(RISING, "95")
    assert (verdict.outcome, verdict.met, verdict.completion) == (Outcome.SCORED, False, Fraction(19, 20))
    assert verdict.permitted == Permitted(Decimal(9), Decimal(9))
    assert verdict.explanation.substituted == "95 ÷ 100 = 95.00%，“≥95%” → 9"
    assert verdict.explanation.sentence.zh == "95 ÷ 100 = 95.00%，落在“≥95%”一档，得 9 分"


def test_otherwise_has_no_bound_to_be_told() -> None:
    assert "“其余”" in measured(RISING, "1").explanation.sentence.zh


def test_a_zero_denominator_is_worth_what_the_measure_says_and_names_its_reading() -> None:
    nothing = measured(RISING, "0", "0")
    assert (score(nothing), nothing.outcome) == (None, Outcome.NOT_APPLICABLE)
    assert readings(nothing) == {"no_rate": "10"}
    assert doubts(nothing) == [("ZERO_DENOMINATOR", "")]
    assert score(measured(RISING, "5", "0")) == "0"
    full = measured(RISING, "0", "0", measure=rate(zero_over_zero=ZeroDenominator.FULL))
    assert (score(full), full.outcome, full.met) == ("10", Outcome.SCORED, True)
