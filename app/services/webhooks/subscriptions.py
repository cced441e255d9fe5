"""Subscribing to the ledger, and everything a subscriber does afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.services.errors import BeyondLedger
from app.services.ids import uuid7
from app.services.webhooks.errors import TargetRefused, TooManyWebhooks, WebhookNotFound
from app.services.webhooks.secrets import SecretMaker
from app.services.webhooks.standing import PAUSED_BY_CALLER
from app.services.webhooks.targets import Targets
from app.storage.ledger import Head
from app.storage.webhooks import Attempt, Standing, Webhook

MOST_WEBHOOKS = 100
"""Of one tenant."""


class Store(Protocol):
    """Where subscriptions are kept."""

    def add(self, new: Webhook, at_most: int) -> bool: ...
    def get(self, tenant: str, webhook_id: str) -> Webhook | None: ...
    def list(self, tenant: str, subject: str | None) -> list[Webhook]: ...
    def remove(self, webhook_id: str) -> None: ...
    def move(self, webhook_id: str, position: int, now: datetime) -> None: ...
    def pause(self, webhook_id: str, now: datetime, reason: str) -> None: ...
    def resume(self, webhook_id: str, now: datetime) -> None: ...
    def rotate(self, webhook_id: str, old: int, new_digest: str, old_secret_until: datetime) -> bool: ...
    def attempts(self, webhook_id: str, before: int | None, limit: int) -> Sequence[Attempt]: ...


class Ledgers(Protocol):
    """Where it is seen how far a ledger has grown."""

    def head(self, tenant: str) -> Head: ...


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who subscribes; `all_of_tenant` is for those who look after everybody's subscriptions."""

    tenant: str
    subject: str
    all_of_tenant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be sent where; `after` None: what is recorded from now on."""

    url: str
    description: str | None = None
    kinds: frozenset[str] | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class WithSecret:
    """A subscription with the text of its secret, which is shown this once."""

    webhook: Webhook
    secret: str


class WebhookService:
    """Every method raises the storage's errors, those about one subscription WebhookNotFound."""

    def __init__(
        self,
        store: Store,
        ledgers: Ledgers,
        targets: Targets,
        secrets: SecretMaker,
        clock: Callable[[], datetime],
        randomness: Callable[[int], bytes],
        changed: Callable[[], object],
    ) -> None:
        """`changed` lets whoever delivers know at once that there is something new to do; it looks by itself anyway."""
        self._store = store
        self._ledgers = ledgers
        self._targets = targets
        self._secrets = secrets
        self._clock = clock
        self._randomness = randomness
        self._changed = changed

    def create(self, subscriber: Subscriber, wish: Wish) -> WithSecret:
        """Raises TargetRefused, BeyondLedger or TooManyWebhooks."""
        refusal = self._targets.refusal(wish.url)
        if refusal is not None:
            raise TargetRefused(refusal)
        head = self._ledgers.head(subscriber.tenant).position
        after = self._position(wish.after, head)
        now = self._clock()
        webhook_id = uuid7(now, self._randomness(10))
        secret = self._secrets.secret(webhook_id, 1)
        new = Webhook(
            id=webhook_id,
            tenant=subscriber.tenant,
            subject=subscriber.subject,
            url=wish.url,
            description=wish.description,
            kinds=wish.kinds,
            created_at=now,
            secret_generation=1,
            secret_digest=secret.digest(),
            old_secret_until=None,
            standing=Standing(position=after, due_at=now),
            head=head,
        )
        if not self._store.add(new, MOST_WEBHOOKS):
            raise TooManyWebhooks(MOST_WEBHOOKS)
        self._changed()
        return WithSecret(new, secret.text())

    def list(self, subscriber: Subscriber) -> "list[Webhook]":
        """The oldest first."""
        return self._store.list(subscriber.tenant, None if subscriber.all_of_tenant else subscriber.subject)

    def get(self, subscriber: Subscriber, webhook_id: str) -> Webhook:
        found = self._store.get(subscriber.tenant, webhook_id)
        if found is None or not (subscriber.all_of_tenant or found.subject == subscriber.subject):
            raise WebhookNotFound
        return found

    def remove(self, subscriber: Subscriber, webhook_id: str) -> None:
        """Ends it for good, with its log."""
        self._store.remove(self.get(subscriber, webhook_id).id)

    def attempts(self, subscriber: Subscriber, webhook_id: str, before: int | None, limit: int) -> Sequence[Attempt]:
        """What was sent, the newest first, below the number `before`."""
        return self._store.attempts(self.get(subscriber, webhook_id).id, before, limit)

    def replay(self, subscriber: Subscriber, webhook_id: str, after: int) -> Webhook:
        """Goes on behind `after`: back to send again, ahead to leave out. Raises BeyondLedger."""
        found = self.get(subscriber, webhook_id)
        self._store.move(found.id, self._position(after, found.head), self._clock())
        self._changed()
        return self.get(subscriber, webhook_id)

    def pause(self, subscriber: Subscriber, webhook_id: str) -> Webhook:
        """Nothing is sent until it is resumed, and nothing is missed."""
        self._store.pause(self.get(subscriber, webhook_id).id, self._clock(), PAUSED_BY_CALLER)
        return self.get(subscriber, webhook_id)

    def resume(self, subscriber: Subscriber, webhook_id: str) -> Webhook:
        """Goes on where it stopped, at once."""
        self._store.resume(self.get(subscriber, webhook_id).id, self._clock())
        self._changed()
        return self.get(subscriber, webhook_id)

    def rotate(self, subscriber: Subscriber, webhook_id: str, overlap: timedelta) -> WithSecret:
        """A new secret; the old one signs along for `overlap`."""
        while True:
            found = self.get(subscriber, webhook_id)
            secret = self._secrets.secret(found.id, found.secret_generation + 1)
            if self._store.rotate(found.id, found.secret_generation, secret.digest(), self._clock() + overlap):
                return WithSecret(self.get(subscriber, webhook_id), secret.text())

    @staticmethod
    def _position(after: int | None, head: int) -> int:
        if after is None:
            return head
        if after > head:
            raise BeyondLedger("/after", after, head)
        return after
