"""The one place that rounds.

Scores are rounded once, half up, after the product has been taken and before nothing else
(design: multiply first, divide last). Integers only, so that no decimal context of the
embedding process can change a score.
"""

from decimal import Decimal
from fractions import Fraction


def round_half_up(value: Fraction, places: int) -> Decimal:
    """`value` to `places` decimals, ties away from zero: 0.625 to 2 places is 0.63, -0.625 is -0.63."""
    scale = 10**places
    magnitude = abs(value.numerator) * scale
    units = (2 * magnitude + value.denominator) // (2 * value.denominator)
    sign = 1 if value < 0 and units else 0
    return Decimal((sign, tuple(map(int, str(units))), -places))


def share_of(weight: Decimal, ratio: Fraction, places: int) -> Decimal:
    """The score `weight × ratio`, rounded once; never above the weight, never below zero.

    A weight printed with more decimals than the pack keeps is not exceeded by rounding: all of 3.335
    at two places is 3.335, not 3.34.
    """
    exact = Fraction(weight) * min(max(ratio, Fraction(0)), Fraction(1))
    return trimmed(min(round_half_up(exact, places), weight))


def given_score(score: Decimal, weight: Decimal, places: int) -> Decimal | None:
    """A score given by a person, in the decimals the pack keeps; None below zero or above the weight.

    Full marks stay full marks: 3.335 of 3.335 is not rounded above its weight.
    """
    return trimmed(min(round_half_up(Fraction(score), places), weight)) if 0 <= score <= weight else None


def trimmed(number: Decimal) -> Decimal:
    """The same number without trailing zeros after the point: 15.00 is 15, 100 stays 100."""
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or exponent >= 0:
        return number
    kept = list(digits)
    while exponent < 0 and len(kept) > 1 and kept[-1] == 0:
        kept.pop()
        exponent += 1
    if kept == [0]:
        return Decimal(0)
    return Decimal((sign, tuple(kept), exponent))


def rounds_to(computed: Fraction, printed: Decimal) -> bool:
    """Whether `computed`, rounded to the decimals `printed` was printed with, equals it.

    This is how a declared figure is compared: 4.84 declared as `5` agrees, declared as `5.0` does not.
    """
    return round_half_up(computed, decimals_of(printed)) == printed


def decimals_of(printed: Decimal) -> int:
    """How many decimals a number was printed with; `12` and `1E+2` have none."""
    exponent = printed.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
