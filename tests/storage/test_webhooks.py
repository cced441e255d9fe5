"""Subscriptions at rest, and whose turn it is at which one."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from app.storage import webhooks
from app.storage.commit import record_batch
from app.storage.webhook_claims import Backlog, WebhookClaims
from app.storage.webhooks import Attempt, Standing, Webhook, WebhookStore
from tests.storage.making import TENANT, new_evaluation

NOW = datetime(2026, 11, 28, 13, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=30)


def subscription(number: int = 1, **changes: Any) -> Webhook:
    facts: dict[str, Any] = {
        "id": f"019ab3c2-7d10-7c3e-9a55-{number:012d}",
        "tenant": TENANT,
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


def fill(engine: Engine, entries: int, tenant: str = TENANT) -> None:
    record_batch(engine, [new_evaluation(tenant=tenant) for _ in range(entries)])


@pytest.fixture
def store(engine: Engine) -> WebhookStore:
    return WebhookStore(engine)


@pytest.fixture
def claims(engine: Engine) -> WebhookClaims:
    return WebhookClaims(engine)


def claimed(claims: WebhookClaims, turn: str = "a", now: datetime = NOW, most: int = 9) -> list[Webhook]:
    return claims.claim(turn, now, now + LEASE, most)


def settled(
    claims: WebhookClaims,
    held: Webhook,
    position: int,
    made: Sequence[Attempt] = (),
    until: datetime | None = None,
    **standing: Any,
) -> Webhook | None:
    at = Standing(**({"position": position, "due_at": NOW} | standing))
    return claims.settle(held, at, made, now=NOW, until=until)


def now_of(store: WebhookStore, number: int = 1) -> Webhook:
    found = store.get(TENANT, subscription(number).id)
    assert found is not None
    return found


# What subscribers do.


def test_a_subscription_is_kept_as_it_was_made_for_its_tenant_alone(engine: Engine, store: WebhookStore) -> None:
    assert store.add(subscription(), 1)
    assert store.get(TENANT, subscription().id) == subscription()
    assert store.get("another", subscription().id) is None
    fill(engine, 2)
    assert now_of(store).head == 2
    bare = subscription(2, description=None, kinds=None)
    assert store.add(bare, 2)
    assert now_of(store, 2) == replace(bare, head=2)


def test_lists_are_of_one_subject_or_of_the_tenant_and_the_oldest_comes_first(store: WebhookStore) -> None:
    for number, tenant, subject in ((2, TENANT, "b"), (1, TENANT, "a"), (3, TENANT, "a"), (4, "another", "a")):
        store.add(subscription(number, tenant=tenant, subject=subject), 9)
    listed = [[each.id[-1] for each in store.list(TENANT, subject)] for subject in ("a", "b", "c", None)]
    assert listed == [["1", "3"], ["2"], [], ["1", "2", "3"]]


def test_a_tenant_has_as_many_as_it_may_and_no_more(store: WebhookStore) -> None:
    assert store.add(subscription(1), 2)
    assert store.add(subscription(2, tenant="another"), 1)
    assert store.add(subscription(3), 2)
    assert not store.add(subscription(4), 2)
    assert len(store.list(TENANT, None)) == 2


def test_a_pause_keeps_its_first_reason_and_a_resumption_forgets_the_failures(store: WebhookStore) -> None:
    failing = Standing(position=3, due_at=NOW + LEASE, failures=4, failing_since=NOW)
    store.add(subscription(standing=failing), 9)
    store.pause(subscription().id, NOW, "gone")
    store.pause(subscription().id, NOW + SECOND, "requested")
    assert now_of(store).standing == replace(failing, paused_at=NOW, pause_reason="gone")
    assert now_of(store).state == "paused"
    store.resume(subscription().id, NOW)
    assert now_of(store).standing == Standing(position=3, due_at=NOW)


def test_a_secret_is_replaced_by_whoever_comes_first(store: WebhookStore) -> None:
    store.add(subscription(), 9)
    assert store.rotate(subscription().id, 1, "sha256:2", NOW)
    assert not store.rotate(subscription().id, 1, "sha256:3", NOW + SECOND)
    found = now_of(store)
    assert (found.secret_generation, found.secret_digest, found.old_secret_until) == (2, "sha256:2", NOW)


def test_a_removed_subscription_leaves_nothing(engine: Engine, store: WebhookStore, claims: WebhookClaims) -> None:
    fill(engine, 1)
    store.add(subscription(), 9)
    (held,) = claimed(claims)
    settled(claims, held, 1, [attempt(1)])
    store.remove(held.id)
    assert store.get(TENANT, held.id) is None
    assert store.attempts(held.id, None, 9) == []


# Turns.


def test_what_has_something_to_deliver_and_is_due_is_taken_up_the_longest_due_first(
    engine: Engine, store: WebhookStore, claims: WebhookClaims
) -> None:
    fill(engine, 2)
    for number, standing in enumerate(
        [
            Standing(position=1, due_at=NOW),
            Standing(position=2, due_at=NOW - SECOND),
            Standing(position=0, due_at=NOW + SECOND),
            Standing(position=0, due_at=NOW - SECOND),
            Standing(position=0, due_at=NOW - SECOND, paused_at=NOW, pause_reason="gone"),
        ]
    ):
        store.add(subscription(number, standing=standing), 9)
    store.add(subscription(7, tenant="no ledger"), 9)
    assert [(each.id[-1], each.head, each.claimed_by) for each in claimed(claims)] == [("3", 2, "a"), ("0", 2, "a")]
    assert claimed(claims, "b") == []
    assert [each.id[-1] for each in claimed(claims, "b", NOW + SECOND)] == ["2"]


def test_no_more_are_taken_up_than_asked_for(engine: Engine, store: WebhookStore, claims: WebhookClaims) -> None:
    fill(engine, 1)
    for number in range(3):
        store.add(subscription(number), 9)
    assert len(claimed(claims, "a", most=2)) == 2
    assert len(claimed(claims, "b", most=2)) == 1


def test_a_turn_that_never_ends_ends_by_its_time_and_settles_nothing_afterwards(
    engine: Engine, store: WebhookStore, claims: WebhookClaims
) -> None:
    fill(engine, 2)
    store.add(subscription(), 9)
    (stalled,) = claimed(claims, "a")
    assert claimed(claims, "b", NOW + LEASE - SECOND) == []
    (taken,) = claimed(claims, "b", NOW + LEASE)
    assert settled(claims, stalled, 2, [attempt(1), attempt(2)], until=NOW + LEASE) is None
    assert now_of(store).standing.position == 0
    assert [each.number for each in store.attempts(taken.id, None, 9)] == [2, 1], "it was sent all the same"
    assert settled(claims, taken, 1, [attempt(1)]) is None
    assert (now_of(store).standing.position, now_of(store).claimed_by) == (1, None)


def test_a_turn_goes_on_until_it_gives_the_subscription_back(
    engine: Engine, store: WebhookStore, claims: WebhookClaims
) -> None:
    fill(engine, 3)
    store.add(subscription(), 9)
    (held,) = claimed(claims)
    kept = settled(claims, held, 1, [attempt(1)], until=NOW + 2 * LEASE)
    assert kept is not None
    assert (kept.standing.position, kept.standing.due_at, kept.claimed_by) == (1, NOW + 2 * LEASE, "a")
    assert claimed(claims, "b", NOW + LEASE) == []
    assert settled(claims, kept, 2, [attempt(2)], due_at=NOW + SECOND, failures=1, failing_since=NOW) is None
    assert now_of(store).state == "failing"
    assert claimed(claims, "b") == []
    assert len(claimed(claims, "b", NOW + SECOND)) == 1


def test_whoever_moves_it_meanwhile_is_obeyed_and_no_second_turn_begins(
    engine: Engine, store: WebhookStore, claims: WebhookClaims
) -> None:
    fill(engine, 5)
    store.add(subscription(standing=Standing(position=3, due_at=NOW)), 9)
    (held,) = claimed(claims)
    store.move(held.id, 1, NOW)
    assert claimed(claims, "b") == []
    assert settled(claims, held, 4, [attempt(4)], until=NOW + LEASE) is None
    assert now_of(store).standing == Standing(position=1, due_at=NOW)
    (again,) = claimed(claims, "b")
    assert again.standing.position == 1


def test_whoever_pauses_it_meanwhile_ends_the_turn_with_what_was_delivered(
    engine: Engine, store: WebhookStore, claims: WebhookClaims
) -> None:
    fill(engine, 2)
    store.add(subscription(), 9)
    (held,) = claimed(claims)
    store.pause(held.id, NOW, "requested")
    assert settled(claims, held, 1, [attempt(1)], until=NOW + LEASE) is None
    assert now_of(store).standing == Standing(position=1, due_at=NOW, paused_at=NOW, pause_reason="requested")
    assert claimed(claims, "b", NOW + LEASE) == []
    store.resume(held.id, NOW)
    assert [each.standing.position for each in claimed(claims, "b")] == [1]


def test_whoever_removes_it_meanwhile_ends_the_turn(engine: Engine, store: WebhookStore, claims: WebhookClaims) -> None:
    fill(engine, 1)
    store.add(subscription(), 9)
    (held,) = claimed(claims)
    store.remove(held.id)
    assert settled(claims, held, 1, [attempt(1)], until=NOW + LEASE) is None
    assert store.attempts(held.id, None, 9) == []


def test_of_many_processes_one_has_the_turn(engine: Engine, store: WebhookStore, claims: WebhookClaims) -> None:
    fill(engine, 1)
    for number in range(6):
        store.add(subscription(number), 9)
    with ThreadPoolExecutor(4) as threads:
        taken = threads.map(lambda turn: claimed(claims, turn), ["a", "b", "c", "d"])
        ids = sorted(each.id for found in taken for each in found)
    assert ids == sorted({*ids}), "each at most once"
    assert ids, "and not none of them"


# The log.


def test_the_log_is_read_from_its_end_and_keeps_the_newest(
    engine: Engine, store: WebhookStore, claims: WebhookClaims, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "LOG_KEPT", 4)
    fill(engine, 9)
    store.add(subscription(), 9)
    (held,) = claimed(claims)
    kept = settled(claims, held, 3, [attempt(1), attempt(2), attempt(3)], until=NOW + LEASE)
    assert kept is not None
    assert [each.number for each in store.attempts(held.id, None, 9)] == [3, 2, 1]
    settled(claims, kept, 4, [attempt(4), attempt(5, "refused")])
    found = store.attempts(held.id, None, 9)
    assert [(each.number, each.position) for each in found] == [(5, 5), (4, 4), (3, 3), (2, 2)]
    assert found[0] == replace(attempt(5, "refused"), number=5)
    assert [each.number for each in store.attempts(held.id, 4, 1)] == [3]


# What is known of all.


def test_the_ledgers_of_subscriptions_that_are_not_paused_are_followed(
    engine: Engine, store: WebhookStore, claims: WebhookClaims
) -> None:
    fill(engine, 2)
    paused = Standing(position=0, due_at=NOW, paused_at=NOW)
    for number, tenant, standing in (
        (1, TENANT, paused),
        (2, "new", Standing(position=0, due_at=NOW)),
        (3, "other", paused),
        (4, TENANT, Standing(position=2, due_at=NOW)),
        (5, TENANT, Standing(position=2, due_at=NOW)),
    ):
        store.add(subscription(number, tenant=tenant, standing=standing), 9)
    assert claims.followed() == {TENANT: 2, "new": 0}


def test_backlogs_are_counted_by_state(engine: Engine, store: WebhookStore, claims: WebhookClaims) -> None:
    assert claims.backlogs() == dict.fromkeys(("active", "failing", "paused"), Backlog(0, 0))
    fill(engine, 5)
    for number, standing in enumerate(
        [
            Standing(position=5, due_at=NOW),
            Standing(position=3, due_at=NOW),
            Standing(position=1, due_at=NOW, failures=1),
            Standing(position=0, due_at=NOW, failures=1, paused_at=NOW),
        ]
    ):
        store.add(subscription(number, standing=standing), 9)
    store.add(subscription(8, tenant="new"), 9)
    assert claims.backlogs() == {"active": Backlog(3, 2), "failing": Backlog(1, 4), "paused": Backlog(1, 5)}
