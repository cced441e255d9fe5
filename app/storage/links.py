"""Entries of the ledger with the rows they are about, as verification compares them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from app.storage import rows
from app.storage.checks import Link
from app.storage.ledger import WITHDRAWAL
from app.storage.tables import evaluation, ledger_entry, withdrawal

_ENTRY = "entry_of_"
_QUERY = (
    select(
        *(column.label(_ENTRY + column.name) for column in ledger_entry.c),
        *evaluation.c,
        *rows.WITHDRAWAL_COLUMNS,
        withdrawal.c.tenant.label("withdrawal_tenant"),
    )
    .select_from(ledger_entry)
    .outerjoin(evaluation, evaluation.c.id == ledger_entry.c.evaluation_id)
    .outerjoin(withdrawal, withdrawal.c.evaluation_id == ledger_entry.c.evaluation_id)
    .order_by(ledger_entry.c.position)
)


def links(connection: Connection, tenant: str, first: int, last: int) -> Iterator[Link]:
    """The entries from `first` to `last`, in order; positions that are missing are left out.

    Raises ValueError, TypeError or ArithmeticError on reaching a row with values that this service does not write.
    """
    query = _QUERY.where(
        ledger_entry.c.tenant == tenant, ledger_entry.c.position >= first, ledger_entry.c.position <= last
    )
    for row in connection.execute(query).mappings():
        entry = rows.entry({column.name: row[_ENTRY + column.name] for column in ledger_entry.c})
        if row["id"] is None:
            yield Link(entry, None, ())
            continue
        stored = rows.stored({**row, "entry_digest": entry.entry_digest, "effective_id": row["id"]})
        derived: dict[str, Any] = rows.evaluation_row(stored)
        wrong = [f"evaluation.{name}" for name, value in derived.items() if row[name] != value]
        if entry.entry_kind == WITHDRAWAL and row["withdrawal_tenant"] not in (None, row["tenant"]):
            wrong.append("withdrawal.tenant")
        yield Link(entry, stored, tuple(wrong))
