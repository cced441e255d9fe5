"""Reading the ledger. Every function raises StorageBusy or StorageUnavailable when the database cannot answer."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, Select, exc, insert, select

from app.storage import rows
from app.storage.engine import reading, writing
from app.storage.ledger import DEFAULT_ALGORITHM, Head, empty_head
from app.storage.records import LedgerEntry, StoredCheckpoint
from app.storage.tables import checkpoint, ledger_entry, ledger_head
from app.storage.tree import stored_head


def head(engine: Engine, tenant: str, algorithm: str = DEFAULT_ALGORITHM) -> Head:
    """Where the tenant's ledger stands; the empty head of `algorithm` if nothing has been recorded."""
    with reading(engine) as connection:
        return stored_head(connection, tenant) or empty_head(algorithm)


def positions(engine: Engine, tenants: Iterable[str] | None = None) -> dict[str, int]:
    """How many entries the ledgers of these tenants, or of all, have; a tenant without a ledger is left out."""
    query = select(ledger_head.c.tenant, ledger_head.c.position).order_by(ledger_head.c.tenant)
    if tenants is not None:
        query = query.where(ledger_head.c.tenant.in_(sorted(tenants)))
    with reading(engine) as connection:
        return {row.tenant: row.position for row in connection.execute(query)}


def tenants(engine: Engine) -> list[str]:
    """The tenants that have a ledger, in the order of their names."""
    with reading(engine) as connection:
        return list(connection.execute(select(ledger_head.c.tenant).order_by(ledger_head.c.tenant)).scalars())


def entries(engine: Engine, tenant: str, after: int, limit: int) -> list[LedgerEntry]:
    """At most `limit` entries of the tenant's ledger, oldest first, from the one behind position `after` on."""
    query = _following(select(ledger_entry), tenant, after).limit(limit)
    with reading(engine) as connection:
        return [rows.entry(row) for row in connection.execute(query).mappings()]


def bodies(engine: Engine, tenant: str, after: int, last: int) -> list[str]:
    """The bodies alone, from the one behind position `after` to the one at `last`."""
    query = _following(select(ledger_entry.c.body), tenant, after).where(ledger_entry.c.position <= last)
    with reading(engine) as connection:
        return list(connection.execute(query).scalars())


def entry(engine: Engine, tenant: str, position: int) -> LedgerEntry | None:
    """The entry at that position, if the ledger reaches it."""
    query = select(ledger_entry).where(ledger_entry.c.tenant == tenant, ledger_entry.c.position == position)
    with reading(engine) as connection:
        row = connection.execute(query).mappings().one_or_none()
    return None if row is None else rows.entry(row)


def add_checkpoint(engine: Engine, new: StoredCheckpoint) -> StoredCheckpoint:
    """Keeps a signed head; the one that is kept already where another process has signed the same position."""
    with writing(engine) as connection:
        try:
            with connection.begin():
                connection.execute(insert(checkpoint), rows.checkpoint_row(new))
            return new
        except exc.IntegrityError:
            kept = connection.execute(_checkpoints(new.tenant).where(checkpoint.c.position == new.position))
            return rows.checkpoint(kept.mappings().one())


def checkpoints(engine: Engine, tenant: str, after: int, limit: int) -> list[StoredCheckpoint]:
    """At most `limit` signed heads of the tenant, oldest first, from the first one behind position `after` on."""
    query = _checkpoints(tenant).where(checkpoint.c.position > after).order_by(checkpoint.c.position).limit(limit)
    with reading(engine) as connection:
        return [rows.checkpoint(row) for row in connection.execute(query).mappings()]


def latest_checkpoint(engine: Engine, tenant: str) -> StoredCheckpoint | None:
    """The signed head of the highest position."""
    query = _checkpoints(tenant).order_by(checkpoint.c.position.desc()).limit(1)
    with reading(engine) as connection:
        row = connection.execute(query).mappings().one_or_none()
    return None if row is None else rows.checkpoint(row)


def _following(query: Select[Any], tenant: str, after: int) -> Select[Any]:
    return query.where(ledger_entry.c.tenant == tenant, ledger_entry.c.position > after).order_by(
        ledger_entry.c.position
    )


def _checkpoints(tenant: str) -> Select[Any]:
    return select(checkpoint).where(checkpoint.c.tenant == tenant)
