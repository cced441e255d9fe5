"""The one place that rounds.

Scores are rounded once, half up, after the product has been taken and before nothing else
(design: multiply first, divide last). Integers, and a decimal context of our own that rounds nothing
without raising: no context of the embedding process can change a score.
"""

from collections.abc import Sequence
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import lru_cache

EXACT = Context(prec=200, traps=[Inexact])
"""Decimal arithmetic that is exact or raises."""
_ONE = Decimal(1)


def round_half_up(value: Fraction, places: int) -> Decimal:
    """`value` to `places` decimals, ties away from zero: 0.625 to 2 places is 0.63, -0.625 is -0.63."""
    return half_up(value.numerator, value.denominator, places)


def share_of(weight: Decimal, ratio: Fraction, places: int) -> Decimal:
    """The score `weight × ratio`, rounded once; never above the weight, never below zero.

    A weight printed with more decimals than the pack keeps is not exceeded by rounding: all of 3.335
    at two places is 3.335, not 3.34.
    """
    share, whole = ratio.numerator, ratio.denominator
    if share >= whole:
        return _all_of(weight, places)
    above, below = weight.as_integer_ratio()
    return trimmed(min(half_up(above * max(share, 0), below * whole, places), weight))


@lru_cache(maxsize=4_096)
def _all_of(weight: Decimal, places: int) -> Decimal:
    return trimmed(min(half_up(*weight.as_integer_ratio(), places), weight))


def apportion(amount: Decimal, weights: Sequence[Decimal], places: int) -> tuple[Decimal, ...]:
    """An amount spread in proportion to weights: decimals that add up to it exactly.

    Each share is cut off after `places` decimals, or as many as the amount has; the units that are left go one each
    to the largest remainders, of equal ones to the larger weight, then to the earlier.
    """
    places = max(places, decimals_of(amount))
    units, total = Fraction(amount) * 10**places, sum(map(Fraction, weights), Fraction(0))
    exact = [units * Fraction(weight) / total for weight in weights]
    shares = [each.numerator // each.denominator for each in exact]
    served = sorted(range(len(weights)), key=lambda at: (shares[at] - exact[at], -weights[at], at))
    for at in served[: int(units) - sum(shares)]:
        shares[at] += 1
    return tuple(trimmed(Decimal(share).scaleb(-places, EXACT)) for share in shares)


def given_score(score: Decimal, weight: Decimal, places: int) -> Decimal | None:
    """A score given by a person, in the decimals the pack keeps; None below zero or above the weight.

    Full marks stay full marks: 3.335 of 3.335 is not rounded above its weight.
    """
    return trimmed(min(round_half_up(Fraction(score), places), weight)) if 0 <= score <= weight else None


@lru_cache(maxsize=4_096)
def trimmed(number: Decimal) -> Decimal:
    """The same number without trailing zeros after the point: 15.00 is 15, 100 stays 100."""
    normal = EXACT.add(number, 0).normalize(EXACT)
    return normal if decimals_of(normal) else normal.quantize(_ONE, context=EXACT)


def rounds_to(computed: Fraction, printed: Decimal) -> bool:
    """Whether `computed`, rounded to the decimals `printed` was printed with, equals it.

    This is how a declared figure is compared: 4.84 declared as `5` agrees, declared as `5.0` does not.
    """
    return round_half_up(computed, decimals_of(printed)) == printed


def agrees(computed: Decimal, printed: Decimal) -> bool:
    """As `rounds_to`, of a decimal: most declared figures are the computed ones to the last digit."""
    return computed == printed or rounds_to(Fraction(computed), printed)


def decimals_of(printed: Decimal) -> int:
    """How many decimals a number was printed with; `12` and `1E+2` have none."""
    exponent = printed.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def half_up(above: int, below: int, places: int) -> Decimal:
    """The quotient of two integers, the lower one positive."""
    units = (2 * abs(above) * 10**places + below) // (2 * below)
    return Decimal(-units if above < 0 else units).scaleb(-places, EXACT)
