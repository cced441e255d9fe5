"""The lines of a form as a roll-up sees them: which cells are numbers that may be added up or averaged.

What may not be is kept with the reason, so that a roll-up can list it apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.domain.alignment import in_units
from app.domain.evaluation import Doubt
from app.domain.figure import Reason
from app.domain.item import Item
from app.domain.placing import bare_name, is_cost, share_limited
from app.domain.quantity import Quantity, Unit
from app.domain.submission import Comparator, Indicator, Submission
from app.domain.target import PrintedValue, ValueKind, read_cell
from app.domain.trace import as_printed

# Relative values: they are averaged, everything else adds up.
_RELATIVE = frozenset({"share", "percentage_point"})
# Two times of twelve hours to answer a call are not twenty-four, nor do marks, degrees or amounts per head add up.
_NOT_ADDED_DIMENSIONS = frozenset({"duration", "working_day", "month"})
_NOT_ADDED_UNIT = re.compile(r"分|℃|°|倍|成|折|岁|星级?|分贝|.*[/每].*")
_NOT_ADDED_NAME = re.compile(r"平均|[人户亩地年月日校县镇村]均|均价|单价|单位成本|每|最[高低大小长短]|标准$")
# Without a unit these are most likely percentages, and percentages must not be added up.
_SHARE_NAME = re.compile(r"(?:率|度|比|比例|比重|占比)$")
# Both cells have been read by then: what is left to doubt is the unit, or whether it can be true.
_REASON_OF_DOUBT = {
    "VALUE_UNREADABLE": Reason.UNIT_UNSURE,
    "UNIT_MISMATCH": Reason.UNIT_MISMATCH,
    "VALUE_IMPLAUSIBLE": Reason.IMPLAUSIBLE,
}
_REASON_OF_KIND = {
    ValueKind.MISSING: Reason.MISSING,
    ValueKind.UNREADABLE: Reason.UNREADABLE,
    ValueKind.WORDS: Reason.NOT_A_NUMBER,
    ValueKind.DATE: Reason.NOT_A_NUMBER,
    ValueKind.RANGE: Reason.RANGE,
}


@dataclass(frozen=True, slots=True)
class RolledCell:
    """A target or an actual: a number that can be rolled up, or the `reason` why it cannot.

    `printed` is what the cell says, None where it is empty.
    """

    pointer: str
    printed: str | None
    quantity: Quantity | None = None
    comparator: Comparator | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class RolledLine:
    """One indicator, or one part of one; its name without spaces and bracketed weights, None where it has none."""

    name: str | None
    target: RolledCell
    actual: RolledCell


def rolled_lines(submission: Submission) -> tuple[RolledLine, ...]:
    """Every indicator of the form, an indicator of several parts as these."""
    return tuple(line for index, each in enumerate(submission.indicators) for line in _lines(index, each, submission))


def is_relative(unit: Unit | None) -> bool:
    """Whether values in this unit are averaged (相对值) rather than added up (绝对值)."""
    return unit is not None and unit.dimension in _RELATIVE


def _lines(index: int, indicator: Indicator, submission: Submission) -> Iterator[RolledLine]:
    pointer = f"/indicators/{index}"
    if not indicator.parts:
        yield _line(pointer, indicator, submission)
    for number, part in enumerate(indicator.parts):
        own = replace(indicator, name=part.name or indicator.name, target=part.target, actual=part.actual)
        yield _line(f"{pointer}/parts/{number}", own, submission)


def _line(pointer: str, indicator: Indicator, submission: Submission) -> RolledLine:
    name = bare_name(indicator.name) or bare_name(indicator.level2) or None
    item = _item(indicator, submission)
    target, actual = _cell(f"{pointer}/target", item.target), _cell(f"{pointer}/actual", item.actual)
    if indicator.not_applicable or name is None:
        reason = Reason.NOT_APPLICABLE if indicator.not_applicable else Reason.UNNAMED
        return RolledLine(name, replace(target, reason=reason), replace(actual, reason=reason))
    if item.actual.kind is ValueKind.NUMBER and item.actual.comparator not in (None, Comparator.EQUAL):
        actual = replace(actual, reason=Reason.INEQUALITY)
    in_unit = _in_units(item)
    return RolledLine(name, _judged(target, in_unit[0], name), _judged(actual, in_unit[1], name))


def _item(indicator: Indicator, submission: Submission) -> Item:
    return Item(
        target=read_cell(indicator.target),
        actual=read_cell(indicator.actual),
        weight=None,
        declared_score=None,
        stated_direction=None,
        stated_tier=None,
        stated_completion=None,
        is_cost=is_cost(indicator.level1, indicator.level2),
        share_limited=share_limited(indicator),
        fiscal_year=submission.fiscal_year,
        money_unit=submission.funds.unit if submission.funds else None,
        places=0,
    )


def _cell(pointer: str, value: PrintedValue) -> RolledCell:
    printed = None if value.kind is ValueKind.MISSING else as_printed(value)
    return RolledCell(pointer, printed, value.quantity, value.comparator, _REASON_OF_KIND.get(value.kind))


def _in_units(item: Item) -> tuple[Quantity | Reason | None, Quantity | Reason | None]:
    """Both numbers as they are compared when the line is scored, the unit of a bare one taken from the other."""
    if item.target.quantity is not None and item.actual.quantity is not None:
        pair = in_units(item)
        if isinstance(pair, Doubt):
            reason = _reason_of(pair)
            return reason, reason
        return pair
    return _alone(item, item.target), _alone(item, item.actual)


def _alone(item: Item, value: PrintedValue) -> Quantity | Reason | None:
    """A number without a counterpart stands beside itself."""
    if value.quantity is None:
        return None
    pair = in_units(replace(item, target=value, actual=value))
    return _reason_of(pair) if isinstance(pair, Doubt) else pair[0]


def _reason_of(doubt: Doubt) -> Reason:
    return _REASON_OF_DOUBT.get(doubt.code, Reason.UNREADABLE)


def _judged(cell: RolledCell, in_unit: Quantity | Reason | None, name: str) -> RolledCell:
    if cell.reason is not None or in_unit is None:
        return cell
    if isinstance(in_unit, Reason):
        return replace(cell, reason=in_unit)
    return replace(cell, quantity=in_unit, reason=_not_to_be_added(name, in_unit.unit))


def _not_to_be_added(name: str, unit: Unit | None) -> Reason | None:
    if is_relative(unit):
        return None
    if unit is None and _SHARE_NAME.search(name):
        return Reason.UNIT_UNSURE
    if unit is not None and (unit.dimension in _NOT_ADDED_DIMENSIONS or _NOT_ADDED_UNIT.fullmatch(unit.symbol)):
        return Reason.NOT_ADDITIVE
    return Reason.NOT_ADDITIVE if _NOT_ADDED_NAME.search(name) else None
