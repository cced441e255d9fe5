"""Who works on which parcel of a batch. On PostgreSQL any number of processes ask at once, and none waits for another.

A claim holds for a while only: a parcel whose worker was killed is taken up again. That a form is not recorded twice
is seen to where it is recorded, by its idempotency key.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Update, func, literal, or_, select, update

from app.storage import rows, scope_columns
from app.storage.batch_records import ClaimedParcel
from app.storage.batch_tables import batch, batch_parcel
from app.storage.batches import DONE, OPEN, WAITING, finish_batch
from app.storage.engine import reading, writing
from app.storage.records import EvaluationSummary
from app.storage.tables import evaluation, idempotency
from app.storage.types import UtcTime

_HOLDS = timedelta(seconds=30)
# More batches than these at once are looked at when one of them is done.
_LOOKED_AT = 100


class ClaimStore:
    """Parcels for the taking; raises as BatchStore does."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def any_open(self) -> bool:
        """Whether there is a batch that is not done; costs a look into an index."""
        with reading(self._engine) as connection:
            return connection.execute(select(batch.c.id).where(batch.c.state == OPEN).limit(1)).first() is not None

    def claim(self, worker: str, now: datetime) -> ClaimedParcel | None:
        """The next parcel of the batch that has waited longest for one; None where nothing is to be had."""
        with writing(self._engine) as connection, connection.begin():
            waiting = select(batch).where(batch.c.state == OPEN).order_by(batch.c.served_at, batch.c.id)
            for of_batch in connection.execute(waiting.limit(_LOOKED_AT)).all():
                parcel = _free_parcel(connection, of_batch.id, worker, now)
                if parcel is not None:
                    return _claimed(connection, of_batch, parcel, worker, now)
        return None

    def finish(self, claimed: ClaimedParcel, results: str, recorded: int, failed: int, now: datetime) -> bool:
        """Stores what the forms came to, unless another worker has; says whether the batch is done by that."""
        values = {"state": DONE, "results": results, "recorded": recorded, "failed": failed, "content": None}
        counted = {"recorded": batch.c.recorded + recorded, "failed": batch.c.failed + failed}
        with writing(self._engine) as connection, connection.begin():
            if connection.execute(_of(claimed).values(values)).rowcount == 0:
                return False
            connection.execute(update(batch).where(batch.c.id == claimed.batch_id).values(counted))
            return finish_batch(connection, claimed.batch_id, now)

    def recorded(self, tenant: str, idempotency_keys: Sequence[str]) -> dict[str, EvaluationSummary]:
        """Which of the keys have led to an evaluation."""
        query = (
            rows.select_summaries()
            .add_columns(idempotency.c.idempotency_key)
            .join(idempotency, idempotency.c.evaluation_id == evaluation.c.id)
            .where(idempotency.c.tenant == tenant, idempotency.c.idempotency_key.in_(idempotency_keys))
        )
        with reading(self._engine) as connection:
            found = connection.execute(query).mappings()
            return {row["idempotency_key"]: rows.summary(row) for row in found}

    def give_back(self, claimed: ClaimedParcel) -> None:
        """For others to take at once. That somebody has begun with it stays known."""
        with writing(self._engine) as connection, connection.begin():
            own = _of(claimed).where(batch_parcel.c.claimed_by == claimed.worker)
            connection.execute(own.values(claimed_until=None))


def _free_parcel(connection: Connection, batch_id: str, worker: str, now: datetime) -> Row[Any] | None:
    parcel = batch_parcel.c
    free = or_(parcel.claimed_until.is_(None), parcel.claimed_until < now)
    if connection.dialect.name == "sqlite":
        # It takes one process: whatever another one has claimed was left behind by it.
        free = or_(free, parcel.claimed_by != worker)
    next_one: Select[Any] = (
        select(parcel.first_number, parcel.content, parcel.claimed_by)
        .where(parcel.batch_id == batch_id, parcel.state == WAITING, free)
        .order_by(parcel.first_number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return connection.execute(next_one).one_or_none()


def _claimed(connection: Connection, of_batch: Row[Any], parcel: Row[Any], worker: str, now: datetime) -> ClaimedParcel:
    claimed = ClaimedParcel(
        batch_id=of_batch.id,
        tenant=of_batch.tenant,
        submitted_by=of_batch.submitted_by,
        data=scope_columns.read(of_batch),
        defaults=of_batch.shared,
        first_number=parcel.first_number,
        content=parcel.content,
        worker=worker,
        again=parcel.claimed_by is not None,
    )
    connection.execute(_of(claimed).values(claimed_by=worker, claimed_until=now + _HOLDS))
    started_at = func.coalesce(batch.c.started_at, literal(now, UtcTime()))
    connection.execute(update(batch).where(batch.c.id == of_batch.id).values(served_at=now, started_at=started_at))
    return claimed


def _of(claimed: ClaimedParcel) -> Update:
    return update(batch_parcel).where(
        batch_parcel.c.batch_id == claimed.batch_id,
        batch_parcel.c.first_number == claimed.first_number,
        batch_parcel.c.state == WAITING,
    )
