"""The table “Completion of an indicator” of the design: how far an actual reaches its target."""

from dataclasses import dataclass, replace
from fractions import Fraction

from app.domain.submission import Cell, Direction, Indicator, Submission
from tests.oracle.cells import Measure, Moment, factor_of, kind_of, read
from tests.oracle.exact import ONE, ZERO
from tests.oracle.rules import Rules

_SHARES = ("满意度", "满意率", "合格率", "覆盖率", "知晓率", "及时率", "达标率", "准确率", "优良率", "参与率", "参培率")


@dataclass(frozen=True)
class Surroundings:
    """What the form says around a pair of cells."""

    cost: bool
    share: bool
    direction: str | None
    money_unit: str | None
    fiscal_year: int
    linear: bool
    readings: dict[str, str]


@dataclass(frozen=True)
class Reached:
    """`ratio` is the completion ratio, `earned` the share of the weight; `reading` rests on a choice of the pack.

    `beyond` and `other_beyond` are the completion ratios where more is better, by the reading taken and the other one.
    """

    met: bool
    ratio: Fraction | None
    earned: Fraction | None
    late: bool = False
    reading: str | None = None
    other_earned: Fraction | None = None
    beyond: Fraction | None = None
    other_beyond: Fraction | None = None


def surroundings(line: Indicator, form: Submission, rules: Rules) -> Surroundings:
    levels = (line.level1 or "") + (line.level2 or "")
    return Surroundings(
        cost="成本" in levels,
        share="满意度" in levels or (line.name or "").endswith(_SHARES),
        direction=None if line.direction is None else line.direction.value,
        money_unit=form.funds.unit if form.funds else None,
        fiscal_year=form.fiscal_year,
        linear=rules.quantitative.get("negative_formula") == "linear",
        readings=rules.quantitative["readings"],
    )


def compare(target_cell: Cell, actual_cell: Cell, around: Surroundings) -> Reached | None:
    """None where target and actual cannot be set against each other."""
    target, actual = read(target_cell), read(actual_cell)
    if isinstance(target, Moment):
        return _deadline(target, actual, around) if isinstance(actual, Moment) else None
    if not isinstance(target, Measure) or not isinstance(actual, Measure):
        return None
    if actual.upper is not None or actual.sign not in ("", "="):
        return None
    bases = _bases(target, actual, around)
    if bases is None:
        return None
    wanted, given, upper = bases
    return _range(wanted, given, upper) if upper is not None else _numbers(target, wanted, given, around)


def _numbers(target: Measure, wanted: Fraction, given: Fraction, around: Surroundings) -> Reached:
    strict = target.sign in ("<", ">")
    direction, assumed = _direction(target, around)
    taken = _one_way(direction, strict, wanted, given, around)
    if not assumed:
        return replace(taken, beyond=taken.ratio) if direction == "more" else taken
    other = _one_way("more", strict, wanted, given, around)
    reading = around.readings["cost_without_sign"]
    return replace(taken, reading=reading, other_earned=other.earned, other_beyond=other.ratio)


def _direction(target: Measure, around: Surroundings) -> tuple[str, bool]:
    """Which way counts, and whether that is a reading of a cost without a sign."""
    by_sign = {"≥": "more", ">": "more", "≤": "less", "<": "less", "=": "equal"}
    if target.sign:
        return by_sign[target.sign], False
    if around.direction:
        return ("more" if around.direction == Direction.POSITIVE.value else "less"), False
    if target.value == 0:
        return "equal", False
    return ("less", True) if around.cost else ("more", False)


def _one_way(direction: str, strict: bool, wanted: Fraction, given: Fraction, around: Surroundings) -> Reached:
    gap = {"more": given - wanted, "less": wanted - given, "equal": -abs(given - wanted)}[direction]
    met = gap > 0 or (gap == 0 and not strict)
    if direction == "equal" and met:
        return Reached(True, ONE, ONE)
    if wanted < 0 or given < 0:
        return Reached(met, None, ONE if met else None)
    above, below = (given, wanted) if direction == "more" else (wanted, given)
    if direction == "equal":
        above, below = sorted((wanted, given))
    ratio = above / below if below else None
    if met:
        return Reached(True, ratio, ONE)
    if gap == 0:
        return Reached(False, None, None)
    if direction == "less" and around.linear:
        return Reached(False, ratio, max(ZERO, ONE - (given - wanted) / wanted) if wanted else ZERO)
    return Reached(False, ratio, ratio)


def _range(lower: Fraction, given: Fraction, upper: Fraction) -> Reached:
    if lower <= given <= upper:
        return Reached(True, ONE, ONE)
    if lower < 0 or given < 0:
        return Reached(False, None, None)
    ratio = given / lower if given < lower else upper / given
    return Reached(False, ratio, ratio)


def _bases(target: Measure, actual: Measure, around: Surroundings) -> tuple[Fraction, Fraction, Fraction | None] | None:
    """Target, actual and upper bound in one base unit; None where unsure, unlike, or impossible."""
    both_bare = not target.unit and not actual.unit
    unit = target.unit or actual.unit
    if around.cost and around.money_unit:
        if both_bare:
            unit = around.money_unit
        elif any(_which_money(*pair, around.money_unit) for pair in ((target, actual), (actual, target))):
            return None
    if _unsure(target, actual) or _unsure(actual, target):
        return None
    if target.unit and actual.unit and kind_of(target.unit) != kind_of(actual.unit):
        return None
    target_unit, actual_unit = target.unit or unit, actual.unit or unit
    highest = target.value if target.upper is None else target.upper
    if around.share and (_too_much(highest, target_unit) or _too_much(actual.value, actual_unit)):
        return None
    factor = factor_of(target_unit)
    upper = None if target.upper is None else target.upper * factor
    return target.value * factor, actual.value * factor_of(actual_unit), upper


def _unsure(bare: Measure, other: Measure) -> bool:
    """0.925 against a percentage."""
    numbers = (bare.value,) if bare.upper is None else (bare.value, bare.upper)
    return not bare.unit and kind_of(other.unit) == "share" and any(0 < each <= Fraction(3, 2) for each in numbers)


def _which_money(bare: Measure, other: Measure, funds_unit: str) -> bool:
    """A bare cost beside one in 万元 on a form whose funds are in 元."""
    if bare.unit or bare.value == 0 or kind_of(other.unit) != "money":
        return False
    return factor_of(other.unit) != factor_of(funds_unit)


def _too_much(number: Fraction, unit: str) -> bool:
    if not unit:
        return number > 100
    return kind_of(unit) == "share" and number * factor_of(unit) > 1


def _deadline(due: Moment, done: Moment, around: Surroundings) -> Reached | None:
    """In time by the last day it may have been done; late by the first; else nobody can say."""
    if due.sign not in ("", "≤") or done.sign not in ("", "=") or done.before:
        return None
    first, last = done.days(around.fiscal_year)
    due_first, due_last = due.days(around.fiscal_year)
    if first <= due_last < last:
        return None
    in_time = last <= due_last
    reading, other = None, None
    if due.before and due.day is None:
        reading = around.readings["before_a_month"]
        other = ONE if last < due_first else None
    elif not due.before and not due.sign and due.only_a_month:
        reading = around.readings["month_without_sign"]
        other = min(Fraction(done.month, due.month), ONE) if done.only_a_month else None
    return Reached(in_time, None, ONE if in_time else None, not in_time, reading, other)
