"""One turn at a subscription: in order, each entry until it has arrived, and no longer than a turn may be."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from app.services.webhooks.delivery import LEASE
from app.services.webhooks.posting import Answered
from app.services.webhooks.targets import Targets
from app.storage.webhooks import Standing, Webhook
from tests.log_lines import LogLines
from tests.services.webhooks.deliveries import (
    DELIVERED,
    SECRETS,
    START,
    Claims,
    Clock,
    Ledger,
    Owners,
    Posts,
    delivery,
    subscription,
)

HOUR = timedelta(hours=1)


@dataclass
class Turn:
    """What one needs, and what came of it."""

    ledger: Ledger
    posts: Posts = field(default_factory=Posts)
    claims: Claims = field(default_factory=Claims)
    clock: Clock = field(default_factory=Clock)
    ended: bool = False

    def take(self, hook: Webhook | None = None, **changes: Any) -> "Turn":
        made = delivery(self.ledger, self.claims, self.posts, self.clock, **changes)
        asyncio.run(made.turn(hook or subscription(), lambda: self.ended))
        return self


def failing_at(attempt: int, answered: Answered | None) -> Posts:
    return Posts(lambda number: answered if number == attempt else DELIVERED)


def test_everything_is_delivered_in_order_and_the_subscription_given_back() -> None:
    turn = Turn(Ledger(5)).take()
    assert turn.posts.positions == [1, 2, 3, 4, 5]
    (settled,) = turn.claims.settlements
    assert settled.standing == Standing(position=5, due_at=START, delivered_at=START)
    assert [(each.position, each.attempt, each.outcome) for each in settled.made] == [
        (position, 1, "delivered") for position in range(1, 6)
    ]
    assert settled.until is None


def test_the_headers_are_those_of_the_standard() -> None:
    hook = subscription(secret_generation=2, secret_digest=SECRETS.secret("hook", 2).digest())
    (headers,) = Turn(Ledger(1)).take(hook).posts.headers
    assert headers["webhook-id"] == f"evt_1_{'0' * 32}"
    assert headers["webhook-timestamp"] == str(int(START.timestamp()))
    assert headers["webhook-signature"].count("v1,") == 1


@pytest.mark.parametrize(("old_for", "signatures"), [(HOUR, 2), (timedelta(0), 1), (-HOUR, 1)])
def test_the_old_secret_signs_for_as_long_as_it_should(old_for: timedelta, signatures: int) -> None:
    hook = subscription(
        secret_generation=2, secret_digest=SECRETS.secret("hook", 2).digest(), old_secret_until=START + old_for
    )
    (headers,) = Turn(Ledger(1)).take(hook).posts.headers
    assert headers["webhook-signature"].count("v1,") == signatures


def test_nothing_is_sent_behind_what_has_not_arrived() -> None:
    turn = Turn(Ledger(5), failing_at(3, Answered("refused", 500))).take()
    assert turn.posts.positions == [1, 2, 3]
    assert turn.claims.last.standing == Standing(
        position=2,
        due_at=START + timedelta(seconds=2.5),
        failures=1,
        failing_since=START,
        delivered_at=START,
    )
    assert [each.outcome for each in turn.claims.last.made] == ["delivered", "delivered", "refused"]
    assert turn.claims.last.until is None


def test_attempts_at_an_entry_are_counted_on_and_the_next_entry_begins_anew() -> None:
    failing = Standing(position=2, due_at=START, failures=4, failing_since=START - HOUR)
    turn = Turn(Ledger(4)).take(subscription(standing=failing))
    assert [(each.position, each.attempt) for each in turn.claims.last.made] == [(3, 5), (4, 1)]
    assert turn.claims.last.standing.failures == 0


def test_a_receiver_that_asks_for_time_gets_it() -> None:
    turn = Turn(Ledger(1), failing_at(1, Answered("refused", 429, 600))).take()
    assert turn.claims.last.standing.due_at == START + timedelta(seconds=600)


def test_what_was_not_wished_for_is_passed_over() -> None:
    turn = Turn(Ledger(7)).take(subscription(kinds=frozenset({"revision"})))
    assert turn.posts.positions == [3, 6]
    assert turn.claims.last.standing.position == 7


def test_a_hundred_entries_are_settled_at_a_time_and_the_claim_renewed() -> None:
    turn = Turn(Ledger(250)).take()
    assert turn.posts.positions == list(range(1, 251))
    assert [(each.standing.position, each.until) for each in turn.claims.settlements] == [
        (100, START + LEASE),
        (200, START + LEASE),
        (250, None),
    ]


def test_a_full_stretch_at_the_end_is_followed_by_an_empty_one() -> None:
    turn = Turn(Ledger(100)).take()
    assert [(each.standing.position, each.until is None) for each in turn.claims.settlements] == [
        (100, False),
        (100, True),
    ]


def taking(seconds: float, clock: Clock) -> Posts:
    def slow(_attempt: int) -> Answered:
        clock.pass_by(seconds)
        return DELIVERED

    return Posts(slow)


def test_a_slow_receiver_is_settled_after_a_second() -> None:
    clock = Clock()
    turn = Turn(Ledger(5), taking(0.5, clock), clock=clock).take()
    assert [each.standing.position for each in turn.claims.settlements] == [2, 4, 5]
    assert turn.claims.settlements[0].until == START + timedelta(seconds=1) + LEASE


def test_a_turn_ends_after_twenty_seconds_for_others_to_have_theirs() -> None:
    clock = Clock()
    turn = Turn(Ledger(50), taking(2, clock), clock=clock).take()
    assert turn.claims.last.standing.position == 10
    assert turn.claims.last.until is None
    assert turn.claims.last.standing.due_at == clock.now, "it is due again at once"


def test_a_process_about_to_stop_finishes_the_attempt_and_gives_back() -> None:
    turn = Turn(Ledger(5))

    def stopping(attempt: int) -> Answered:
        turn.ended = attempt == 2
        return DELIVERED

    turn.posts.script = stopping
    turn.take()
    assert turn.claims.last.standing.position == 2
    assert turn.claims.last.until is None


def test_what_was_cut_off_was_no_attempt_and_is_due_again() -> None:
    turn = Turn(Ledger(5), failing_at(3, None)).take()
    assert turn.claims.last.standing == Standing(position=2, due_at=START, delivered_at=START)
    assert [each.position for each in turn.claims.last.made] == [1, 2]


def test_a_turn_that_lost_its_subscription_ends() -> None:
    turn = Turn(Ledger(500), claims=Claims(keep=2)).take()
    assert len(turn.posts.positions) == 200


def test_a_target_that_is_not_listed_any_more_gets_nothing_and_may_be_listed_again() -> None:
    counted: list[str] = []
    turn = Turn(Ledger(2)).take(
        targets=Targets.read("https://other.example"), count=lambda name, _: counted.append(name)
    )
    assert turn.posts.positions == []
    assert [each.outcome for each in turn.claims.last.made] == counted == ["not_allowed"]
    assert (turn.claims.last.standing.failures, turn.claims.last.standing.paused_at) == (1, None)


@pytest.mark.parametrize(
    ("changes", "owners", "reason"),
    [
        ({"secret_digest": "sha256:of another key"}, Owners(), "signing_key_changed"),
        ({}, Owners(("platform",)), "access_ended"),
    ],
    ids=["another key of the service", "no key of the owner"],
)
def test_what_must_not_be_sent_pauses_the_subscription(
    changes: dict[str, str], owners: Owners, reason: str, log_lines: LogLines
) -> None:
    failing = Standing(position=3, due_at=START, failures=2, failing_since=START, delivered_at=START - HOUR)
    turn = Turn(Ledger(5)).take(subscription(standing=failing, **changes), owners=owners)
    assert turn.posts.positions == []
    (settled,) = turn.claims.settlements
    assert (settled.standing.position, settled.standing.delivered_at) == (3, START - HOUR)
    assert (settled.standing.paused_at, settled.standing.pause_reason) == (START, reason)
    assert [(line["event"], line["reason"]) for line in log_lines.all()] == [("webhook.paused", reason)]


def test_the_log_tells_when_failing_begins_and_ends_and_not_every_attempt(log_lines: LogLines) -> None:
    refused = Answered("refused", 500)
    Turn(Ledger(2), failing_at(2, refused)).take()
    failing = Standing(position=1, due_at=START, failures=1, failing_since=START)
    Turn(Ledger(2), failing_at(1, refused)).take(subscription(standing=failing))
    Turn(Ledger(2)).take(subscription(standing=failing))
    Turn(Ledger(3), failing_at(2, refused)).take(subscription(standing=failing))
    Turn(Ledger(1), failing_at(1, Answered("gone", 410))).take()
    told = [(line["event"], line["level"]) for line in log_lines.all()]
    assert told == [
        ("webhook.failing", "warning"),
        ("webhook.recovered", "info"),
        ("webhook.failing", "warning"),
        ("webhook.paused", "warning"),
    ]
    first = log_lines.all()[0]
    facts = {name: first[name] for name in ("webhook", "tenant", "subject", "outcome", "status")}
    assert facts == {"webhook": "hook", "tenant": "default", "subject": "platform", "outcome": "refused", "status": 500}


def test_every_attempt_is_counted_with_its_time() -> None:
    clock, counted = Clock(), []
    Turn(Ledger(2), taking(0.25, clock), clock=clock).take(count=lambda *attempt: counted.append(attempt))
    assert counted == [("delivered", 0.25), ("delivered", 0.25)]


def test_a_turn_that_ends_before_anything_is_sent_says_nothing_of_a_failure_it_found() -> None:
    failing = Standing(position=0, due_at=START, failures=3, failing_since=START)
    turn = Turn(Ledger(1), ended=True).take(subscription(standing=failing))
    (settled,) = turn.claims.settlements
    assert (settled.standing.failures, settled.made) == (3, [])
