"""FUNDS_ROWS_MISMATCH: the rows of one split of the funds do not add to the total row."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.fund_rows import COLUMNS, column_of, parts_of, sum_like
from app.domain.findings.review import Review, error, evidence
from app.domain.funds import Amounts, FundsFigures, sum_yuan
from app.domain.rates import AMOUNT_NAMES


def rows_not_total(review: Review) -> Iterator[Finding]:
    """Rows that are part of another do not add; a blank cell is nothing, a blank column says nothing."""
    funds = review.funds
    if funds is None:
        return
    splits: dict[str, list[tuple[int, Amounts]]] = {}
    for index, (row, amounts) in enumerate(funds.rows):
        if not row.parent:
            splits.setdefault(row.split, []).append((index, amounts))
    for split, members in splits.items():
        place = "/funds/total" if split == "source" else f"/funds/rows/{members[0][0]}"
        yield from _columns(funds, [amounts for _, amounts in members], place)


def _columns(funds: FundsFigures, rows: list[Amounts], place: str) -> Iterator[Finding]:
    for column in COLUMNS:
        total = column_of(funds.total, column)
        parts = parts_of(rows, column, total)
        if total is None or parts is None or sum_yuan(parts) == total.base:
            continue
        name, found = AMOUNT_NAMES[column], sum_like(total, parts)
        yield error(
            "FUNDS_ROWS_MISMATCH",
            f"{place}/{column}",
            f"{name.zh}：各资金行合计 {found}，年度资金总额为 {total}，两者不等",
            f"{name.en}: the rows add to {found}, the total row says {total}",
            evidence(column=column, sum=found, total=str(total)),
        )
