"""Verifying a stored ledger: against itself, the evaluations, its head, and a head that someone kept elsewhere."""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, and_, or_, select

from app.storage import rows
from app.storage.engine import snapshot
from app.storage.ledger import GENESIS, Fault, Head, LedgerEntry, Verdict, verify
from app.storage.records import StoredEvaluation
from app.storage.tables import evaluation, ledger_entry, ledger_head

_PAGE = 200
_ENTRY = "entry_of_"


def verify_ledger(
    engine: Engine, tenant: str, *, first: int = 1, last: int | None = None, trusted: Head | None = None
) -> Verdict:
    """Verifies the entries from `first` to `last` (None: to the end, which must be the stored head).

    `trusted` is a head noted earlier outside this database: the entry at its position must still have its digest.
    Nothing else shows that somebody rewrote the whole ledger, or cut off its end, and the head with it.
    """
    with snapshot(engine) as connection:
        start = _start(connection, tenant, first)
        if start is None:
            return Verdict(0, GENESIS, Fault(first - 1, "gap", "the entry before the first one is missing"))
        verdict = verify(_links(connection, tenant, first, last), start)
        if verdict.fault:
            return verdict
        fault = (
            _fault_at_end(connection, tenant, verdict.head, last)
            or _fault_in_trusted(connection, tenant, trusted)
            or _unrecorded(connection, tenant, first, last)
        )
        return Verdict(verdict.checked, verdict.head, fault)


def _start(connection: Connection, tenant: str, first: int) -> Head | None:
    return GENESIS if first == 1 else _head_at(connection, tenant, first - 1)


def _head_at(connection: Connection, tenant: str, position: int) -> Head | None:
    query = select(ledger_entry.c.entry_digest).where(
        ledger_entry.c.tenant == tenant, ledger_entry.c.position == position
    )
    digest = connection.execute(query).scalar_one_or_none()
    return None if digest is None else Head(position, digest)


def _links(
    connection: Connection, tenant: str, first: int, last: int | None
) -> Iterator[tuple[LedgerEntry, StoredEvaluation | None]]:
    query = (
        select(*(column.label(_ENTRY + column.name) for column in ledger_entry.c), *evaluation.c)
        .select_from(ledger_entry)
        .outerjoin(evaluation, evaluation.c.id == ledger_entry.c.evaluation_id)
        .where(ledger_entry.c.tenant == tenant)
        .order_by(ledger_entry.c.position)
        .limit(_PAGE)
    )
    if last is not None:
        query = query.where(ledger_entry.c.position <= last)
    after, full = first - 1, True
    while full:
        found = 0
        for row in connection.execute(query.where(ledger_entry.c.position > after)).mappings():
            entry = rows.entry({column.name: row[_ENTRY + column.name] for column in ledger_entry.c})
            yield entry, None if row["id"] is None else _evaluation(dict(row), entry)
            after, found = entry.position, found + 1
        full = found == _PAGE


def _evaluation(row: dict[str, object], entry: LedgerEntry) -> StoredEvaluation:
    chained = {
        "previous_digest": entry.previous_digest,
        "entry_digest": entry.entry_digest,
        "effective_id": row["id"],
    }
    stored = rows.stored({**row, **chained})
    derived = rows.evaluation_row(stored)
    wrong = [name for name, value in derived.items() if row[name] != value]
    if wrong:
        raise ValueError(f"{', '.join(wrong)} of evaluation {stored.id}")
    return stored


def _fault_at_end(connection: Connection, tenant: str, reached: Head, last: int | None) -> Fault | None:
    if last is not None:
        missing = reached.position < last
        return Fault(reached.position + 1, "wrong_head", f"the ledger ends before {last}") if missing else None
    row = connection.execute(select(ledger_head).where(ledger_head.c.tenant == tenant)).one_or_none()
    said = GENESIS if row is None else Head(row.position, row.digest)
    if said == reached:
        return None
    return Fault(min(said.position, reached.position) + 1, "wrong_head", f"the head says {said.position} {said.digest}")


def _fault_in_trusted(connection: Connection, tenant: str, trusted: Head | None) -> Fault | None:
    if trusted is None or trusted == GENESIS or _head_at(connection, tenant, trusted.position) == trusted:
        return None
    return Fault(trusted.position, "wrong_head", f"the entry does not have the digest known as {trusted.digest}")


def _unrecorded(connection: Connection, tenant: str, first: int, last: int | None) -> Fault | None:
    same_place = and_(ledger_entry.c.tenant == evaluation.c.tenant, ledger_entry.c.position == evaluation.c.position)
    query = (
        select(evaluation.c.position, evaluation.c.id)
        .select_from(evaluation)
        .outerjoin(ledger_entry, same_place)
        .where(
            evaluation.c.tenant == tenant,
            evaluation.c.position >= first,
            or_(ledger_entry.c.evaluation_id.is_(None), ledger_entry.c.evaluation_id != evaluation.c.id),
        )
        .order_by(evaluation.c.position)
        .limit(1)
    )
    if last is not None:
        query = query.where(evaluation.c.position <= last)
    row = connection.execute(query).one_or_none()
    return None if row is None else Fault(row.position, "unrecorded_evaluation", f"evaluation {row.id}")
