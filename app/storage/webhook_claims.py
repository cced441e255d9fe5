"""Which process is at which subscription: one at a time, and nobody for ever."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, Row, Select, func, select, update

from app.storage.engine import reading, writing
from app.storage.tables import ledger_head, webhook
from app.storage.webhooks import (
    STATES,
    Attempt,
    Standing,
    State,
    Webhook,
    log_attempts,
    standing_row,
    webhook_of,
    with_head,
)


class Backlog(NamedTuple):
    """How many subscriptions there are, and how many entries of their ledgers wait for them."""

    subscriptions: int
    waiting: int


class WebhookClaims:
    """Turns at subscriptions, for whoever delivers.

    A turn is a claim with an end: a process that is killed holds its subscriptions no longer than that. Every method
    raises StorageBusy, StorageUnavailable or SchemaOutdated when the database cannot answer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def followed(self) -> dict[str, int]:
        """The tenants with a subscription that is not paused, and where their ledgers stand."""
        query = (
            select(webhook.c.tenant, func.coalesce(func.max(ledger_head.c.position), 0).label("head"))
            .outerjoin(ledger_head, ledger_head.c.tenant == webhook.c.tenant)
            .where(webhook.c.paused_at.is_(None))
            .group_by(webhook.c.tenant)
        )
        with reading(self._engine) as connection:
            return {row.tenant: row.head for row in connection.execute(query)}

    def claim(self, turn: str, now: datetime, until: datetime, most: int) -> list[Webhook]:
        """Takes up at most so many subscriptions that are due and have something to deliver, the longest due first."""
        due = _due(now, most)
        with reading(self._engine) as connection:
            # Nothing is locked, on SQLite the whole database, to find that there is nothing to do.
            if connection.execute(due).first() is None:
                return []
        if self._engine.dialect.name == "postgresql":
            due = due.with_for_update(of=webhook, skip_locked=True)
        with writing(self._engine) as connection, connection.begin():
            found = connection.execute(due).all()
            return [
                _held(row, turn, until)
                for row in found
                # On engines that cannot skip what is locked, another process may have been faster.
                if connection.execute(
                    update(webhook)
                    .where(webhook.c.id == row.id, webhook.c.due_at == row.due_at)
                    .values(claimed_by=turn, due_at=until)
                ).rowcount
                == 1
            ]

    def settle(
        self, held: Webhook, standing: Standing, made: Sequence[Attempt], *, now: datetime, until: datetime | None
    ) -> Webhook | None:
        """Notes what a turn came to and, where it goes on until then, gives the subscription as it stands now.

        None: the turn is over. It is so as well where the caller has meanwhile paused the subscription, moved it or
        removed it, or where it took too long and another one has begun. What was sent is in the log all the same.
        """
        with writing(self._engine) as connection, connection.begin():
            row = connection.execute(select(webhook).where(webhook.c.id == held.id).with_for_update()).one_or_none()
            if row is None:
                return None
            log_attempts(connection, row, made)
            if row.claimed_by != held.claimed_by:
                return None
            goes_on = until is not None and _untouched(row, held)
            values = _settled(row, held, standing, now)
            values |= {"claimed_by": held.claimed_by, "due_at": until} if goes_on else {"claimed_by": None}
            connection.execute(update(webhook).where(webhook.c.id == held.id).values(**values))
            if not goes_on:
                return None
            return webhook_of(connection.execute(with_head().where(webhook.c.id == held.id)).one())

    def backlogs(self) -> dict[State, Backlog]:
        """By how subscriptions stand."""
        found: dict[State, Backlog] = {state: Backlog(0, 0) for state in STATES}
        with reading(self._engine) as connection:
            for each in map(webhook_of, connection.execute(with_head())):
                sum_so_far = found[each.state]
                waiting = sum_so_far.waiting + each.head - each.standing.position
                found[each.state] = Backlog(sum_so_far.subscriptions + 1, waiting)
        return found


def _due(now: datetime, most: int) -> Select[Any]:
    return (
        select(webhook, ledger_head.c.position.label("head"))
        .join(ledger_head, ledger_head.c.tenant == webhook.c.tenant)
        .where(
            webhook.c.paused_at.is_(None),
            webhook.c.position < ledger_head.c.position,
            webhook.c.due_at <= now,
        )
        .order_by(webhook.c.due_at, webhook.c.id)
        .limit(most)
    )


def _held(row: Row[Any], turn: str, until: datetime) -> Webhook:
    found = webhook_of(row)
    return replace(found, claimed_by=turn, standing=replace(found.standing, due_at=until))


def _untouched(row: Row[Any], held: Webhook) -> bool:
    return row.position == held.standing.position and row.paused_at is None


def _settled(row: Row[Any], held: Webhook, standing: Standing, now: datetime) -> dict[str, Any]:
    if row.position != held.standing.position:
        # Moved by its owner: it is due at the new place at once.
        return {"due_at": now}
    values = standing_row(standing)
    if row.paused_at is not None:
        values |= {"paused_at": row.paused_at, "pause_reason": row.pause_reason}
    return values
