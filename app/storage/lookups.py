"""What the transaction looks up once the heads are locked: keys, series and retried evaluations of a whole batch."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from app.storage import rows
from app.storage.merkle import Frontier
from app.storage.plan import Known, Place, Series, TenantKey, UsedKey
from app.storage.records import New, NewEntry, NewEvaluation, NewWithdrawal, StoredEvaluation
from app.storage.tables import effective_evaluation, evaluation, idempotency, ledger_head, withdrawal


class NoLedger(Exception):
    """A tenant of the batch has no ledger yet."""


_HEADS = (
    select(ledger_head)
    .where(ledger_head.c.tenant.in_(bindparam("tenants", expanding=True)))
    # One order for everybody: two batches that share tenants cannot wait for each other.
    .order_by(ledger_head.c.tenant)
    .with_for_update()
)
_USED_KEYS = select(idempotency).where(
    idempotency.c.tenant.in_(bindparam("tenants", expanding=True)),
    idempotency.c.idempotency_key.in_(bindparam("keys", expanding=True)),
)
_SERIES = select(effective_evaluation).where(
    effective_evaluation.c.tenant.in_(bindparam("tenants", expanding=True)),
    effective_evaluation.c.series_key.in_(bindparam("keys", expanding=True)),
)
_STANDING = (
    select(evaluation.c.tenant, evaluation.c.series_key, evaluation.c.attempt, evaluation.c.id)
    .outerjoin(withdrawal, withdrawal.c.evaluation_id == evaluation.c.id)
    .where(
        evaluation.c.tenant.in_(bindparam("tenants", expanding=True)),
        evaluation.c.series_key.in_(bindparam("keys", expanding=True)),
        withdrawal.c.evaluation_id.is_(None),
    )
)
_PLACES = select(evaluation.c.id, evaluation.c.region_code, evaluation.c.department_code).where(
    evaluation.c.tenant.in_(bindparam("tenants", expanding=True)),
    evaluation.c.series_key.in_(bindparam("keys", expanding=True)),
)
_STORED = rows.select_stored().where(evaluation.c.id.in_(bindparam("ids", expanding=True)))


def lock_heads(connection: Connection, batch: Sequence[New]) -> dict[str, Frontier]:
    """The tenants' ledgers, which nobody else can write to until the transaction ends. Raises NoLedger."""
    tenants = {new.tenant for new in batch}
    found = connection.execute(_HEADS, {"tenants": sorted(tenants)})
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
        for row in _find(connection, _USED_KEYS, wanted)
    }


def _series(connection: Connection, wanted: set[TenantKey]) -> dict[TenantKey, Series]:
    return {
        (row.tenant, row.series_key): Series(row.attempts, row.evaluation_id)
        for row in _find(connection, _SERIES, wanted)
    }


def _standing(connection: Connection, wanted: set[TenantKey]) -> dict[TenantKey, dict[int, str]]:
    standing: dict[TenantKey, dict[int, str]] = {key: {} for key in wanted}
    for row in _find(connection, _STANDING, wanted):
        standing.setdefault((row.tenant, row.series_key), {})[row.attempt] = row.id
    return standing


def _places(connection: Connection, batch: Sequence[NewEvaluation | NewWithdrawal]) -> dict[str, Place]:
    """Only where an author does not see everything: for the others it makes no difference."""
    limited = [new for new in batch if isinstance(new, NewEvaluation) and not new.data.whole_tenant]
    found = _find(connection, _PLACES, {_series_of(new) for new in limited})
    return {row.id: (row.region_code, row.department_code) for row in found}


def _find(connection: Connection, query: Select[Any], wanted: set[TenantKey]) -> Iterable[Row[Any]]:
    """Asks for every tenant with every key: more pairs than wanted, but a plain IN that any engine's index serves."""
    if not wanted:
        return ()
    tenants, keys = (sorted(set(names)) for names in zip(*wanted, strict=True))
    return connection.execute(query, {"tenants": tenants, "keys": keys})


def _replayed(
    connection: Connection, batch: Sequence[NewEvaluation | NewWithdrawal], used: dict[TenantKey, UsedKey]
) -> dict[str, StoredEvaluation]:
    retried = [used.get((new.tenant, new.idempotency_key or "")) for new in batch]
    ids = sorted({key.evaluation_id for key in retried if key is not None})
    if not ids:
        return {}
    found = connection.execute(_STORED, {"ids": ids}).mappings()
    return {row["id"]: rows.stored(row) for row in found}
