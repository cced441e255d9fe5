"""Makes a line of the form ready for the criterion it was matched to."""

from dataclasses import replace

from app.domain.criterion import Criterion
from app.domain.entry import Entry
from app.domain.funds import FundsFigures
from app.domain.item import Item
from app.domain.quantity import Quantity
from app.domain.rule_pack import CompletionRule
from app.domain.submission import Cell, Indicator
from app.domain.target import ValueKind, read_amount, read_cell


def entry_of(
    indicator: Indicator,
    criterion: Criterion,
    item: Item,
    funds: FundsFigures | None,
    completion: CompletionRule,
) -> Entry | None:
    """The entry, or None where neither the form nor the pack gives the line a weight."""
    weight = indicator.weight if indicator.weight is not None else criterion.weight
    if weight is None:
        return None
    return Entry(
        weight=weight,
        declared_score=indicator.declared_score,
        amounts=_amounts(indicator, criterion, funds),
        checks=indicator.checks,
        deductions=indicator.deductions,
        survey=indicator.survey,
        parts=_parts(indicator, item),
        completion=completion,
        places=item.places,
    )


def _amounts(indicator: Indicator, criterion: Criterion, funds: FundsFigures | None) -> dict[str, Quantity]:
    """The line's facts first, then the columns of the funds' total row; never target and actual."""
    found: dict[str, Quantity] = {}
    unit = funds.unit if funds else None
    for wanted in criterion.inputs:
        printed = (indicator.facts or {}).get(wanted.name)
        amount = read_amount(printed, unit)
        if amount is None and funds is not None and wanted.funds_column is not None:
            amount = getattr(funds.total, wanted.funds_column)
        if amount is not None:
            found[wanted.name] = amount
    return found


def _parts(indicator: Indicator, item: Item) -> tuple[tuple[str, Item], ...]:
    """The sub-indicators; a line with a target of its own and no parts is its only part."""
    if indicator.parts:
        return tuple((part.name, _with_cells(item, part.target, part.actual)) for part in indicator.parts)
    if item.target.kind is ValueKind.MISSING and item.actual.kind is ValueKind.MISSING:
        return ()
    return ((indicator.name or "", item),)


def _with_cells(item: Item, target: Cell, actual: Cell) -> Item:
    return replace(item, target=read_cell(target), actual=read_cell(actual))
