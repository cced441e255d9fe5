"""When the next attempt is due, and when there is none any more."""

from datetime import UTC, datetime, timedelta

import pytest

from app.services.webhooks.standing import PAUSE_AFTER, delay_after, standing_after
from app.storage.webhooks import Attempt, Standing

NOW = datetime(2026, 11, 28, 13, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEAST, MOST = bytes(4), b"\xff" * 4
FRESH = Standing(position=4, due_at=NOW)


def attempt(position: int, outcome: str = "delivered", number: int = 1, at: datetime = NOW) -> Attempt:
    return Attempt(
        position=position,
        event_id=f"evt_{position}",
        attempt=number,
        started_at=at,
        milliseconds=1,
        outcome=outcome,
        http_status=None,
    )


def after(before: Standing, position: int, *made: Attempt, retry_after: int | None = None) -> Standing:
    return standing_after(before, position, made, NOW, MOST, retry_after)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 5), (2, 10), (3, 20), (10, 2560), (11, 3600), (12, 3600), (10_000, 3600)]
)
def test_each_failure_doubles_the_delay_up_to_an_hour(failures: int, seconds: int) -> None:
    whole = timedelta(seconds=seconds)
    assert delay_after(failures, LEAST) == whole / 2
    assert whole - timedelta(microseconds=1) <= delay_after(failures, MOST) <= whole
    assert whole / 2 < delay_after(failures, b"\x40\0\0\0") < delay_after(failures, b"\x80\0\0\0") == whole * 3 / 4


@pytest.mark.parametrize(("asked", "seconds"), [(None, 2.5), (2, 2.5), (60, 60), (3600, 3600), (9999, 3600)])
def test_a_receiver_is_left_alone_as_long_as_it_asks_but_no_longer_than_an_hour(
    asked: int | None, seconds: float
) -> None:
    assert delay_after(1, LEAST, asked) == timedelta(seconds=seconds)


def test_what_was_delivered_is_done_and_the_next_one_due_at_once() -> None:
    last = attempt(6, at=NOW - SECOND)
    assert after(FRESH, 6, attempt(5), last) == Standing(position=6, due_at=NOW, delivered_at=NOW - SECOND)


def test_what_is_passed_over_is_done_without_a_delivery() -> None:
    assert after(FRESH, 9) == Standing(position=9, due_at=NOW)


def test_a_turn_without_an_attempt_leaves_a_failing_subscription_as_it_was() -> None:
    failing = after(FRESH, 4, attempt(5, "refused"))
    assert after(failing, 4) == Standing(position=4, due_at=NOW, failures=1, failing_since=NOW)


def test_a_failure_keeps_the_place_and_waits() -> None:
    found = after(FRESH, 5, attempt(5), attempt(6, "timed_out"))
    assert (found.position, found.failures, found.failing_since, found.paused_at) == (5, 1, NOW, None)
    assert NOW + 4 * SECOND < found.due_at <= NOW + 5 * SECOND


def test_failures_add_up_from_the_first_one_and_a_delivery_ends_them() -> None:
    began = NOW - timedelta(hours=1)
    failing = Standing(position=4, due_at=NOW, failures=2, failing_since=began, delivered_at=began)
    third = after(failing, 4, attempt(5, "refused", 3))
    assert (third.failures, third.failing_since, third.delivered_at) == (3, began, began)
    recovered = after(failing, 5, attempt(5, number=3))
    assert (recovered.failures, recovered.failing_since) == (0, None)
    again = after(failing, 5, attempt(5, number=3), attempt(6, "refused"))
    assert (again.failures, again.failing_since) == (1, NOW)


@pytest.mark.parametrize(("since", "reason"), [(PAUSE_AFTER, "failing_too_long"), (PAUSE_AFTER - SECOND, None)])
def test_three_days_without_a_delivery_pause_it(since: timedelta, reason: str | None) -> None:
    failing = Standing(position=4, due_at=NOW, failures=80, failing_since=NOW - since)
    found = after(failing, 4, attempt(5, "unreachable", 81))
    assert (found.pause_reason, found.paused_at) == (reason, NOW if reason else None)


def test_a_receiver_that_is_gone_pauses_it_at_once() -> None:
    found = after(FRESH, 4, attempt(5, "gone"))
    assert (found.pause_reason, found.paused_at, found.position) == ("gone", NOW, 4)
