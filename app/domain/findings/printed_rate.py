"""A rate as a form prints it, compared within the decimals it was printed with."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.quantity import PERCENT
from app.domain.rounding import rounds_to
from app.domain.target import read_amount

_LARGEST_BARE_RATIO = Fraction(3, 2)


@dataclass(frozen=True, slots=True)
class PrintedRate:
    """`value` of `scale` parts make a whole: `92.44%` is 92.44 of 100, a bare `0.92` is 0.92 of 1."""

    value: Decimal
    scale: Fraction

    def states(self, ratio: Fraction) -> bool:
        """Whether `ratio`, rounded as the rate was printed, is the rate."""
        return rounds_to(ratio * self.scale, self.value)


def printed_rate(printed: str | None) -> PrintedRate | None:
    """The rate in a cell; None where there is none or it cannot be read. A bare number up to 1.5 is a ratio."""
    quantity = read_amount(printed, None) if printed else None
    if quantity is None:
        return None
    value, unit = quantity.value, quantity.unit
    if unit is None:
        return PrintedRate(value, Fraction(1 if abs(value) <= _LARGEST_BARE_RATIO else 100))
    return PrintedRate(value, 1 / unit.factor) if unit.dimension == PERCENT.dimension else None
