"""A second, independent reading of the scoring design, in fractions only.

It imports nothing of the service and reads no printed cell: it is given what a cell means, in the
simplest shape, and says what the line, the total and the grade must be. `None` is a score that does not
exist. The national numbers: execution 10, tiers 80/60/0, grades 90/80/60/0, two decimals.
"""

import calendar
import datetime
import math
from dataclasses import dataclass
from fractions import Fraction

ONE, ZERO = Fraction(1), Fraction(0)

UNITS = {
    "元": ("money", Fraction(1)),
    "万元": ("money", Fraction(10**4)),
    "亿元": ("money", Fraction(10**8)),
    "%": ("share", Fraction(1, 100)),
    "‰": ("share", Fraction(1, 1000)),
    "个百分点": ("points", Fraction(1)),
    "人次": ("visits", Fraction(1)),
    "万人次": ("visits", Fraction(10**4)),
}
SCALE = "优良中差"
TIERS = ((Fraction(80), Fraction(100)), (Fraction(60), Fraction(80)), (Fraction(0), Fraction(60)))
GRADES = ((90, "excellent"), (80, "good"), (60, "fair"), (0, "poor"))


@dataclass(frozen=True)
class Value:
    """A number as its digits, and its unit (empty: none)."""

    digits: str
    unit: str = ""

    @property
    def number(self) -> Fraction:
        return Fraction(self.digits)


@dataclass(frozen=True)
class Day:
    """A month, or a day in it."""

    year: int
    month: int
    day: int | None = None


@dataclass(frozen=True)
class Measured:
    """A target in numbers: `sign` one of ≥ ≤ > < = or empty, `upper` for a range."""

    sign: str
    target: Value
    actual: Value
    upper: Value | None = None
    cost: bool = False
    stated: str | None = None
    share: bool = False


@dataclass(frozen=True)
class Deadline:
    due: Day
    done: Day


@dataclass(frozen=True)
class Judged:
    """A target in words; `tier` 0, 1, 2 from the best, or None to be told by the two words."""

    wanted: str
    got: str
    tier: int | None = None
    completion: str | None = None


@dataclass(frozen=True)
class Line:
    weight: str
    kind: Measured | Deadline | Judged
    declared: str | None = None
    applies: bool = True


@dataclass(frozen=True)
class Form:
    """`linear` and `full` are the pack's choices: the negative formula, and what does not apply."""

    budget: Value
    executed: Value
    lines: tuple[Line, ...]
    linear: bool = False
    full: bool = False


@dataclass(frozen=True)
class Result:
    execution: Fraction | None
    lines: tuple[Fraction | None, ...]
    total: Fraction | None
    grade: str | None


def evaluate(form: Form) -> Result:
    weights = [Fraction(10), *(Fraction(line.weight) for line in form.lines)]
    scores = [execution_score(form), *(line_score(line, form) for line in form.lines)]
    counts = [form.budget.number != 0 or form.executed.number != 0, *(line.applies or form.full for line in form.lines)]
    total = _total(weights, scores, counts) if form.lines else None
    grade = None if total is None else next((name for lower, name in GRADES if total >= lower), "poor")
    return Result(scores[0], tuple(scores[1:]), total, grade)


def _total(weights: list[Fraction], scores: list[Fraction | None], counts: list[bool]) -> Fraction | None:
    """The sum of the rounded scores; with something left out, scaled to the whole and rounded once more."""
    counted = [(weight, score) for weight, score, counting in zip(weights, scores, counts, strict=True) if counting]
    weight = sum((each for each, _ in counted), start=ZERO)
    if weight == 0 or any(score is None for _, score in counted):
        return None
    earned = sum((score for _, score in counted if score is not None), start=ZERO)
    return earned if weight == sum(weights) else _points(sum(weights, start=ZERO), earned / weight)


def execution_score(form: Form) -> Fraction | None:
    """Ten points × executed ÷ budget; nothing against nothing does not apply, something against nothing is zero."""
    if form.budget.number == 0:
        return None if form.executed.number == 0 else ZERO
    executed, budget = _alike(form.executed, form.budget)
    return _points(Fraction(10), executed / budget)


def line_score(line: Line, form: Form) -> Fraction | None:
    weight = Fraction(line.weight)
    if not line.applies:
        return _points(weight, ONE) if form.full else None
    if isinstance(line.kind, Judged):
        return _tier_score(weight, line.kind, line.declared)
    if isinstance(line.kind, Deadline):
        return _deadline_score(weight, line.kind, line.declared)
    earned = _earned(line.kind, form.linear)
    return None if earned is None else _points(weight, earned)


def half_up(value: Fraction, places: int) -> Fraction:
    sign = -1 if value < 0 else 1
    return sign * Fraction(math.floor(abs(value) * 10**places + Fraction(1, 2)), 10**places)


def _points(weight: Fraction, share: Fraction) -> Fraction:
    return min(weight, half_up(weight * max(ZERO, min(ONE, share)), 2))


def _earned(line: Measured, linear: bool) -> Fraction | None:
    """The share of the weight: all when met, else the completion ratio; None where no share exists."""
    numbers = _comparable(line)
    if numbers is None:
        return None
    target, actual, upper = numbers
    if upper is not None:
        return _range(target, actual, upper)
    return _by_direction(_direction(line), line.sign in ("<", ">"), target, actual, linear)


def _direction(line: Measured) -> str:
    by_sign = {"≥": "more", ">": "more", "≤": "less", "<": "less", "=": "equal"}
    if line.sign:
        return by_sign[line.sign]
    if line.stated:
        return {"positive": "more", "negative": "less"}[line.stated]
    if line.target.number == 0:
        return "equal"
    return "less" if line.cost else "more"


def _by_direction(direction: str, strict: bool, target: Fraction, actual: Fraction, linear: bool) -> Fraction | None:
    gap = {"more": actual - target, "less": target - actual, "equal": -abs(actual - target)}[direction]
    if gap > 0 or (gap == 0 and not strict):
        return ONE
    if gap == 0 or target < 0 or actual < 0:
        return None
    if direction == "less" and linear:
        return ZERO if target == 0 else max(ZERO, ONE - (actual - target) / target)
    small, large = sorted((target, actual))
    return small / large


def _range(lower: Fraction, actual: Fraction, upper: Fraction) -> Fraction | None:
    if lower <= actual <= upper:
        return ONE
    if lower < 0 or actual < 0:
        return None
    return actual / lower if actual < lower else upper / actual


def _comparable(line: Measured) -> tuple[Fraction, Fraction, Fraction | None] | None:
    """Target, actual and upper bound in one base unit; None where unsure, unlike, or impossible."""
    given = [line.target, line.actual, *([line.upper] if line.upper else [])]
    for own, other in ((line.target, line.actual), (line.actual, line.target), (line.upper, line.actual)):
        if own and not own.unit and other and other.unit in ("%", "‰") and 0 < own.number <= Fraction(3, 2):
            return None
    unit = line.target.unit or line.actual.unit
    if len({UNITS[value.unit][0] for value in given if value.unit}) > 1:
        return None
    if line.share and any(_above_all(value.number, value.unit or unit) for value in given):
        return None
    bases = [value.number * (UNITS[value.unit or unit][1] if unit else 1) for value in given]
    return bases[0], bases[1], bases[2] if line.upper else None


def _above_all(number: Fraction, unit: str) -> bool:
    if not unit:
        return number > 100
    kind, factor = UNITS[unit]
    return kind == "share" and number * factor > 1


def _alike(one: Value, other: Value) -> tuple[Fraction, Fraction]:
    unit = one.unit or other.unit
    first, second = (value.number * (UNITS[value.unit or unit][1] if unit else 1) for value in (one, other))
    return first, second


def _deadline_score(weight: Fraction, line: Deadline, declared: str | None) -> Fraction | None:
    """In time by the last day it may have been done; late by the first; a person judges what is late."""
    due = _days(line.due)[1]
    first, last = _days(line.done)
    if last <= due:
        return _points(weight, ONE)
    if first <= due or declared is None:
        return None
    said = half_up(Fraction(declared), 2)
    return said if 0 <= said < weight else None


def _days(day: Day) -> tuple[datetime.date, datetime.date]:
    last = calendar.monthrange(day.year, day.month)[1]
    return datetime.date(day.year, day.month, day.day or 1), datetime.date(day.year, day.month, day.day or last)


def _tier_score(weight: Fraction, line: Judged, declared: str | None) -> Fraction | None:
    tier = _tier_of_words(line.wanted, line.got) if line.tier is None else line.tier
    if tier is None:
        return None
    lower, upper = TIERS[tier]
    if line.completion is not None:
        share = Fraction(line.completion)
        if lower <= share < upper or (tier == 0 and share == upper):
            return _points(weight, share / 100)
    elif declared is not None and _declared_inside(weight, Fraction(declared), _places(declared), tier):
        return min(weight, half_up(Fraction(declared), 2))
    return _points(weight, ONE) if tier == 0 else None


def _tier_of_words(wanted: str, got: str) -> int | None:
    if wanted == got:
        return 0
    if wanted not in SCALE or got not in SCALE:
        return None
    return min(2, max(0, SCALE.index(got) - SCALE.index(wanted)))


def _declared_inside(weight: Fraction, declared: Fraction, places: int, tier: int) -> bool:
    lower, upper = (weight * bound / 100 for bound in TIERS[tier])
    if not 0 <= declared <= weight:
        return False
    inside = lower <= declared < upper or (tier == 0 and declared == upper) or weight == 0
    return inside or half_up(lower, places) == declared


def _places(digits: str) -> int:
    return len(digits.partition(".")[2])
