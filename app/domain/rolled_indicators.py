"""Indicators over many forms: values of one name and one kind of unit together, everything else listed apart."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.domain.figure import Figure, Given, LeftOut, Reason, added, by_budget, by_executed, weighted
from app.domain.quantity import Quantity, Unit
from app.domain.rolled_line import RolledCell, RolledLine, is_relative
from app.domain.submission import Comparator


@dataclass(frozen=True, slots=True)
class IndicatorsOfForm:
    """The lines of one form, with the funds that weigh their relative values (元; None: the form does not say)."""

    evaluation: str
    budget: Fraction | None
    executed: Fraction | None
    lines: tuple[RolledLine, ...]


@dataclass(frozen=True, slots=True)
class RolledUpPart:
    """The values of an indicator in units that convert into `unit`, None where they are printed without one.

    `relative` values are averaged weighted by the adjusted budget, and by what was executed in the figures named
    so; others add up. Targets have one figure per sign, as `≥` and `≤` cannot be put together.
    """

    unit: str | None
    relative: bool
    targets: tuple[Figure, ...]
    actual: Figure
    targets_by_executed: tuple[Figure, ...]
    actual_by_executed: Figure | None


@dataclass(frozen=True, slots=True)
class RolledUpIndicator:
    """An indicator over all forms that have it, and every cell of theirs that no figure contains."""

    name: str | None
    parts: tuple[RolledUpPart, ...]
    apart: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Value:
    """A cell that can be rolled up, and the form it is from."""

    form: IndicatorsOfForm
    pointer: str
    quantity: Quantity
    comparator: Comparator | None


def roll_up_indicators(forms: Iterable[IndicatorsOfForm]) -> tuple[RolledUpIndicator, ...]:
    """In the order in which their names first appear; a name without any value anywhere is no indicator."""
    by_name: dict[str | None, list[tuple[IndicatorsOfForm, RolledLine]]] = {}
    for form in forms:
        for line in _once_each(form.lines):
            by_name.setdefault(line.name, []).append((form, line))
    rolled = (_indicator(name, members) for name, members in by_name.items())
    return tuple(each for each in rolled if each.parts or any(cell.printed is not None for cell in each.apart))


def _once_each(lines: Iterable[RolledLine]) -> Iterable[RolledLine]:
    """A form that prints one name twice counts once: whether it means the same thing twice cannot be told."""
    seen: set[str] = set()
    for line in lines:
        if line.name is not None and line.name in seen:
            yield replace(
                line,
                target=replace(line.target, reason=Reason.REPEATED),
                actual=replace(line.actual, reason=Reason.REPEATED),
            )
        else:
            yield line
        if line.name is not None:
            seen.add(line.name)


def _indicator(name: str | None, members: list[tuple[IndicatorsOfForm, RolledLine]]) -> RolledUpIndicator:
    targets: dict[str | None, list[_Value]] = {}
    actuals: dict[str | None, list[_Value]] = {}
    apart: list[LeftOut] = []
    for form, line in members:
        for cell, values in ((line.target, targets), (line.actual, actuals)):
            value = _value(form, cell)
            if isinstance(value, LeftOut):
                apart.append(value)
            else:
                values.setdefault(_dimension(value), []).append(value)
    dimensions = dict.fromkeys((*targets, *actuals))
    parts = tuple(_part(targets.get(each, ()), actuals.get(each, ())) for each in dimensions)
    return RolledUpIndicator(name, parts, tuple(apart))


def _value(form: IndicatorsOfForm, cell: RolledCell) -> _Value | LeftOut:
    if cell.reason is not None or cell.quantity is None:
        return LeftOut(form.evaluation, cell.reason or Reason.NOT_A_NUMBER, cell.pointer, cell.printed)
    return _Value(form, cell.pointer, cell.quantity, cell.comparator)


def _dimension(value: _Value) -> str | None:
    return value.quantity.unit.dimension if value.quantity.unit else None


def _part(targets: Sequence[_Value], actuals: Sequence[_Value]) -> RolledUpPart:
    unit = _common_unit((*targets, *actuals))
    symbol = unit.symbol if unit else None
    given = _in_unit(actuals, unit)
    by_sign: dict[Comparator | None, list[_Value]] = {}
    for value in targets:
        by_sign.setdefault(value.comparator, []).append(value)
    limits = [(sign, _in_unit(values, unit)) for sign, values in by_sign.items()]
    if not is_relative(unit):
        return RolledUpPart(
            unit=symbol,
            relative=False,
            targets=tuple(added(values, symbol, sign) for sign, values in limits),
            actual=added(given, symbol),
            targets_by_executed=(),
            actual_by_executed=None,
        )
    return RolledUpPart(
        unit=symbol,
        relative=True,
        targets=tuple(weighted(values, by_budget, symbol, sign) for sign, values in limits),
        actual=weighted(given, by_budget, symbol),
        targets_by_executed=tuple(weighted(values, by_executed, symbol, sign) for sign, values in limits),
        actual_by_executed=weighted(given, by_executed, symbol),
    )


def _common_unit(values: Sequence[_Value]) -> Unit | None:
    """The unit most of the values are printed in, of equally many the smallest."""
    counts = Counter(value.quantity.unit for value in values if value.quantity.unit is not None)
    return min(counts, key=lambda unit: (-counts[unit], unit.factor, unit.symbol), default=None)


def _in_unit(values: Iterable[_Value], unit: Unit | None) -> list[Given]:
    factor = unit.factor if unit else Fraction(1)
    return [
        Given(
            evaluation=value.form.evaluation,
            value=value.quantity.base / factor,
            budget=value.form.budget,
            executed=value.form.executed,
            pointer=value.pointer,
        )
        for value in values
    ]
