"""What the transaction looks up once the heads are locked: keys, series and retried evaluations of a whole batch."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Connection,
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
from app.storage.transaction import Asked, Transaction


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


def look_up(doing: Transaction, batch: Sequence[New]) -> Known:
    """Everything the plan for the batch depends on, with the tenants' ledgers locked: nobody else can write to them
    until the transaction ends. Raises NoLedger."""
    tenants = sorted({new.tenant for new in batch})
    about = [new for new in batch if not isinstance(new, NewEntry)]
    heads = doing.ask(_heads(doing.connection.dialect.name), {"tenants": tenants})
    keys = _find(doing, _USED_KEYS, idempotency.c.idempotency_key, _keys_of(about))
    series = _find(doing, _SERIES, effective_evaluation.c.series_key, {_series_of(new) for new in about})
    frontiers = {
        tenant: Frontier.from_text(algorithm, position, frontier)
        for tenant, algorithm, position, _, frontier in heads()
    }
    if frontiers.keys() != set(tenants):
        raise NoLedger
    used = {(tenant, key): UsedKey(digest, evaluation) for tenant, key, digest, evaluation in keys()}
    return Known(
        frontiers=frontiers,
        used_keys=used,
        series={(tenant, key): Series(attempts, effective) for tenant, key, effective, attempts in series()},
        standing=_standing(doing, {_series_of(new) for new in about if isinstance(new, NewWithdrawal)}),
        replayed=_replayed(doing.connection, about, used),
        places=_places(doing, about),
    )


def _series_of(new: NewEvaluation | NewWithdrawal) -> TenantKey:
    return new.tenant, new.series_key if isinstance(new, NewEvaluation) else new.target.series_key


def _keys_of(batch: Sequence[NewEvaluation | NewWithdrawal]) -> set[TenantKey]:
    return {(new.tenant, new.idempotency_key) for new in batch if new.idempotency_key is not None}


def _standing(doing: Transaction, wanted: set[TenantKey]) -> dict[TenantKey, dict[int, str]]:
    standing: dict[TenantKey, dict[int, str]] = {key: {} for key in wanted}
    for tenant, key, attempt, evaluation_id in _find(doing, _STANDING, evaluation.c.series_key, wanted)():
        standing.setdefault((tenant, key), {})[attempt] = evaluation_id
    return standing


def _places(doing: Transaction, batch: Sequence[NewEvaluation | NewWithdrawal]) -> dict[str, Place]:
    """Only where an author does not see everything: for the others it makes no difference."""
    limited = [new for new in batch if isinstance(new, NewEvaluation) and not new.data.whole_tenant]
    found = _find(doing, _PLACES, evaluation.c.series_key, {_series_of(new) for new in limited})()
    return {evaluation_id: (region, department) for evaluation_id, region, department in found}


def _find(doing: Transaction, query: Select[Any], key: Column[str], wanted: set[TenantKey]) -> Asked:
    if not wanted:
        return lambda: ()
    tenants, keys = (sorted(set(names)) for names in zip(*wanted, strict=True))
    return doing.ask(_of_pairs(query, key, doing.connection.dialect.name), {"tenants": tenants, "keys": keys})


def _replayed(
    connection: Connection, batch: Sequence[NewEvaluation | NewWithdrawal], used: dict[TenantKey, UsedKey]
) -> dict[str, StoredEvaluation]:
    retried = [used.get((new.tenant, new.idempotency_key or "")) for new in batch]
    ids = sorted({key.evaluation_id for key in retried if key is not None})
    if not ids:
        return {}
    found = connection.execute(_STORED, {"ids": ids}).mappings()
    return {row["id"]: rows.stored(row) for row in found}
