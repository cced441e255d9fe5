"""Exact numbers: fractions only, and one rounding."""

from fractions import Fraction
from functools import cache

ONE, ZERO = Fraction(1), Fraction(0)


def half_up(value: Fraction, places: int) -> Fraction:
    """Ties away from zero."""
    above, below, scale = abs(value.numerator), value.denominator, 10**places
    magnitude = (2 * above * scale + below) // (2 * below)
    return Fraction(-magnitude if value < 0 else magnitude, scale)


def points(weight: Fraction, share: Fraction, places: int) -> Fraction:
    """weight × share, rounded once; never negative, never above the weight."""
    return min(weight, half_up(weight * max(ZERO, min(ONE, share)), places))


@cache
def percentage(printed: str) -> Fraction:
    """`80%` or `0.1pp`."""
    return Fraction(printed.removesuffix("%").removesuffix("pp")) / 100


def digits(value: Fraction) -> str:
    """A number as a form prints it: at most six decimals, what lies beyond cut off."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value.numerator) * 10**6 // value.denominator, 10**6)
    text = f"{whole}.{rest:06}".rstrip("0").rstrip(".")
    return "0" if text == "0" else sign + text
