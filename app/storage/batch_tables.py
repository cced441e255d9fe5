"""The tables of batches, whose rows change as they are worked off and may go."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint

from app.storage.table_parts import CHANGES_FREELY, EXACT_TEXT, Row, column
from app.storage.types import PackedBytes, PackedText, UtcTime


class Batch(Row, table=True):
    """Forms that were handed in together, to be recorded one by one: how far that has come, and for whom it is done."""

    __tablename__ = "batch"
    __table_args__ = (
        UniqueConstraint("tenant", "idempotency_key"),
        Index("ix_batch_newest", "tenant", "id"),
        Index("ix_batch_served", "state", "served_at"),
        {**EXACT_TEXT, "info": CHANGES_FREELY},
    )

    id: str = column(String(36), key=True)
    tenant: str = column(String(64))
    submitted_by: str = column(String(255))
    # The data scope of whoever handed it in, as in `api_key`.
    region: str | None = column(String(6), optional=True)
    departments: str | None = column(Text(), optional=True)
    # `receiving` until all of it is here, then `open`, and `done` when every form has come to something.
    state: str = column(String(16))
    # JSON: what forms get that leave it out.
    shared: str | None = column(Text(), optional=True)
    idempotency_key: str | None = column(String(255), optional=True)
    request_digest: str | None = column(String(80), optional=True)
    forms: int = column(Integer())
    recorded: int = column(Integer())
    failed: int = column(Integer())
    cancelled: int = column(Integer())
    created_at: datetime = column(UtcTime())
    # When somebody last took a parcel of it: whose turn is the longest ago comes first.
    served_at: datetime = column(UtcTime())
    started_at: datetime | None = column(UtcTime(), optional=True)
    cancelled_at: datetime | None = column(UtcTime(), optional=True)
    finished_at: datetime | None = column(UtcTime(), optional=True)


class BatchParcel(Row, table=True):
    """Some forms of a batch that follow each other: what is claimed, worked off and finished at once."""

    __tablename__ = "batch_parcel"
    __table_args__ = (
        Index("ix_batch_parcel_state", "batch_id", "state", "first_number"),
        {**EXACT_TEXT, "info": CHANGES_FREELY},
    )

    batch_id: str = column(String(36), ForeignKey("batch.id"), key=True)
    first_number: int = column(Integer(), key=True)
    forms: int = column(Integer())
    # `waiting`, `done` or `cancelled`.
    state: str = column(String(16))
    claimed_by: str | None = column(String(64), optional=True)
    claimed_until: datetime | None = column(UtcTime(), optional=True)
    # The forms, until they have come to something; then what they have come to, a line each.
    content: bytes | None = column(PackedBytes(), optional=True)
    results: str | None = column(PackedText(), optional=True)
    recorded: int = column(Integer())
    failed: int = column(Integer())


batch = Row.metadata.tables["batch"]
batch_parcel = Row.metadata.tables["batch_parcel"]
