"""How far an actual reaches its target: one function per kind of comparison, exact fractions only.

Positive (正向) earns actual ÷ target, negative (反向) target ÷ actual, as 财预〔2020〕10号 and the
Shaanxi forms of 2018 print them; a met target earns everything. A ratio of a negative number, and a
strict target missed by nothing (`>90` with 90), have no share to give.
"""

from dataclasses import dataclass
from fractions import Fraction

from app.domain.dates import CalendarPoint
from app.domain.rule_pack import NegativeFormula

_FULL = Fraction(1)
_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Achievement:
    """`ratio` is the completion ratio, `earned` the share of the weight; None where none exists."""

    met: bool
    ratio: Fraction | None
    earned: Fraction | None


def positive(actual: Fraction, target: Fraction, *, strict: bool = False) -> Achievement:
    """More is better: met from the target on; below it, actual ÷ target."""
    met = actual > target if strict else actual >= target
    if _negative(actual, target):
        return Achievement(met, None, _FULL if met else None)
    ratio = actual / target if target else None
    if met:
        return Achievement(True, ratio, _FULL)
    if actual == target:
        return Achievement(False, None, None)
    return Achievement(False, ratio, ratio)


def negative(
    actual: Fraction,
    target: Fraction,
    *,
    strict: bool = False,
    formula: NegativeFormula = NegativeFormula.INVERSE,
) -> Achievement:
    """Less is better: met up to the target; above it, target ÷ actual, or a line to zero at twice the target."""
    met = actual < target if strict else actual <= target
    if _negative(actual, target):
        return Achievement(met, None, _FULL if met else None)
    ratio = target / actual if actual else None
    if met:
        return Achievement(True, ratio, _FULL)
    if actual == target:
        return Achievement(False, None, None)
    if formula is NegativeFormula.LINEAR:
        excess = (actual - target) / target if target else _FULL
        return Achievement(False, ratio, max(_NOTHING, _FULL - excess))
    return Achievement(False, ratio, ratio)


def exact(actual: Fraction, target: Fraction) -> Achievement:
    """A target printed with `=` (or a bare zero): met when equal, else the smaller ÷ the larger."""
    if actual == target:
        return Achievement(True, _FULL, _FULL)
    if _negative(actual, target):
        return Achievement(False, None, None)
    ratio = min(actual, target) / max(actual, target)
    return Achievement(False, ratio, ratio)


def within(actual: Fraction, lower: Fraction, upper: Fraction) -> Achievement:
    """A range: met inside it, bounds included; outside, in proportion to the nearer bound."""
    if lower <= actual <= upper:
        return Achievement(True, _FULL, _FULL)
    if _negative(actual, lower):
        return Achievement(False, None, None)
    ratio = actual / lower if actual < lower else upper / actual
    return Achievement(False, ratio, ratio)


def _negative(one: Fraction, other: Fraction) -> bool:
    return one.numerator < 0 or other.numerator < 0


def in_time(
    actual: CalendarPoint, target: CalendarPoint, fiscal_year: int, *, month_inside: bool = True
) -> bool | None:
    """Whether something was done by its deadline; None when the form does not say enough.

    `month_inside` reads `9月前` as by the end of September; the other reading ends with August.
    A date without a year is in the form's fiscal year.
    """
    start, end = actual.first_day(fiscal_year), actual.last_day(fiscal_year)
    due = target.last_day(fiscal_year)
    if target.before and not month_inside:
        due = (due[0], due[1], 0)
    if end <= due:
        return True
    return False if start > due else None
