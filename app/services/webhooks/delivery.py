"""One turn at one subscription: its entries in the order of the ledger, each until the receiver has it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from app.logs.events import ServiceEvent
from app.services.webhooks.events import MEDIA_TYPE, event_id, event_text
from app.services.webhooks.posting import Answered
from app.services.webhooks.secrets import SecretMaker, WebhookSecret, signatures
from app.services.webhooks.standing import PAUSED_ACCESS_ENDED, PAUSED_KEY_CHANGED, standing_after
from app.services.webhooks.targets import Targets
from app.storage.records import LedgerEntry
from app.storage.webhooks import Attempt, Standing, Webhook

LEASE = timedelta(seconds=30)
"""For how long a subscription is nobody else's; longer than anything takes between two settlements, though clocks
differ."""

_AT_A_TIME = 100
_LONGEST_UNSETTLED = 1.0
_LONGEST_TURN = 20.0
_JITTER_BYTES = 4


class Ledgers(Protocol):
    """Where entries are read from."""

    def entries(self, tenant: str, after: int, limit: int) -> list[LedgerEntry]: ...


class Claims(Protocol):
    """Where it is kept how far a subscription has come."""

    def settle(
        self, held: Webhook, standing: Standing, made: Sequence[Attempt], *, now: datetime, until: datetime | None
    ) -> Webhook | None: ...


class Posts(Protocol):
    """What brings an event to its receiver."""

    async def post(self, url: str, content: bytes, headers: dict[str, str]) -> Answered | None: ...
    def cut_off(self) -> None: ...


class Reads(Protocol):
    """Who may still have what is recorded."""

    def may_read(self, tenant: str, subject: str) -> bool: ...


class _Forbidden(Exception):
    """Nothing may be sent until the owner has seen to it; `reason` is why the subscription is paused."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class _Sent:
    """What a stretch of entries came to so far."""

    position: int
    made: list[Attempt] = field(default_factory=list)
    last: Answered | None = None
    stopped: bool = False
    """Whether an attempt did not arrive, or was cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What every turn needs.

    What was delivered is noted after a hundred entries or a second, and when a turn ends: a process that is killed
    delivers so much again, under the same ids.
    """

    ledgers: Ledgers
    claims: Claims
    posts: Posts
    targets: Targets
    owners: Reads
    secrets: SecretMaker
    ledger_origin: str
    sm3: bool
    clock: Callable[[], datetime]
    randomness: Callable[[int], bytes]
    count: Callable[[str, float], None]
    """Takes the outcome of an attempt, and the seconds that it took."""
    monotonic: Callable[[], float] = time.monotonic

    async def turn(self, claimed: Webhook, ended: Callable[[], bool]) -> None:
        """Delivers until nothing is left, an attempt fails, others should have their turn, or `ended` says that the
        process is about to stop: the attempt under way is then the last one.

        Raises what the storage raises; the claim then ends by itself.
        """
        began = self.monotonic()
        held: Webhook | None = claimed
        while held is not None:
            try:
                entries, secrets = await asyncio.to_thread(self._read, held)
            except _Forbidden as forbidden:
                await self._pause(held, forbidden.reason)
                return
            sent = await self._send(held, entries, secrets, ended)
            exhausted = len(entries) < _AT_A_TIME and (not entries or sent.position == entries[-1].position)
            over = sent.stopped or exhausted or ended() or self.monotonic() - began >= _LONGEST_TURN
            held = await self._settle(held, sent, goes_on=not over)

    def _read(self, held: Webhook) -> tuple[list[LedgerEntry], list[WebhookSecret]]:
        """The next entries, and the secrets that sign. Raises _Forbidden."""
        if not self.owners.may_read(held.tenant, held.subject):
            raise _Forbidden(PAUSED_ACCESS_ENDED)
        current = self.secrets.secret(held.id, held.secret_generation)
        if current.digest() != held.secret_digest:
            # A signature by another secret than the receiver knows would only look like a forgery.
            raise _Forbidden(PAUSED_KEY_CHANGED)
        secrets = [current]
        if held.old_secret_until is not None and self.clock() < held.old_secret_until:
            secrets.append(self.secrets.secret(held.id, held.secret_generation - 1))
        return self.ledgers.entries(held.tenant, held.standing.position, _AT_A_TIME), secrets

    async def _send(
        self,
        held: Webhook,
        entries: Sequence[LedgerEntry],
        secrets: Sequence[WebhookSecret],
        ended: Callable[[], bool],
    ) -> _Sent:
        """In their order, up to the first one that does not arrive."""
        began = self.monotonic()
        sent = _Sent(held.standing.position)
        for entry in entries:
            if ended() or self.monotonic() - began >= _LONGEST_UNSETTLED:
                break
            if held.kinds is None or entry.entry_kind in held.kinds:
                attempt = 1 if sent.made else held.standing.failures + 1
                await self._attempt(held, entry, secrets, attempt, sent)
                if sent.stopped:
                    break
            sent.position = entry.position
        return sent

    async def _attempt(
        self, held: Webhook, entry: LedgerEntry, secrets: Sequence[WebhookSecret], attempt: int, sent: _Sent
    ) -> None:
        """Nothing is noted of an attempt that was cut off."""
        started_at, began = self.clock(), self.monotonic()
        answered: Answered | None = Answered("not_allowed")
        # The list may have changed since the caller subscribed.
        if self.targets.refusal(held.url) is None:
            answered = await self._post(held.url, entry, secrets, started_at)
        sent.stopped = answered is None or answered.outcome != "delivered"
        if answered is None:
            return
        seconds = self.monotonic() - began
        self.count(answered.outcome, seconds)
        made = Attempt(
            position=entry.position,
            event_id=event_id(entry),
            attempt=attempt,
            started_at=started_at,
            milliseconds=int(seconds * 1000),
            outcome=answered.outcome,
            http_status=answered.http_status,
        )
        sent.last = answered
        sent.made.append(made)

    async def _post(
        self, url: str, entry: LedgerEntry, secrets: Sequence[WebhookSecret], started_at: datetime
    ) -> Answered | None:
        message_id, timestamp = event_id(entry), int(started_at.timestamp())
        body = event_text(entry, self.ledger_origin).encode()
        headers = {
            "Content-Type": MEDIA_TYPE,
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signatures(secrets, message_id, timestamp, body, sm3=self.sm3),
        }
        return await self.posts.post(url, body, headers)

    async def _settle(self, held: Webhook, sent: _Sent, *, goes_on: bool) -> Webhook | None:
        now = self.clock()
        retry_after = None if sent.last is None else sent.last.retry_after
        standing = standing_after(
            held.standing, sent.position, sent.made, now, self.randomness(_JITTER_BYTES), retry_after
        )
        until = now + LEASE if goes_on else None
        kept = await asyncio.to_thread(self.claims.settle, held, standing, sent.made, now=now, until=until)
        _tell(held, standing, sent)
        return kept

    async def _pause(self, held: Webhook, reason: str) -> None:
        now = self.clock()
        standing = Standing(
            position=held.standing.position,
            due_at=now,
            delivered_at=held.standing.delivered_at,
            paused_at=now,
            pause_reason=reason,
        )
        await asyncio.to_thread(self.claims.settle, held, standing, (), now=now, until=None)
        _tell(held, standing, _Sent(held.standing.position))


def _tell(held: Webhook, now: Standing, sent: _Sent) -> None:
    """The beginning and the end of a failure, and a subscription that stops; not every attempt, which the log of
    deliveries has."""
    log = structlog.get_logger().bind(tenant=held.tenant, subject=held.subject, webhook=held.id)
    if now.pause_reason is not None:
        log.warning(ServiceEvent.WEBHOOK_PAUSED, reason=now.pause_reason)
    elif now.failures and (len(sent.made) > 1 or not held.standing.failures):
        outcome = sent.made[-1]
        log.warning(ServiceEvent.WEBHOOK_FAILING, outcome=outcome.outcome, status=outcome.http_status)
    elif held.standing.failures and not now.failures:
        log.info(ServiceEvent.WEBHOOK_RECOVERED)
