"""A ledger, subscriptions and receivers in memory, and a clock that a test moves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.services.webhooks.delivery import Delivery
from app.services.webhooks.posting import Answered
from app.services.webhooks.secrets import SecretMaker
from app.services.webhooks.targets import Targets
from app.storage.records import LedgerEntry
from app.storage.webhooks import Attempt, Standing, Webhook
from tests.serving import SIGNER

START = datetime(2026, 11, 28, 13, 0, tzinfo=UTC)
SECRETS = SecretMaker(SIGNER)
DELIVERED = Answered("delivered", 204)
ORIGIN = "https://platform.example.gov.cn"


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = START
    seconds: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class Ledger:
    """Entries of one tenant; every third one is a revision."""

    size: int

    def entries(self, _tenant: str, after: int, limit: int) -> list[LedgerEntry]:
        return [self.entry(position) for position in range(after + 1, min(self.size, after + limit) + 1)]

    @staticmethod
    def entry(position: int) -> LedgerEntry:
        return LedgerEntry(
            tenant="default",
            position=position,
            entry_kind="revision" if position % 3 == 0 else "evaluation",
            evaluation_id=None,
            recorded_at=START,
            body=f'{{"position":{position}}}',
            entry_digest=f"sha256:{position:064x}",
        )


Script = Callable[[int], Answered | None]


@dataclass
class Posts:
    """`script` says what becomes of which attempt, counted from 1."""

    script: Script = lambda _: DELIVERED
    bodies: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    cut: bool = False

    async def post(self, _url: str, content: bytes, headers: dict[str, str]) -> Answered | None:
        self.bodies.append(content.decode())
        self.headers.append(headers)
        return self.script(len(self.bodies))

    def cut_off(self) -> None:
        self.cut = True

    @property
    def positions(self) -> list[int]:
        return [int(body.partition('"position":')[2].partition("}")[0]) for body in self.bodies]


@dataclass
class Owners:
    """Everybody may read but these."""

    ended: tuple[str, ...] = ()

    def may_read(self, _tenant: str, subject: str) -> bool:
        return subject not in self.ended


@dataclass
class Settlement:
    """What a turn wanted to have noted."""

    standing: Standing
    made: Sequence[Attempt]
    until: datetime | None


@dataclass
class Claims:
    """Notes what is settled; `keep` says how many settlements a turn survives."""

    settlements: list[Settlement] = field(default_factory=list)
    keep: int = 1000

    def settle(
        self, held: Webhook, standing: Standing, made: Sequence[Attempt], *, now: datetime, until: datetime | None
    ) -> Webhook | None:
        del now
        self.settlements.append(Settlement(standing, list(made), until))
        if until is None or len(self.settlements) >= self.keep:
            return None
        return replace(held, standing=replace(standing, due_at=until))

    @property
    def last(self) -> Settlement:
        return self.settlements[-1]


def subscription(**changes: Any) -> Webhook:
    facts: dict[str, Any] = {
        "id": "hook",
        "tenant": "default",
        "subject": "platform",
        "url": f"{ORIGIN}/hooks",
        "description": None,
        "kinds": None,
        "created_at": START,
        "secret_generation": 1,
        "secret_digest": SECRETS.secret("hook", 1).digest(),
        "old_secret_until": None,
        "standing": Standing(position=0, due_at=START),
        "claimed_by": "turn",
    }
    return Webhook(**(facts | changes))


def delivery(ledger: Ledger, claims: Claims, posts: Posts, clock: Clock, **changes: Any) -> Delivery:
    parts: dict[str, Any] = {
        "ledgers": ledger,
        "claims": claims,
        "posts": posts,
        "targets": Targets.read(ORIGIN),
        "owners": Owners(),
        "secrets": SECRETS,
        "ledger_origin": "jixiao",
        "sm3": False,
        "clock": clock,
        "randomness": bytes,
        "count": lambda _outcome, _seconds: None,
        "monotonic": clock.monotonic,
    }
    return Delivery(**(parts | changes))
