"""Sets an actual against its target: which way it counts, in which unit, and what comes of it."""

from dataclasses import dataclass, replace
from fractions import Fraction

from app.domain.alignment import in_units, unusable
from app.domain.completion import Achievement, exact, in_time, negative, positive, within
from app.domain.dates import CalendarPoint
from app.domain.evaluation import Doubt, LineDirection, Step
from app.domain.item import Item
from app.domain.quantity import Quantity, Unit
from app.domain.rule import Interpretation
from app.domain.rule_pack import CompletionRule
from app.domain.submission import Comparator, Direction
from app.domain.target import PrintedValue, ValueKind
from app.domain.text import Text, approximate, percent
from app.domain.trace import COMPARATOR_SIGNS, shown


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome of one comparison.

    By the other reading, if there is one, `other_earned` is the share and `other_ratio` the ratio where more is better.
    `statement` is the comparison in signs (`1505 < 1628`), `quotient` the ratio as a person writes it
    (`1505 ÷ 1628`), `ratio` the completion ratio, `earned` the share of the weight (None: no share exists).
    """

    direction: LineDirection
    met: bool
    ratio: Fraction | None
    earned: Fraction | None
    statement: str
    quotient: str
    steps: tuple[Step, ...]
    reading: Interpretation | None = None
    other_earned: Fraction | None = None
    other_ratio: Fraction | None = None


def compare(item: Item, rule: CompletionRule) -> Comparison | Doubt:
    """Compares target and actual, or says why they cannot be compared."""
    doubt = unusable(item)
    if doubt:
        return doubt
    if item.target.kind is ValueKind.DATE:
        return _deadline(item, rule)
    quantities = in_units(item)
    if isinstance(quantities, Doubt):
        return quantities
    return _numbers(item, rule, *quantities)


def _numbers(item: Item, rule: CompletionRule, target: Quantity, actual: Quantity) -> Comparison:
    upper = item.target.upper
    if upper is not None:
        bound = Quantity(upper.value, target.unit)
        return _told(LineDirection.RANGE, within(actual.base, target.base, bound.base), item, target, actual, bound)
    comparator = item.target.comparator
    strict = comparator in (Comparator.GREATER, Comparator.LESS)
    direction, reading = _direction(item, target, rule)
    if direction is LineDirection.EXACT:
        return _told(direction, exact(actual.base, target.base), item, target, actual)
    if direction is LineDirection.POSITIVE:
        return _told(direction, positive(actual.base, target.base, strict=strict), item, target, actual)
    downwards = negative(actual.base, target.base, strict=strict, formula=rule.negative_formula)
    told = _told(direction, downwards, item, target, actual)
    if reading is None:
        return told
    upwards = positive(actual.base, target.base, strict=strict)
    return replace(told, reading=reading, other_earned=upwards.earned, other_ratio=upwards.ratio)


def _direction(item: Item, target: Quantity, rule: CompletionRule) -> tuple[LineDirection, Interpretation | None]:
    """The sign decides; else what the form states; else zero is exact and a bare cost an upper limit."""
    comparator = item.target.comparator
    if comparator in (Comparator.AT_LEAST, Comparator.GREATER):
        return LineDirection.POSITIVE, None
    if comparator in (Comparator.AT_MOST, Comparator.LESS):
        return LineDirection.NEGATIVE, None
    if comparator is Comparator.EQUAL:
        return LineDirection.EXACT, None
    if item.stated_direction is not None:
        stated = item.stated_direction is Direction.POSITIVE
        return (LineDirection.POSITIVE if stated else LineDirection.NEGATIVE), None
    if target.value == 0:
        return LineDirection.EXACT, None
    if item.is_cost:
        return LineDirection.NEGATIVE, rule.cost_limit_reading
    return LineDirection.POSITIVE, None


def _told(
    direction: LineDirection,
    achievement: Achievement,
    item: Item,
    target: Quantity,
    actual: Quantity,
    upper: Quantity | None = None,
) -> Comparison:
    """The comparison in words and signs, with both sides in the target's unit."""
    unit = target.unit
    below = actual.base < target.base
    left, right = _own(actual, unit), _own(target, unit)
    symbol = unit.symbol if unit else ""
    if upper is not None:
        highest = _own(upper, unit)
        inside = "∈" if achievement.met else "∉"
        statement = f"{left}{symbol} {inside} [{right}{symbol}, {highest}{symbol}]"
        quotient = f"{left} ÷ {right}" if below else f"{highest} ÷ {left}"
    else:
        sign = "=" if actual.base == target.base else _sign(below, achievement.met, item)
        statement = f"{left}{symbol} {sign} {right}{symbol}"
        quotient = _quotient(direction, achievement, left, right, below)
    return Comparison(
        direction=direction,
        met=achievement.met,
        ratio=achievement.ratio,
        earned=achievement.earned,
        statement=statement,
        quotient=quotient,
        steps=_steps(direction, achievement, statement, quotient, target, actual),
    )


def _own(quantity: Quantity, unit: Unit | None) -> str:
    """The number of a quantity as it is in this unit."""
    if unit is None or unit is quantity.unit:
        return approximate(Fraction(*quantity.value.as_integer_ratio()))
    return approximate(quantity.base / unit.factor)


def _sign(below: bool, met: bool, item: Item) -> str:
    comparator = item.target.comparator
    if met and comparator:
        return COMPARATOR_SIGNS[comparator]
    return "<" if below else ">"


def _quotient(direction: LineDirection, achievement: Achievement, left: str, right: str, below: bool) -> str:
    inverse = achievement.ratio is None or achievement.earned != achievement.ratio
    if direction is LineDirection.NEGATIVE and inverse and not achievement.met:
        return f"〔1 −（{left} − {right}）÷ {right}〕" if achievement.earned else "0"
    upside_down = direction is LineDirection.NEGATIVE or (direction is LineDirection.EXACT and not below)
    return f"{right} ÷ {left}" if upside_down else f"{left} ÷ {right}"


def _steps(
    direction: LineDirection,
    achievement: Achievement,
    statement: str,
    quotient: str,
    target: Quantity,
    actual: Quantity,
) -> tuple[Step, ...]:
    steps: list[Step] = []
    if target.unit and actual.unit and target.unit.factor != actual.unit.factor:
        steps.append(Step("convert_unit", _conversion(actual, target)))
    name, verdict = _DIRECTION_NAMES[direction], _MET if achievement.met else _NOT_MET
    told = Text(f"{name.zh}：{statement}，{verdict.zh}", f"{name.en}: {statement}, {verdict.en}")
    steps.append(Step("compare", told))
    if not achievement.met and achievement.earned is not None:
        share = f"{quotient} = {percent(achievement.earned)}"
        steps.append(Step("completion_ratio", Text(f"完成比例 {share}", f"completion ratio {share}")))
    return tuple(steps)


def _conversion(actual: Quantity, target: Quantity) -> Text:
    factor = target.unit.factor if target.unit else Fraction(1)
    symbol = target.unit.symbol if target.unit else ""
    figures = f"{actual} = {approximate(actual.base / factor)}{symbol}"
    return Text(f"换算单位：{figures}", f"converted: {figures}")


_MET, _NOT_MET = Text("达到", "met"), Text("未达到", "not met")
_DIRECTION_NAMES = {
    LineDirection.POSITIVE: Text("正向指标", "positive"),
    LineDirection.NEGATIVE: Text("反向指标", "negative"),
    LineDirection.EXACT: Text("等于型指标", "exact"),
    LineDirection.RANGE: Text("区间型指标", "range"),
    LineDirection.DEADLINE: Text("时限指标", "deadline"),
}


def _deadline(item: Item, rule: CompletionRule) -> Comparison | Doubt:
    done, due = item.actual.date, item.target.date
    if done is None or due is None:
        raise ValueError("a date without a calendar point")
    in_month = in_time(done, due, item.fiscal_year)
    if in_month is None:
        return Doubt(
            "VALUE_UNREADABLE",
            "actual",
            Text(
                "实际完成时间不够具体，无法判断是否按期",
                "the actual date does not tell whether it was in time",
            ),
        )
    reading, other = None, None
    if due.before:
        reading = rule.deadline_month_reading
        other = Fraction(1) if in_time(done, due, item.fiscal_year, month_inside=False) else None
    elif item.target.comparator is None and _may_be_months(due):
        reading = rule.bare_month_reading
        other = _as_months(done, due)
    sign = "≤" if in_month else ">"
    statement = f"{shown(item.actual)} {sign} {shown(PrintedValue(None, ValueKind.DATE, date=due))}"
    achievement = Achievement(in_month, None, Fraction(1) if in_month else None)
    return Comparison(
        direction=LineDirection.DEADLINE,
        met=in_month,
        ratio=None,
        earned=achievement.earned,
        statement=statement,
        quotient="",
        steps=_deadline_steps(statement, in_month),
        reading=reading,
        other_earned=other,
    )


def _may_be_months(due: CalendarPoint) -> bool:
    """Whether `12月` may also be meant as a number of months: a year, a day or 底 rules that out."""
    return due.year is None and due.day is None and not due.end


def _as_months(done: CalendarPoint, due: CalendarPoint) -> Fraction | None:
    if done.month is None or due.month is None or not _may_be_months(done):
        return None
    return min(Fraction(done.month, due.month), Fraction(1))


def _deadline_steps(statement: str, met: bool) -> tuple[Step, ...]:
    verdict = Text("按期", "in time") if met else Text("逾期", "late")
    return (Step("compare", Text(f"时限指标：{statement}，{verdict.zh}", f"deadline: {statement}, {verdict.en}")),)
