"""FUNDS_ROWS_MISMATCH: rows of funds do not add to the total, or the rows inside one exceed it."""

from collections.abc import Iterator
from typing import NamedTuple

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, error, evidence
from app.domain.funds import Amounts, sum_yuan
from app.domain.quantity import Quantity, comparable
from app.domain.rates import AMOUNT_NAMES
from app.domain.submission import FundsRow
from app.domain.text import approximate

_COLUMNS = ("initial_budget", "adjusted_budget", "arrived", "executed")


class _Row(NamedTuple):
    index: int
    row: FundsRow
    amounts: Amounts


def rows_mismatch(review: Review) -> Iterator[Finding]:
    """A blank cell counts as nothing, a column without any row filled in says nothing."""
    if review.funds is None or not review.funds.rows:
        return
    rows = [_Row(index, row, amounts) for index, (row, amounts) in enumerate(review.funds.rows)]
    for split in dict.fromkeys(each.row.split for each in rows):
        members = [each for each in rows if each.row.split == split and not each.row.parent]
        pointer = "/funds/total" if split == "source" else f"/funds/rows/{members[0].index}" if members else ""
        yield from _not_the_total(members, review.funds.total, pointer)
    for owner in rows:
        yield from _inside_exceeds(owner, rows)


def _not_the_total(members: list[_Row], total: Amounts, pointer: str) -> Iterator[Finding]:
    for column in _COLUMNS:
        wanted: Quantity | None = getattr(total, column)
        parts = _filled(members, column)
        if wanted is None or not parts or not comparable(wanted, *parts) or sum_yuan(parts) == wanted.base:
            continue
        name, found = AMOUNT_NAMES[column], _in_unit_of(wanted, parts)
        yield error(
            "FUNDS_ROWS_MISMATCH",
            f"{pointer}/{column}",
            f"{name.zh}：各资金行合计 {found}，年度资金总额为 {wanted}",
            f"{name.en}: the rows add to {found}, the total row says {wanted}",
            evidence(sum=found, total=str(wanted), column=column),
        )


def _inside_exceeds(owner: _Row, rows: list[_Row]) -> Iterator[Finding]:
    name = _folded(owner.row.name)
    inside = [each for each in rows if name and _folded(each.row.parent) == name and each is not owner]
    for column in _COLUMNS if inside else ():
        whole: Quantity | None = getattr(owner.amounts, column)
        for split in dict.fromkeys(each.row.split for each in inside):
            parts = _filled([each for each in inside if each.row.split == split], column)
            if whole is None or not parts or not comparable(whole, *parts) or sum_yuan(parts) <= whole.base:
                continue
            label, found = AMOUNT_NAMES[column], _in_unit_of(whole, parts)
            yield error(
                "FUNDS_ROWS_MISMATCH",
                f"/funds/rows/{owner.index}/{column}",
                f"{label.zh}：“{owner.row.name}”为 {whole}，其中各行合计 {found}，超过该行",
                f"{label.en}: “{owner.row.name}” is {whole}, the rows inside it add to {found}",
                evidence(sum=found, total=str(whole), column=column),
            )


def _filled(rows: list[_Row], column: str) -> list[Quantity]:
    amounts: list[Quantity | None] = [getattr(each.amounts, column) for each in rows]
    return [amount for amount in amounts if amount is not None]


def _in_unit_of(wanted: Quantity, parts: list[Quantity]) -> str:
    factor, symbol = (wanted.unit.factor, wanted.unit.symbol) if wanted.unit else (1, "")
    return f"{approximate(sum_yuan(parts) / factor, 6)}{symbol}"


def _folded(name: str | None) -> str:
    return "".join((name or "").split())
