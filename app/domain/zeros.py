"""What a rate is worth that does not exist, its denominator being zero: by the reading taken and by the other one."""

from decimal import Decimal
from fractions import Fraction

from app.domain.evaluation import AppliedReading
from app.domain.rounding import share_of
from app.domain.rule import Interpretation, ZeroDenominator


def zero_score(worth: ZeroDenominator, weight: Decimal, places: int) -> Decimal | None:
    """The score; None where the line is left out of the total."""
    if worth is ZeroDenominator.NOT_APPLICABLE:
        return None
    return share_of(weight, Fraction(worth is ZeroDenominator.FULL), places)


def zero_readings(
    reading: Interpretation | None, other_score: Decimal | None, score: Decimal | None
) -> tuple[AppliedReading, ...]:
    """The reading that the worth rests on, beside what the other one makes of the line."""
    return () if reading is None else (AppliedReading(reading, other_score, differs=other_score != score),)
