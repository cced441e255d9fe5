"""Batches at rest: taken in piece by piece and accepted at once, read, cancelled.

Every function raises StorageBusy, StorageUnavailable or SchemaOutdated when the database cannot answer.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, exc, func, insert, literal, select, update

from app.storage import scope_columns
from app.storage.batch_records import Accepted, NewBatch, Outcome, Parcel, Queue, ReadParcel, StoredBatch
from app.storage.batch_tables import batch, batch_parcel
from app.storage.data_scope import DataScope
from app.storage.engine import reading, writing
from app.storage.types import UtcTime

RECEIVING, OPEN, DONE = "receiving", "open", "done"
WAITING, CANCELLED = "waiting", "cancelled"


class KeyTaken(Exception):
    """Another batch of the tenant was accepted under the idempotency key."""


class BatchStore:
    """The batches of every tenant."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, new: NewBatch) -> None:
        """Makes room for the forms; nobody sees the batch until it is accepted."""
        row = {
            "id": new.id,
            "tenant": new.tenant,
            "submitted_by": new.submitted_by,
            **scope_columns.written(new.data),
            "state": RECEIVING,
            **dict.fromkeys(("forms", "recorded", "failed", "cancelled"), 0),
            "created_at": new.created_at,
            "served_at": new.created_at,
        }
        with writing(self._engine) as connection, connection.begin():
            connection.execute(insert(batch), row)

    def add(self, batch_id: str, parcels: Sequence[Parcel]) -> None:
        rows = [
            {
                "batch_id": batch_id,
                "first_number": parcel.first_number,
                "forms": parcel.forms,
                "content": parcel.content,
                "state": WAITING,
                "recorded": 0,
                "failed": 0,
            }
            for parcel in parcels
        ]
        with writing(self._engine) as connection, connection.begin():
            connection.execute(insert(batch_parcel), rows)

    def accept(self, batch_id: str, accepted: Accepted) -> StoredBatch:
        """From here on it is worked off, whatever happens to the process. Raises KeyTaken."""
        values = {
            "state": OPEN,
            "forms": accepted.forms,
            "shared": accepted.defaults,
            "idempotency_key": accepted.idempotency_key,
            "request_digest": accepted.request_digest,
        }
        with writing(self._engine) as connection:
            try:
                with connection.begin():
                    connection.execute(update(batch).where(batch.c.id == batch_id).values(values))
                    return _stored(connection.execute(select(batch).where(batch.c.id == batch_id)).one())
            except exc.IntegrityError:
                raise KeyTaken from None

    def discard(self, batch_id: str) -> None:
        """Takes it away, unless it was accepted: a commit may last that nobody here was told of."""
        with writing(self._engine) as connection, connection.begin():
            _discard(connection, [batch_id])

    def discard_abandoned(self, before: datetime) -> int:
        """The same of every batch begun before that and not accepted: whoever took it in is gone."""
        abandoned = select(batch.c.id).where(batch.c.state == RECEIVING, batch.c.created_at < before)
        with reading(self._engine) as connection:
            ids = list(connection.execute(abandoned).scalars())
        if not ids:
            return 0
        with writing(self._engine) as connection, connection.begin():
            return _discard(connection, ids)

    def get(self, tenant: str, batch_id: str) -> StoredBatch | None:
        return self._one(batch.c.tenant == tenant, batch.c.id == batch_id)

    def by_key(self, tenant: str, idempotency_key: str) -> StoredBatch | None:
        return self._one(batch.c.tenant == tenant, batch.c.idempotency_key == idempotency_key)

    def newest(
        self, tenant: str, own: tuple[str, DataScope] | None, before_id: str | None, limit: int
    ) -> list[StoredBatch]:
        """At most `limit` batches, newest first, from the one after `before_id` on; `own` narrows them to those that
        somebody handed in under a data scope."""
        query = select(batch).where(batch.c.tenant == tenant, batch.c.state != RECEIVING)
        if own is not None:
            scope = scope_columns.written(own[1])
            query = query.where(
                batch.c.submitted_by == own[0], *(batch.c[name].is_not_distinct_from(scope[name]) for name in scope)
            )
        if before_id is not None:
            query = query.where(batch.c.id < before_id)
        with reading(self._engine) as connection:
            return [_stored(row) for row in connection.execute(query.order_by(batch.c.id.desc()).limit(limit))]

    def parcels(self, batch_id: str, after: int, outcome: Outcome | None, limit: int) -> list[ReadParcel]:
        """At most `limit` parcels in order, from the one with the form behind number `after` on; with `outcome`, only
        those that have a form with it."""
        parcel = batch_parcel.c
        query = select(parcel.first_number, parcel.forms, parcel.state, parcel.failed, parcel.results).where(
            parcel.batch_id == batch_id, parcel.first_number + parcel.forms > after + 1
        )
        if outcome is not None:
            query = query.where(_HAS[outcome])
        with reading(self._engine) as connection:
            return [ReadParcel(*row) for row in connection.execute(query.order_by(parcel.first_number).limit(limit))]

    def cancel(self, tenant: str, batch_id: str, moment: datetime) -> StoredBatch | None:
        """What nobody has begun with comes to nothing; what somebody has is finished. None: there is no such batch."""
        with writing(self._engine) as connection, connection.begin():
            parcels = batch_parcel.c.batch_id == batch_id
            untouched = parcels, batch_parcel.c.state == WAITING, batch_parcel.c.claimed_by.is_(None)
            of_tenant = batch.c.id == batch_id, batch.c.tenant == tenant, batch.c.state == OPEN
            if connection.execute(select(batch.c.id).where(*of_tenant)).first() is not None:
                connection.execute(update(batch_parcel).where(*untouched).values(state=CANCELLED, content=None))
                cancelled = select(func.sum(batch_parcel.c.forms)).where(parcels, batch_parcel.c.state == CANCELLED)
                forms = connection.execute(cancelled).scalar_one() or 0
                asked_at = func.coalesce(batch.c.cancelled_at, literal(moment, UtcTime()))
                connection.execute(update(batch).where(*of_tenant).values(cancelled=forms, cancelled_at=asked_at))
                finish_batch(connection, batch_id, moment)
        return self.get(tenant, batch_id)

    def queue(self) -> Queue:
        """Of all tenants."""
        pending = batch.c.forms - batch.c.recorded - batch.c.failed - batch.c.cancelled
        query = select(func.count(), func.coalesce(func.sum(pending), 0)).where(batch.c.state == OPEN)
        with reading(self._engine) as connection:
            return Queue(*connection.execute(query).one())

    def _one(self, *conditions: ColumnElement[bool]) -> StoredBatch | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(batch).where(*conditions, batch.c.state != RECEIVING)).one_or_none()
        return None if row is None else _stored(row)


_HAS: dict[Outcome, ColumnElement[bool]] = {
    "pending": batch_parcel.c.state == WAITING,
    "recorded": batch_parcel.c.recorded > 0,
    "failed": batch_parcel.c.failed > 0,
    "cancelled": batch_parcel.c.state == CANCELLED,
}


def finish_batch(connection: Connection, batch_id: str, moment: datetime) -> bool:
    """Closes the batch if every form has come to something; says whether it did."""
    come = batch.c.recorded + batch.c.failed + batch.c.cancelled
    ended = update(batch).where(batch.c.id == batch_id, batch.c.state == OPEN, come == batch.c.forms)
    return connection.execute(ended.values(state=DONE, finished_at=moment)).rowcount == 1


def _discard(connection: Connection, ids: list[str]) -> int:
    # Locked, so that none is accepted in between.
    unaccepted = select(batch.c.id).where(batch.c.id.in_(ids), batch.c.state == RECEIVING).with_for_update()
    gone = list(connection.execute(unaccepted).scalars())
    connection.execute(delete(batch_parcel).where(batch_parcel.c.batch_id.in_(gone)))
    connection.execute(delete(batch).where(batch.c.id.in_(gone)))
    return len(gone)


def _stored(row: Any) -> StoredBatch:
    return StoredBatch(
        id=row.id,
        tenant=row.tenant,
        submitted_by=row.submitted_by,
        data=scope_columns.read(row),
        created_at=row.created_at,
        forms=row.forms,
        recorded=row.recorded,
        failed=row.failed,
        cancelled=row.cancelled,
        defaults=row.shared,
        request_digest=row.request_digest,
        started_at=row.started_at,
        cancelled_at=row.cancelled_at,
        finished_at=row.finished_at,
    )
