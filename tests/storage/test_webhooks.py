"""Subscriptions at rest, and whose turn it is at which one."""

import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete

from app.storage import webhooks
from app.storage.commit import record_batch
from app.storage.engine import create_engine, writing
from app.storage.tables import webhook, webhook_delivery
from app.storage.webhook_claims import Backlog, WebhookClaims
from app.storage.webhooks import Attempt, Standing, Webhook, WebhookStore
from tests.databases import Databases
from tests.storage.making import new_evaluation

NOW = datetime(2026, 11, 28, 13, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=30)

_numbers = itertools.count(1)


@dataclass
class Desk:
    """A database without subscriptions, and a tenant without a ledger."""

    engine: Engine
    tenant: str

    @property
    def store(self) -> WebhookStore:
        return WebhookStore(self.engine)

    @property
    def claims(self) -> WebhookClaims:
        return WebhookClaims(self.engine)

    def subscription(self, number: int = 1, **changes: Any) -> Webhook:
        facts: dict[str, Any] = {
            "id": f"019ab3c2-7d10-7c3e-9a55-{number:012d}",
            "tenant": self.tenant,
            "subject": "platform",
            "url": "https://platform.example.gov.cn/hooks",
            "description": "一体化",
            "kinds": frozenset({"evaluation", "revision"}),
            "created_at": NOW + number * SECOND,
            "secret_generation": 1,
            "secret_digest": "sha256:0",
            "old_secret_until": None,
            "standing": Standing(position=0, due_at=NOW),
        }
        return Webhook(**(facts | changes))

    def fill(self, entries: int) -> None:
        record_batch(self.engine, [new_evaluation(tenant=self.tenant) for _ in range(entries)])

    def now(self, number: int = 1) -> Webhook:
        found = self.store.get(self.tenant, self.subscription(number).id)
        assert found is not None
        return found

    def claimed(self, turn: str = "a", now: datetime = NOW, most: int = 9) -> list[Webhook]:
        return self.claims.claim(turn, now, now + LEASE, most)

    def settled(
        self,
        held: Webhook,
        position: int,
        made: Sequence[Attempt] = (),
        until: datetime | None = None,
        **standing: Any,
    ) -> Webhook | None:
        at = Standing(**({"position": position, "due_at": NOW} | standing))
        return self.claims.settle(held, at, made, now=NOW, until=until)


@pytest.fixture(scope="module")
def engine(databases: Databases) -> Iterator[Engine]:
    with databases.migrated() as url:
        made = create_engine(url, wait_seconds=1)
        yield made
        made.dispose()


@pytest.fixture
def desk(engine: Engine) -> Desk:
    with writing(engine) as connection, connection.begin():
        connection.execute(delete(webhook_delivery))
        connection.execute(delete(webhook))
    return Desk(engine, f"tenant-{next(_numbers)}")


def attempt(position: int, outcome: str = "delivered") -> Attempt:
    return Attempt(
        position=position,
        event_id=f"evt_{position}",
        attempt=1,
        started_at=NOW,
        milliseconds=3,
        outcome=outcome,
        http_status=204,
    )


# What subscribers do.


def test_a_subscription_is_kept_as_it_was_made_for_its_tenant_alone(desk: Desk) -> None:
    assert desk.store.add(desk.subscription(), 1)
    assert desk.store.get(desk.tenant, desk.subscription().id) == desk.subscription()
    assert desk.store.get("another", desk.subscription().id) is None
    desk.fill(2)
    assert desk.now().head == 2
    bare = desk.subscription(2, description=None, kinds=None)
    assert desk.store.add(bare, 2)
    assert desk.now(2) == replace(bare, head=2)


def test_lists_are_of_one_subject_or_of_the_tenant_and_the_oldest_comes_first(desk: Desk) -> None:
    for number, tenant, subject in (
        (2, desk.tenant, "b"),
        (1, desk.tenant, "a"),
        (3, desk.tenant, "a"),
        (4, "another", "a"),
    ):
        desk.store.add(desk.subscription(number, tenant=tenant, subject=subject), 9)
    listed = [[each.id[-1] for each in desk.store.list(desk.tenant, subject)] for subject in ("a", "b", "c", None)]
    assert listed == [["1", "3"], ["2"], [], ["1", "2", "3"]]


def test_a_tenant_has_as_many_as_it_may_and_no_more(desk: Desk) -> None:
    assert desk.store.add(desk.subscription(1), 2)
    assert desk.store.add(desk.subscription(2, tenant="another"), 1)
    assert desk.store.add(desk.subscription(3), 2)
    assert not desk.store.add(desk.subscription(4), 2)
    assert len(desk.store.list(desk.tenant, None)) == 2


def test_a_pause_keeps_its_first_reason_and_a_resumption_forgets_the_failures(desk: Desk) -> None:
    failing = Standing(position=3, due_at=NOW + LEASE, failures=4, failing_since=NOW)
    desk.store.add(desk.subscription(standing=failing), 9)
    desk.store.pause(desk.subscription().id, NOW, "gone")
    desk.store.pause(desk.subscription().id, NOW + SECOND, "requested")
    assert desk.now().standing == replace(failing, paused_at=NOW, pause_reason="gone")
    assert desk.now().state == "paused"
    desk.store.resume(desk.subscription().id, NOW)
    assert desk.now().standing == Standing(position=3, due_at=NOW)


def test_a_secret_is_replaced_by_whoever_comes_first(desk: Desk) -> None:
    desk.store.add(desk.subscription(), 9)
    assert desk.store.rotate(desk.subscription().id, 1, "sha256:2", NOW)
    assert not desk.store.rotate(desk.subscription().id, 1, "sha256:3", NOW + SECOND)
    found = desk.now()
    assert (found.secret_generation, found.secret_digest, found.old_secret_until) == (2, "sha256:2", NOW)


def test_a_removed_subscription_leaves_nothing(desk: Desk) -> None:
    desk.fill(1)
    desk.store.add(desk.subscription(), 9)
    (held,) = desk.claimed()
    desk.settled(held, 1, [attempt(1)])
    desk.store.remove(held.id)
    assert desk.store.get(desk.tenant, held.id) is None
    assert desk.store.attempts(held.id, None, 9) == []


# Turns.


def test_what_has_something_to_deliver_and_is_due_is_taken_up_the_longest_due_first(desk: Desk) -> None:
    desk.fill(2)
    for number, standing in enumerate(
        [
            Standing(position=1, due_at=NOW),
            Standing(position=2, due_at=NOW - SECOND),
            Standing(position=0, due_at=NOW + SECOND),
            Standing(position=0, due_at=NOW - SECOND),
            Standing(position=0, due_at=NOW - SECOND, paused_at=NOW, pause_reason="gone"),
        ]
    ):
        desk.store.add(desk.subscription(number, standing=standing), 9)
    desk.store.add(desk.subscription(7, tenant="no ledger"), 9)
    assert [(each.id[-1], each.head, each.claimed_by) for each in desk.claimed()] == [("3", 2, "a"), ("0", 2, "a")]
    assert desk.claimed("b") == []
    assert [each.id[-1] for each in desk.claimed("b", NOW + SECOND)] == ["2"]


def test_no_more_are_taken_up_than_asked_for(desk: Desk) -> None:
    desk.fill(1)
    for number in range(3):
        desk.store.add(desk.subscription(number), 9)
    assert len(desk.claimed("a", most=2)) == 2
    assert len(desk.claimed("b", most=2)) == 1


def test_a_turn_that_never_ends_ends_by_its_time_and_settles_nothing_afterwards(desk: Desk) -> None:
    desk.fill(2)
    desk.store.add(desk.subscription(), 9)
    (stalled,) = desk.claimed("a")
    assert desk.claimed("b", NOW + LEASE - SECOND) == []
    (taken,) = desk.claimed("b", NOW + LEASE)
    assert desk.settled(stalled, 2, [attempt(1), attempt(2)], until=NOW + LEASE) is None
    assert desk.now().standing.position == 0
    assert [each.number for each in desk.store.attempts(taken.id, None, 9)] == [2, 1], "it was sent all the same"
    assert desk.settled(taken, 1, [attempt(1)]) is None
    assert (desk.now().standing.position, desk.now().claimed_by) == (1, None)


def test_a_turn_goes_on_until_it_gives_the_subscription_back(desk: Desk) -> None:
    desk.fill(3)
    desk.store.add(desk.subscription(), 9)
    (held,) = desk.claimed()
    kept = desk.settled(held, 1, [attempt(1)], until=NOW + 2 * LEASE)
    assert kept is not None
    assert (kept.standing.position, kept.standing.due_at, kept.claimed_by) == (1, NOW + 2 * LEASE, "a")
    assert desk.claimed("b", NOW + LEASE) == []
    assert desk.settled(kept, 2, [attempt(2)], due_at=NOW + SECOND, failures=1, failing_since=NOW) is None
    assert desk.now().state == "failing"
    assert desk.claimed("b") == []
    assert len(desk.claimed("b", NOW + SECOND)) == 1


def test_whoever_moves_it_meanwhile_is_obeyed_and_no_second_turn_begins(desk: Desk) -> None:
    desk.fill(5)
    desk.store.add(desk.subscription(standing=Standing(position=3, due_at=NOW)), 9)
    (held,) = desk.claimed()
    desk.store.move(held.id, 1, NOW)
    assert desk.claimed("b") == []
    assert desk.settled(held, 4, [attempt(4)], until=NOW + LEASE) is None
    assert desk.now().standing == Standing(position=1, due_at=NOW)
    (again,) = desk.claimed("b")
    assert again.standing.position == 1


def test_whoever_pauses_it_meanwhile_ends_the_turn_with_what_was_delivered(desk: Desk) -> None:
    desk.fill(2)
    desk.store.add(desk.subscription(), 9)
    (held,) = desk.claimed()
    desk.store.pause(held.id, NOW, "requested")
    assert desk.settled(held, 1, [attempt(1)], until=NOW + LEASE) is None
    assert desk.now().standing == Standing(position=1, due_at=NOW, paused_at=NOW, pause_reason="requested")
    assert desk.claimed("b", NOW + LEASE) == []
    desk.store.resume(held.id, NOW)
    assert [each.standing.position for each in desk.claimed("b")] == [1]


def test_whoever_removes_it_meanwhile_ends_the_turn(desk: Desk) -> None:
    desk.fill(1)
    desk.store.add(desk.subscription(), 9)
    (held,) = desk.claimed()
    desk.store.remove(held.id)
    assert desk.settled(held, 1, [attempt(1)], until=NOW + LEASE) is None
    assert desk.store.attempts(held.id, None, 9) == []


def test_of_many_processes_one_has_the_turn(desk: Desk) -> None:
    desk.fill(1)
    for number in range(6):
        desk.store.add(desk.subscription(number), 9)
    with ThreadPoolExecutor(4) as threads:
        taken = threads.map(desk.claimed, ["a", "b", "c", "d"])
        ids = sorted(each.id for found in taken for each in found)
    assert ids == sorted({*ids}), "each at most once"
    assert ids, "and not none of them"


# The log.


def test_the_log_is_read_from_its_end_and_keeps_the_newest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "LOG_KEPT", 4)
    desk.fill(9)
    desk.store.add(desk.subscription(), 9)
    (held,) = desk.claimed()
    kept = desk.settled(held, 3, [attempt(1), attempt(2), attempt(3)], until=NOW + LEASE)
    assert kept is not None
    assert [each.number for each in desk.store.attempts(held.id, None, 9)] == [3, 2, 1]
    desk.settled(kept, 4, [attempt(4), attempt(5, "refused")])
    found = desk.store.attempts(held.id, None, 9)
    assert [(each.number, each.position) for each in found] == [(5, 5), (4, 4), (3, 3), (2, 2)]
    assert found[0] == replace(attempt(5, "refused"), number=5)
    assert [each.number for each in desk.store.attempts(held.id, 4, 1)] == [3]


# What is known of all.


def test_the_ledgers_of_subscriptions_that_are_not_paused_are_followed(desk: Desk) -> None:
    desk.fill(2)
    paused = Standing(position=0, due_at=NOW, paused_at=NOW)
    for number, tenant, standing in (
        (1, desk.tenant, paused),
        (2, "new", Standing(position=0, due_at=NOW)),
        (3, "other", paused),
        (4, desk.tenant, Standing(position=2, due_at=NOW)),
        (5, desk.tenant, Standing(position=2, due_at=NOW)),
    ):
        desk.store.add(desk.subscription(number, tenant=tenant, standing=standing), 9)
    assert desk.claims.followed() == {desk.tenant: 2, "new": 0}


def test_backlogs_are_counted_by_state(desk: Desk) -> None:
    assert desk.claims.backlogs() == dict.fromkeys(("active", "failing", "paused"), Backlog(0, 0))
    desk.fill(5)
    for number, standing in enumerate(
        [
            Standing(position=5, due_at=NOW),
            Standing(position=3, due_at=NOW),
            Standing(position=1, due_at=NOW, failures=1),
            Standing(position=0, due_at=NOW, failures=1, paused_at=NOW),
        ]
    ):
        desk.store.add(desk.subscription(number, standing=standing), 9)
    desk.store.add(desk.subscription(8, tenant="new"), 9)
    assert desk.claims.backlogs() == {"active": Backlog(3, 2), "failing": Backlog(1, 4), "paused": Backlog(1, 5)}
