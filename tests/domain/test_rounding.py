"""Rounding: half up, once, from exact fractions, in no decimal context."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rounding import decimals_of, given_score, round_half_up, rounds_to, share_of, trimmed

weights = st.decimals(min_value=0, max_value=1000, places=2)
ratios = st.fractions(min_value=-2, max_value=3)


@pytest.mark.parametrize(
    ("value", "places", "result"),
    [
        (Fraction(5, 8), 2, "0.63"),
        (Fraction(-5, 8), 2, "-0.63"),
        (Fraction(1249, 2000), 2, "0.62"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(0), 2, "0.00"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(10**30 + 1, 10**30), 2, "1.00"),
        (Fraction(13_866_584_766, 10**9), 2, "13.87"),
    ],
)
def test_a_tie_goes_away_from_zero(value: Fraction, places: int, result: str) -> None:
    assert str(round_half_up(value, places)) == result


def test_weight_3_for_5_of_24_is_multiplied_before_it_is_divided() -> None:
    assert share_of(Decimal(3), Fraction(5, 24), 2) == Decimal("0.63")
    ratio_first = Decimal(3) * round_half_up(Fraction(5, 24), 4)
    assert round_half_up(Fraction(ratio_first), 2) == Decimal("0.62")


@given(st.fractions(), st.integers(min_value=0, max_value=6))
def test_rounding_moves_a_value_by_at_most_half_a_unit_and_up_when_exactly_half(value: Fraction, places: int) -> None:
    result, half = Fraction(round_half_up(value, places)), Fraction(1, 2 * 10**places)
    assert abs(result - value) <= half
    assert (result * 10**places).denominator == 1
    if abs(result - value) == half:
        assert abs(result) > abs(value)


@given(weights, ratios)
def test_a_share_is_never_negative_and_never_above_the_weight(weight: Decimal, ratio: Fraction) -> None:
    assert 0 <= share_of(weight, ratio, 2) <= weight


@given(weights, ratios, ratios)
def test_a_larger_ratio_never_earns_less(weight: Decimal, one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    assert share_of(weight, low, 2) <= share_of(weight, high, 2)


def test_a_weight_with_more_decimals_than_the_pack_keeps_is_not_exceeded() -> None:
    assert share_of(Decimal("3.335"), Fraction(1), 2) == Decimal("3.335")


@pytest.mark.parametrize(
    ("number", "result"),
    [
        ("15.00", "15"),
        ("100", "100"),
        ("0.50", "0.5"),
        ("0.00", "0"),
        ("-0.0", "0"),
        ("1E+2", "100"),
        ("-1.10", "-1.1"),
    ],
)
def test_trailing_zeros_after_the_point_are_cut_and_others_kept(number: str, result: str) -> None:
    assert str(trimmed(Decimal(number))) == result


def test_a_persons_score_is_kept_in_the_decimals_of_the_pack() -> None:
    assert str(given_score(Decimal("11.335"), Decimal(15), 2)) == "11.34"
    assert str(given_score(Decimal("11.0"), Decimal(15), 2)) == "11"


def test_a_persons_score_is_never_rounded_above_its_weight() -> None:
    assert given_score(Decimal("3.335"), Decimal("3.335"), 2) == Decimal("3.335")


@pytest.mark.parametrize("score", ["-0.001", "10.001"])
def test_a_score_below_zero_or_above_the_weight_is_no_persons_score(score: str) -> None:
    assert given_score(Decimal(score), Decimal(10), 2) is None


@pytest.mark.parametrize(
    ("computed", "printed", "agrees"),
    [("4.84", "5", True), ("4.84", "5.0", False), ("4.84", "4.8", True), ("4.85", "4.9", True), ("4.84", "4.84", True)],
)
def test_a_printed_figure_agrees_within_the_decimals_it_was_printed_with(
    computed: str, printed: str, agrees: bool
) -> None:
    assert rounds_to(Fraction(computed), Decimal(printed)) is agrees


def test_printed_decimals_are_counted_as_printed() -> None:
    assert [decimals_of(Decimal(text)) for text in ("12", "12.0", "12.50", "1E+2")] == [0, 1, 2, 0]
