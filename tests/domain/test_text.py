"""Sentences in two languages, and numbers as people write them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import Text, approximate, digits34, percent, plain


@pytest.mark.parametrize(("zh", "en"), [("", "met"), ("达到", ""), (" ", "met"), ("达到", "\t")])
def test_a_text_needs_both_languages(zh: str, en: str) -> None:
    with pytest.raises(ValueError, match="both"):
        Text(zh, en)


@pytest.mark.parametrize(
    ("number", "digits"), [("1E+2", "100"), ("15.00", "15.00"), ("0", "0"), ("1E-7", "0.0000001"), ("-0.5", "-0.5")]
)
def test_a_number_is_written_without_exponent_and_with_its_printed_decimals(number: str, digits: str) -> None:
    assert plain(Decimal(number)) == digits


def test_a_percentage_has_two_decimals() -> None:
    assert percent(Fraction(1505, 1628)) == "92.44%"
    assert percent(Fraction(1)) == "100.00%"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(208, 15), "13.8667…"),
        (Fraction(27, 2), "13.5"),
        (Fraction(3), "3"),
        (Fraction(1, 30_000), "0.0000…"),
        (Fraction(1, 16), "0.0625"),
    ],
)
def test_a_value_before_rounding_shows_whether_it_goes_on(value: Fraction, shown: str) -> None:
    assert approximate(value) == shown


@pytest.mark.parametrize(
    ("ratio", "digits"),
    [
        (Fraction(1, 3), "0.3333333333333333333333333333333333"),
        (Fraction(2, 3), "0.6666666666666666666666666666666667"),
        (Fraction(1, 300), "0.003333333333333333333333333333333333"),
        (Fraction(200, 3), "66.66666666666666666666666666666667"),
        (Fraction(1, 10), "0.1"),
        (Fraction(-1, 3), "-0.3333333333333333333333333333333333"),
        (Fraction(0), "0"),
        (Fraction(100), "100"),
    ],
)
def test_a_ratio_is_shown_to_34_significant_digits(ratio: Fraction, digits: str) -> None:
    assert digits34(ratio) == digits


def test_a_whole_number_longer_than_34_digits_is_shown_in_full() -> None:
    assert digits34(Fraction(10**40 + 1, 2)) == str(10**40 // 2 + 1)


@given(st.fractions())
def test_a_shown_ratio_differs_from_the_ratio_only_behind_its_34th_digit(ratio: Fraction) -> None:
    assert abs(Fraction(digits34(ratio)) - ratio) <= abs(ratio) * Fraction(1, 10**33)
