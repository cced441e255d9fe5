"""The tables of webhooks, whose rows change as events are delivered and may go."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String

from app.storage.table_parts import CHANGES_FREELY, CLUSTERED, EXACT_TEXT, Row, column
from app.storage.types import UtcTime


class Webhook(Row, table=True):
    """A subscription: where a tenant's ledger entries are sent, how far that has come, and who is at it.

    `due_at`: not to be taken up before, be it for the next attempt or because `claimed_by` is at it until then.
    """

    __tablename__ = "webhook"
    __table_args__ = (Index("ix_webhook_tenant", "tenant", "created_at"), {**EXACT_TEXT, "info": CHANGES_FREELY})

    id: str = column(String(36), key=True)
    tenant: str = column(String(64))
    subject: str = column(String(200))
    url: str = column(String(2000))
    description: str | None = column(String(200), optional=True)
    # Sorted and separated by spaces; none: every kind.
    kinds: str | None = column(String(200), optional=True)
    created_at: datetime = column(UtcTime())
    secret_generation: int = column(Integer())
    secret_digest: str = column(String(80))
    old_secret_until: datetime | None = column(UtcTime(), optional=True)
    position: int = column(BigInteger())
    attempts: int = column(BigInteger())
    failures: int = column(Integer())
    failing_since: datetime | None = column(UtcTime(), optional=True)
    delivered_at: datetime | None = column(UtcTime(), optional=True)
    paused_at: datetime | None = column(UtcTime(), optional=True)
    pause_reason: str | None = column(String(32), optional=True)
    due_at: datetime = column(UtcTime())
    claimed_by: str | None = column(String(36), optional=True)


class WebhookDelivery(Row, table=True):
    """One attempt to deliver an entry; the oldest attempts of a subscription make room for new ones."""

    __tablename__ = "webhook_delivery"
    __table_args__ = ({**CLUSTERED, "info": CHANGES_FREELY},)

    webhook_id: str = column(String(36), ForeignKey("webhook.id"), key=True)
    number: int = column(BigInteger(), key=True)
    position: int = column(BigInteger())
    event_id: str = column(String(64))
    attempt: int = column(Integer())
    started_at: datetime = column(UtcTime())
    milliseconds: int = column(Integer())
    outcome: str = column(String(16))
    http_status: int | None = column(Integer(), optional=True)


webhook = Row.metadata.tables["webhook"]
webhook_delivery = Row.metadata.tables["webhook_delivery"]
