"""What the transaction looks up once the heads are locked: keys, series and retried evaluations of a whole batch."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    any_,
    bindparam,
    func,
    select,
)

from app.storage import rows
from app.storage.merkle import Frontier
from app.storage.plan import Known, Place, Series, TenantKey, UsedKey
from app.storage.records import New, NewEntry, NewEvaluation, NewWithdrawal, StoredEvaluation
from app.storage.tables import effective_evaluation, evaluation, idempotency, ledger_head, withdrawal


class NoLedger(Exception):
    """A tenant of the batch has no ledger yet."""


_USED_KEYS = select(idempotency)
_SERIES = select(effective_evaluation)
_STANDING = (
    select(evaluation.c.tenant, evaluation.c.series_key, evaluation.c.attempt, evaluation.c.id)
    .outerjoin(withdrawal, withdrawal.c.evaluation_id == evaluation.c.id)
    .where(withdrawal.c.evaluation_id.is_(None))
)
_PLACES = select(evaluation.c.id, evaluation.c.region_code, evaluation.c.department_code)
_STORED = rows.select_stored().where(evaluation.c.id.in_(bindparam("ids", expanding=True)))


def _among(column: ColumnElement[str], names: str, database: str) -> ColumnElement[bool]:
    """Whether the column is one of a parameter's texts: where it can be, a statement that is the same for any number
    of them, and stays prepared."""
    match database:
        case "postgresql":
            return column == any_(bindparam(names, type_=ARRAY(Text)))
        case "sqlite":
            return column.in_(select(func.json_each(bindparam(names, type_=JSON)).table_valued("value").c.value))
        case _:
            return column.in_(bindparam(names, expanding=True))


@cache
def _heads(database: str) -> Select[Any]:
    # One order for everybody: two batches that share tenants cannot wait for each other.
    ordered = select(ledger_head).order_by(ledger_head.c.tenant).with_for_update()
    return ordered.where(_among(ledger_head.c.tenant, "tenants", database))


@cache
def _of_pairs(query: Select[Any], key: Column[str], database: str) -> Select[Any]:
    """Asks for every tenant with every key: more pairs than wanted, but plain conditions that any index serves."""
    return query.where(_among(key.table.c.tenant, "tenants", database), _among(key, "keys", database))


def lock_heads(connection: Connection, batch: Sequence[New]) -> dict[str, Frontier]:
    """The tenants' ledgers, which nobody else can write to until the transaction ends. Raises NoLedger."""
    tenants = {new.tenant for new in batch}
    found = connection.execute(_heads(connection.dialect.name), {"tenants": sorted(tenants)})
    frontiers = {row.tenant: Frontier.from_text(row.algorithm, row.position, row.frontier) for row in found}
    if frontiers.keys() != tenants:
        raise NoLedger
    return frontiers


def look_up(connection: Connection, batch: Sequence[New], frontiers: dict[str, Frontier]) -> Known:
    """Everything the plan for the batch depends on."""
    about = [new for new in batch if not isinstance(new, NewEntry)]
    withdrawn = {_series_of(new) for new in about if isinstance(new, NewWithdrawal)}
    used = _used_keys(connection, about)
    return Known(
        frontiers=frontiers,
        used_keys=used,
        series=_series(connection, {_series_of(new) for new in about}),
        standing=_standing(connection, withdrawn),
        replayed=_replayed(connection, about, used),
        places=_places(connection, about),
    )


def _series_of(new: NewEvaluation | NewWithdrawal) -> TenantKey:
    return new.tenant, new.series_key if isinstance(new, NewEvaluation) else new.target.series_key


def _used_keys(connection: Connection, batch: Sequence[NewEvaluation | NewWithdrawal]) -> dict[TenantKey, UsedKey]:
    wanted = {(new.tenant, new.idempotency_key) for new in batch if new.idempotency_key is not None}
    return {
        (row.tenant, row.idempotency_key): UsedKey(row.request_digest, row.evaluation_id)
        for row in _find(connection, _USED_KEYS, idempotency.c.idempotency_key, wanted)
    }


def _series(connection: Connection, wanted: set[TenantKey]) -> dict[TenantKey, Series]:
    return {
        (row.tenant, row.series_key): Series(row.attempts, row.evaluation_id)
        for row in _find(connection, _SERIES, effective_evaluation.c.series_key, wanted)
    }


def _standing(connection: Connection, wanted: set[TenantKey]) -> dict[TenantKey, dict[int, str]]:
    standing: dict[TenantKey, dict[int, str]] = {key: {} for key in wanted}
    for row in _find(connection, _STANDING, evaluation.c.series_key, wanted):
        standing.setdefault((row.tenant, row.series_key), {})[row.attempt] = row.id
    return standing


def _places(connection: Connection, batch: Sequence[NewEvaluation | NewWithdrawal]) -> dict[str, Place]:
    """Only where an author does not see everything: for the others it makes no difference."""
    limited = [new for new in batch if isinstance(new, NewEvaluation) and not new.data.whole_tenant]
    found = _find(connection, _PLACES, evaluation.c.series_key, {_series_of(new) for new in limited})
    return {row.id: (row.region_code, row.department_code) for row in found}


def _find(connection: Connection, query: Select[Any], key: Column[str], wanted: set[TenantKey]) -> Iterable[Row[Any]]:
    if not wanted:
        return ()
    tenants, keys = (sorted(set(names)) for names in zip(*wanted, strict=True))
    return connection.execute(_of_pairs(query, key, connection.dialect.name), {"tenants": tenants, "keys": keys})


def _replayed(
    connection: Connection, batch: Sequence[NewEvaluation | NewWithdrawal], used: dict[TenantKey, UsedKey]
) -> dict[str, StoredEvaluation]:
    retried = [used.get((new.tenant, new.idempotency_key or "")) for new in batch]
    ids = sorted({key.evaluation_id for key in retried if key is not None})
    if not ids:
        return {}
    found = connection.execute(_STORED, {"ids": ids}).mappings()
    return {row["id"]: rows.stored(row) for row in found}
