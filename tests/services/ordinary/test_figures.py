"""Figures in integers are written as the domain writes them in fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import text
from app.domain.rounding import round_half_up, trimmed
from app.services.ordinary import figures

COUNTS = st.integers(1, 10**15) | st.integers(1, 2_000) | st.sampled_from((1, 500_000, 10**6, 10**12))


@given(st.integers(-(10**15), 10**15) | st.integers(-3_000_000, 3_000_000))
def test_millionths_are_the_trimmed_number(count: int) -> None:
    number = Decimal(count).scaleb(-6)
    assert figures.plain[count].decode() == text.plain(trimmed(number))
    assert figures.millionths(number) == count


@given(COUNTS, COUNTS)
def test_a_ratio_has_34_digits(above: int, below: int) -> None:
    assert figures.ratio(above, below).decode() == text.digits34(Fraction(above, below))


@pytest.mark.parametrize(("above", "below"), [(0, 7), (7, 7), (1, 3), (2, 3), (10**18, 3), (1, 10**15), (15, 10)])
def test_a_ratio_at_the_edges(above: int, below: int) -> None:
    assert figures.ratio(above, below).decode() == text.digits34(Fraction(above, below))


@given(COUNTS, COUNTS)
def test_a_percentage_is_rounded_half_up(above: int, below: int) -> None:
    assert figures.percent(above, below).decode() + "%" == text.percent(Fraction(above, below))


@given(COUNTS, COUNTS)
def test_a_trace_shows_four_decimals(above: int, below: int) -> None:
    assert figures.shown(above, below).decode() == text.approximate(Fraction(above, below))


@given(COUNTS, COUNTS, st.integers(0, 6))
def test_a_quotient_is_rounded_to_its_grain(above: int, below: int, places: int) -> None:
    found = figures.rounded(above, below, 10 ** (6 - places))
    assert Decimal(found).scaleb(-6) == round_half_up(Fraction(above, below * figures.MILLION), places)


@pytest.mark.parametrize(("above", "grain", "expected"), [(5, 10, 10), (4, 10, 0), (15, 10, 20), (14, 10, 10)])
def test_ties_go_up(above: int, grain: int, expected: int) -> None:
    assert figures.rounded(above, 1, grain) == expected
