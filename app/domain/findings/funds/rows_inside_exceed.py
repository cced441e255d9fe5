"""FUNDS_ROWS_MISMATCH: the rows inside another row (其中) add to more than it."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.fund_rows import COLUMNS, column_of, parts_of, sum_like
from app.domain.findings.review import Review, error, evidence
from app.domain.funds import Amounts, sum_yuan
from app.domain.rates import AMOUNT_NAMES


def rows_inside_exceed(review: Review) -> Iterator[Finding]:
    """Rows inside one need not make up all of it; another split of the same row is counted apart."""
    funds = review.funds
    inside: dict[tuple[str, str], list[Amounts]] = {}
    for row, amounts in funds.rows if funds else ():
        if row.parent:
            inside.setdefault((_folded(row.parent), row.split), []).append(amounts)
    if funds is None or not inside:
        return
    for index, (row, amounts) in enumerate(funds.rows):
        for (parent, _), members in inside.items():
            if row.name and _folded(row.name) == parent:
                yield from _columns(index, row.name, amounts, members)


def _columns(index: int, name: str, owner: Amounts, members: list[Amounts]) -> Iterator[Finding]:
    for column in COLUMNS:
        whole = column_of(owner, column)
        parts = parts_of(members, column, whole)
        if whole is None or parts is None or sum_yuan(parts) <= whole.base:
            continue
        label, found = AMOUNT_NAMES[column], sum_like(whole, parts)
        yield error(
            "FUNDS_ROWS_MISMATCH",
            f"/funds/rows/{index}/{column}",
            f"{label.zh}：“{name}”为 {whole}，其中各行合计 {found}，超过了该行",
            f"{label.en}: “{name}” is {whole}, the rows inside it add to {found}",
            evidence(column=column, sum=found, total=str(whole)),
        )


def _folded(name: str) -> str:
    return "".join(name.split())
