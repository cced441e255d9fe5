"""The one place that writes: a batch of one or more evaluations in one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, bindparam, exc, insert, select, update

from app.storage import rows
from app.storage.engine import writing
from app.storage.ledger import GENESIS, Head
from app.storage.plan import Known, Plan, TenantKey, UsedKey, plan
from app.storage.records import NewEvaluation, Outcome, StoredEvaluation
from app.storage.tables import (
    effective_evaluation,
    evaluation,
    evaluation_finding,
    idempotency,
    ledger_entry,
    ledger_head,
)


class _NoLedger(Exception):
    """A tenant of the batch has no ledger yet."""


def record_batch(engine: Engine, batch: Sequence[NewEvaluation]) -> list[Outcome]:
    """Commits the batch and says what became of each member, in order; on any error nothing of it is stored.

    Raises StorageBusy or StorageUnavailable, after which the batch may or may not be stored if the connection was
    lost during COMMIT; any other exception means that it is not, and that one of the members is to blame.
    """
    try:
        with writing(engine) as connection:
            return commit_batch(connection, batch)
    except _NoLedger:
        for tenant in sorted({new.tenant for new in batch}):
            _begin_ledger(engine, tenant)
        with writing(engine) as connection:
            return commit_batch(connection, batch)


def commit_batch(connection: Connection, batch: Sequence[NewEvaluation]) -> list[Outcome]:
    """The transaction. The locked heads keep every other writer of these tenants out until its end."""
    with connection.begin():
        heads = _lock_heads(connection, batch)
        made = plan(batch, _known(connection, batch, heads))
        _write(connection, made)
    return made.outcomes


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
_ATTEMPTS = select(effective_evaluation).where(
    effective_evaluation.c.tenant.in_(bindparam("tenants", expanding=True)),
    effective_evaluation.c.business_key.in_(bindparam("keys", expanding=True)),
)
_STORED = rows.select_stored().where(evaluation.c.id.in_(bindparam("ids", expanding=True)))
_MOVE_EFFECTIVE = (
    update(effective_evaluation)
    .where(
        effective_evaluation.c.tenant == bindparam("of_tenant"),
        effective_evaluation.c.business_key == bindparam("of_business_key"),
    )
    .values(evaluation_id=bindparam("new_evaluation_id"), attempts=bindparam("new_attempts"))
)
_MOVE_HEAD = (
    update(ledger_head)
    .where(ledger_head.c.tenant == bindparam("of_tenant"))
    .values(position=bindparam("new_position"), digest=bindparam("new_digest"))
)


def _begin_ledger(engine: Engine, tenant: str) -> None:
    """In a transaction of its own: several processes may meet the tenant first, and one of them wins."""
    with writing(engine) as connection:
        try:
            with connection.begin():
                connection.execute(
                    insert(ledger_head),
                    {"tenant": tenant, "position": GENESIS.position, "digest": GENESIS.digest},
                )
        except exc.IntegrityError:
            return


def _lock_heads(connection: Connection, batch: Sequence[NewEvaluation]) -> dict[str, Head]:
    tenants = {new.tenant for new in batch}
    found = connection.execute(_HEADS, {"tenants": sorted(tenants)})
    heads = {row.tenant: Head(row.position, row.digest) for row in found}
    if heads.keys() != tenants:
        raise _NoLedger
    return heads


def _known(connection: Connection, batch: Sequence[NewEvaluation], heads: dict[str, Head]) -> Known:
    used = _used_keys(connection, batch)
    return Known(
        heads=heads,
        used_keys=used,
        attempts=_attempts(connection, batch),
        replayed=_replayed(connection, batch, used),
    )


def _used_keys(connection: Connection, batch: Sequence[NewEvaluation]) -> dict[TenantKey, UsedKey]:
    wanted = {(new.tenant, new.idempotency_key) for new in batch if new.idempotency_key is not None}
    return {
        (row.tenant, row.idempotency_key): UsedKey(row.request_digest, row.evaluation_id)
        for row in _find(connection, _USED_KEYS, wanted)
    }


def _attempts(connection: Connection, batch: Sequence[NewEvaluation]) -> dict[TenantKey, int]:
    wanted = {(new.tenant, new.business_key) for new in batch if new.business_key is not None}
    return {(row.tenant, row.business_key): row.attempts for row in _find(connection, _ATTEMPTS, wanted)}


def _find(connection: Connection, query: Select[Any], wanted: set[TenantKey]) -> Iterable[Row[Any]]:
    """Asks for every tenant with every key: more pairs than wanted, but a plain IN that any engine's index serves."""
    if not wanted:
        return ()
    tenants, keys = (sorted(set(names)) for names in zip(*wanted, strict=True))
    return connection.execute(query, {"tenants": tenants, "keys": keys})


def _replayed(
    connection: Connection, batch: Sequence[NewEvaluation], used: dict[TenantKey, UsedKey]
) -> dict[str, StoredEvaluation]:
    retried = [used.get((new.tenant, new.idempotency_key or "")) for new in batch]
    ids = sorted({key.evaluation_id for key in retried if key is not None})
    if not ids:
        return {}
    found = connection.execute(_STORED, {"ids": ids}).mappings()
    return {row["id"]: rows.stored(row) for row in found}


def _write(connection: Connection, made: Plan) -> None:
    if not made.evaluations:
        return
    _insert(connection, evaluation, [rows.evaluation_row(record) for record in made.evaluations])
    _insert(connection, evaluation_finding, _finding_rows(made.evaluations))
    _insert(connection, ledger_entry, [rows.entry_row(entry) for entry in made.entries])
    _insert(connection, idempotency, [_key_row(key, used) for key, used in made.new_keys.items()])
    _insert(connection, effective_evaluation, [_effective_row(record) for record in made.first_effective.values()])
    if made.moved_effective:
        connection.execute(_MOVE_EFFECTIVE, [_effective_move(record) for record in made.moved_effective.values()])
    connection.execute(_MOVE_HEAD, [_head_move(tenant, head) for tenant, head in made.heads.items()])


def _insert(connection: Connection, table: Table, new_rows: list[dict[str, Any]]) -> None:
    if new_rows:
        connection.execute(insert(table), new_rows)


def _finding_rows(records: list[StoredEvaluation]) -> list[dict[str, Any]]:
    return [
        {"tenant": record.tenant, "code": code, "position": record.position}
        for record in records
        for code in record.finding_codes
    ]


def _key_row(key: TenantKey, used: UsedKey) -> dict[str, Any]:
    tenant, idempotency_key = key
    return {
        "tenant": tenant,
        "idempotency_key": idempotency_key,
        "request_digest": used.request_digest,
        "evaluation_id": used.evaluation_id,
    }


def _effective_row(record: StoredEvaluation) -> dict[str, Any]:
    return {
        "tenant": record.tenant,
        "business_key": record.business_key,
        "evaluation_id": record.id,
        "attempts": record.attempt,
    }


def _effective_move(record: StoredEvaluation) -> dict[str, Any]:
    return {
        "of_tenant": record.tenant,
        "of_business_key": record.business_key,
        "new_evaluation_id": record.id,
        "new_attempts": record.attempt,
    }


def _head_move(tenant: str, head: Head) -> dict[str, Any]:
    return {"of_tenant": tenant, "new_position": head.position, "new_digest": head.digest}
