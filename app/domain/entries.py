"""Makes a line of the form ready for the criterion it was matched to."""

from dataclasses import replace

from app.domain.criterion import Criterion, Input
from app.domain.entry import Entry, EntryPart
from app.domain.evaluation import Doubt
from app.domain.funds import FundsFigures
from app.domain.item import Item
from app.domain.quantity import Quantity
from app.domain.rule_pack import BudgetBase, CompletionRule
from app.domain.submission import Cell, Indicator
from app.domain.target import ValueKind, read_amount, read_cell
from app.domain.text import Text


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
    amounts = _amounts(indicator, criterion, funds)
    return Entry(
        weight=weight,
        declared_score=indicator.declared_score,
        amounts=amounts,
        checks=indicator.checks,
        deductions=indicator.deductions,
        survey=indicator.survey,
        parts=_parts(indicator, item),
        completion=completion,
        places=item.places,
        obstacle=_without_reason(indicator, criterion, amounts),
        remarks=_unknown_facts(indicator, criterion),
    )


def _amounts(indicator: Indicator, criterion: Criterion, funds: FundsFigures | None) -> dict[str, Quantity]:
    """The line's facts first, then the columns of the funds' total row; never target and actual."""
    found: dict[str, Quantity] = {}
    for wanted in criterion.inputs:
        unit = None if wanted.counted or funds is None else funds.unit
        amount = read_amount((indicator.facts or {}).get(wanted.name), unit)
        if amount is None and funds is not None and wanted.funds_column is not None:
            amount = _column(funds, wanted.funds_column)
        if amount is not None:
            found[wanted.name] = amount
    return found


def _column(funds: FundsFigures, name: str) -> Quantity | None:
    """A column of the total row; a budget printed in one column only is both budgets."""
    return funds.total.executed if name == "executed" else funds.total.column(BudgetBase(name))


def _without_reason(indicator: Indicator, criterion: Criterion, amounts: dict[str, Quantity]) -> Doubt | None:
    """An amount that counts only beside a reason, without one: nobody can say whether it may be left out."""
    if read_cell(indicator.deviation_reason).kind is not ValueKind.MISSING:
        return None
    for wanted in criterion.inputs:
        if wanted.needs_reason and _is_given(wanted, amounts):
            text = Text(
                f"填有“{wanted.label.zh}”{amounts[wanted.name]}，未说明原因，不能计分",
                f"“{wanted.label.en}” is {amounts[wanted.name]}, and no reason is given",
            )
            return Doubt("VALUE_MISSING", "deviation_reason", text)
    return None


def _is_given(wanted: Input, amounts: dict[str, Quantity]) -> bool:
    return wanted.name in amounts and amounts[wanted.name].value != 0


def _unknown_facts(indicator: Indicator, criterion: Criterion) -> tuple[Doubt, ...]:
    """Facts that the criterion does not read: a misspelt name must not go unnoticed."""
    known = {wanted.name for wanted in criterion.inputs}
    return tuple(
        Doubt(
            "VALUE_UNREADABLE",
            f"facts/{name}",
            Text(f"评分标准不用“{name}”这一数据，请核对名称", f"the criterion reads no fact “{name}”"),
        )
        for name in indicator.facts or {}
        if name not in known
    )


def _parts(indicator: Indicator, item: Item) -> tuple[EntryPart, ...]:
    """The sub-indicators; a line with a target of its own and no parts is its only part."""
    if indicator.parts:
        return tuple(
            EntryPart(part.name, _with_cells(item, part.target, part.actual), f"parts/{index}/")
            for index, part in enumerate(indicator.parts)
        )
    if item.target.kind is ValueKind.MISSING and item.actual.kind is ValueKind.MISSING:
        return ()
    return (EntryPart(indicator.name or "", item, ""),)


def _with_cells(item: Item, target: Cell, actual: Cell) -> Item:
    return replace(item, target=read_cell(target), actual=read_cell(actual))
