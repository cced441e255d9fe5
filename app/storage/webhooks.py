"""Webhooks at rest: who subscribed to what, how far each has come, and the log of what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Engine, Row, Select, case, delete, func, insert, literal, select, update

from app.storage.engine import reading, writing
from app.storage.tables import ledger_head, webhook, webhook_delivery
from app.storage.types import UtcTime

State = Literal["active", "failing", "paused"]
STATES: tuple[State, ...] = get_args(State)
LOG_KEPT = 10_000
"""How many attempts of a subscription the log holds; the oldest make room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a subscription stands: what moves with every delivery."""

    position: int
    """The last entry that needs no delivery any more."""
    due_at: datetime
    """Not to be taken up before."""
    failures: int = 0
    """In a row, all of them at the entry behind `position`."""
    failing_since: datetime | None = None
    delivered_at: datetime | None = None
    """When an entry was last delivered."""
    paused_at: datetime | None = None
    pause_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Longest texts: tenant 64 characters, subject and description 200, url 2,000."""

    id: str
    tenant: str
    subject: str
    """Who subscribed, as records name them."""
    url: str
    description: str | None
    kinds: frozenset[str] | None
    """Of ledger entries; None: every kind."""
    created_at: datetime
    secret_generation: int
    """How often there was a new secret, from 1."""
    secret_digest: str
    old_secret_until: datetime | None
    """Until when the secret before this one signs as well."""
    standing: Standing
    attempts: int = 0
    """Of deliveries, since ever."""
    claimed_by: str | None = None
    """The turn that is at it, up to `due_at`."""
    head: int = 0
    """Where the tenant's ledger stood when this was read."""

    @property
    def state(self) -> State:
        if self.standing.paused_at is not None:
            return "paused"
        return "failing" if self.standing.failures else "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to deliver one entry."""

    position: int
    event_id: str
    attempt: int
    """The how-manieth in a row at this entry."""
    started_at: datetime
    milliseconds: int
    outcome: str
    http_status: int | None
    number: int = 0
    """In the subscription's log, from 1; given when it is written."""


class WebhookStore:
    """What callers do with their subscriptions.

    Every method raises StorageBusy, StorageUnavailable or SchemaOutdated when the database cannot answer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, new: Webhook, at_most: int) -> bool:
        """False, and nothing added, where the tenant has as many as it may."""
        with writing(self._engine) as connection, connection.begin():
            count = select(func.count()).select_from(webhook).where(webhook.c.tenant == new.tenant)
            if connection.execute(count).scalar_one() >= at_most:
                return False
            connection.execute(insert(webhook), _row(new))
        return True

    def get(self, tenant: str, webhook_id: str) -> Webhook | None:
        query = with_head().where(webhook.c.id == webhook_id, webhook.c.tenant == tenant)
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else webhook_of(row)

    def list(self, tenant: str, subject: str | None) -> list[Webhook]:
        """Those of one subject, or of all, the oldest first."""
        query = with_head().where(webhook.c.tenant == tenant).order_by(webhook.c.created_at, webhook.c.id)
        if subject is not None:
            query = query.where(webhook.c.subject == subject)
        with reading(self._engine) as connection:
            return [webhook_of(row) for row in connection.execute(query)]

    def remove(self, webhook_id: str) -> None:
        """With its log."""
        with writing(self._engine) as connection, connection.begin():
            # Locked first: a turn that ends now would log on.
            connection.execute(select(webhook.c.id).where(webhook.c.id == webhook_id).with_for_update())
            connection.execute(delete(webhook_delivery).where(webhook_delivery.c.webhook_id == webhook_id))
            connection.execute(delete(webhook).where(webhook.c.id == webhook_id))

    def move(self, webhook_id: str, position: int, now: datetime) -> None:
        """The next entry is the one behind `position`, without waiting for anything."""
        values = {"position": position, "failures": 0, "failing_since": None}
        self._change(webhook_id, now, **values)

    def pause(self, webhook_id: str, now: datetime, reason: str) -> None:
        """One that is paused stays as it is."""
        values = {"paused_at": now, "pause_reason": reason}
        with writing(self._engine) as connection, connection.begin():
            connection.execute(
                update(webhook).where(webhook.c.id == webhook_id, webhook.c.paused_at.is_(None)).values(**values)
            )

    def resume(self, webhook_id: str, now: datetime) -> None:
        """Goes on where it stands, without waiting for anything."""
        self._change(webhook_id, now, paused_at=None, pause_reason=None, failures=0, failing_since=None)

    def rotate(self, webhook_id: str, old: int, new_digest: str, old_secret_until: datetime) -> bool:
        """A new secret in the place of the generation `old`; False where that one has been replaced already."""
        values = {
            "secret_generation": old + 1,
            "secret_digest": new_digest,
            "old_secret_until": old_secret_until,
        }
        with writing(self._engine) as connection, connection.begin():
            changed = connection.execute(
                update(webhook).where(webhook.c.id == webhook_id, webhook.c.secret_generation == old).values(**values)
            )
            return changed.rowcount == 1

    def attempts(self, webhook_id: str, before: int | None, limit: int) -> Sequence[Attempt]:
        """At most `limit` attempts below the number `before`, the newest first."""
        log = webhook_delivery.c
        query = select(webhook_delivery).where(log.webhook_id == webhook_id).order_by(log.number.desc()).limit(limit)
        if before is not None:
            query = query.where(log.number < before)
        with reading(self._engine) as connection:
            return [_attempt(row) for row in connection.execute(query)]

    def _change(self, webhook_id: str, now: datetime, **values: Any) -> None:
        # Whoever is at it keeps it: it is theirs until they give it back, or until their time is over.
        due_at = case((webhook.c.claimed_by.is_(None), literal(now, UtcTime())), else_=webhook.c.due_at)
        with writing(self._engine) as connection, connection.begin():
            connection.execute(update(webhook).where(webhook.c.id == webhook_id).values(**values, due_at=due_at))


def with_head() -> Select[Any]:
    """Subscriptions, each with where its ledger stands."""
    head = func.coalesce(ledger_head.c.position, 0).label("head")
    return select(webhook, head).outerjoin(ledger_head, ledger_head.c.tenant == webhook.c.tenant)


def log_attempts(connection: Connection, row: Row[Any], made: Sequence[Attempt]) -> None:
    """Adds attempts to the log of the subscription in a row that is locked, and takes the oldest away."""
    if not made:
        return
    log = webhook_delivery.c
    last = row.attempts + len(made)
    numbered = enumerate(made, row.attempts + 1)
    connection.execute(
        insert(webhook_delivery), [_attempt_row(row.id, number, attempt) for number, attempt in numbered]
    )
    connection.execute(delete(webhook_delivery).where(log.webhook_id == row.id, log.number <= last - LOG_KEPT))
    connection.execute(update(webhook).where(webhook.c.id == row.id).values(attempts=last))


def standing_row(standing: Standing) -> dict[str, Any]:
    return {
        "position": standing.position,
        "due_at": standing.due_at,
        "failures": standing.failures,
        "failing_since": standing.failing_since,
        "delivered_at": standing.delivered_at,
        "paused_at": standing.paused_at,
        "pause_reason": standing.pause_reason,
    }


def _row(new: Webhook) -> dict[str, Any]:
    return {
        "id": new.id,
        "tenant": new.tenant,
        "subject": new.subject,
        "url": new.url,
        "description": new.description,
        "kinds": None if new.kinds is None else " ".join(sorted(new.kinds)),
        "created_at": new.created_at,
        "secret_generation": new.secret_generation,
        "secret_digest": new.secret_digest,
        "old_secret_until": new.old_secret_until,
        "attempts": new.attempts,
        "claimed_by": new.claimed_by,
        **standing_row(new.standing),
    }


def webhook_of(row: Row[Any]) -> Webhook:
    """What a row of `with_head` says."""
    return Webhook(
        id=row.id,
        tenant=row.tenant,
        subject=row.subject,
        url=row.url,
        description=row.description,
        kinds=None if row.kinds is None else frozenset(row.kinds.split()),
        created_at=row.created_at,
        secret_generation=row.secret_generation,
        secret_digest=row.secret_digest,
        old_secret_until=row.old_secret_until,
        standing=Standing(
            position=row.position,
            due_at=row.due_at,
            failures=row.failures,
            failing_since=row.failing_since,
            delivered_at=row.delivered_at,
            paused_at=row.paused_at,
            pause_reason=row.pause_reason,
        ),
        attempts=row.attempts,
        claimed_by=row.claimed_by,
        head=row.head,
    )


def _attempt_row(webhook_id: str, number: int, made: Attempt) -> dict[str, Any]:
    return {
        "webhook_id": webhook_id,
        "number": number,
        "position": made.position,
        "event_id": made.event_id,
        "attempt": made.attempt,
        "started_at": made.started_at,
        "milliseconds": made.milliseconds,
        "outcome": made.outcome,
        "http_status": made.http_status,
    }


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        number=row.number,
        position=row.position,
        event_id=row.event_id,
        attempt=row.attempt,
        started_at=row.started_at,
        milliseconds=row.milliseconds,
        outcome=row.outcome,
        http_status=row.http_status,
    )
