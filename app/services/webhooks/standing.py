"""How a subscription stands after attempts to deliver: when the next one is due, and when there is none any more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.storage.webhooks import Attempt, Standing

PAUSED_BY_CALLER = "requested"
PAUSED_FAILING = "failing_too_long"
PAUSED_GONE = "gone"
PAUSED_KEY_CHANGED = "signing_key_changed"
PAUSED_ACCESS_ENDED = "access_ended"

PAUSE_AFTER = timedelta(days=3)
"""So long without a single delivery, and a subscription waits for its owner."""

_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(hours=1)
_MOST_DOUBLINGS = 10
_JITTER_BYTES = 4


def delay_after(failures: int, jitter: bytes, retry_after: int | None = None) -> timedelta:
    """How long to wait after so many failures in a row: doubled each time, from half of it to all of it by `jitter`
    (4 random bytes), so that those that failed together do not come back together; as long as the receiver asks for,
    and never longer than an hour."""
    whole = min(_FIRST_DELAY * (1 << min(failures - 1, _MOST_DOUBLINGS)), _LONGEST_DELAY)
    half, share = whole / 2, int.from_bytes(jitter[:_JITTER_BYTES], "big")
    drawn = half + half * share // (1 << 8 * _JITTER_BYTES)
    return min(max(drawn, timedelta(seconds=retry_after or 0)), _LONGEST_DELAY)


def standing_after(
    before: Standing, position: int, made: Sequence[Attempt], now: datetime, jitter: bytes, retry_after: int | None
) -> Standing:
    """`made` are attempts one after the other, of which only the last may have failed; `position` is the last entry
    that needs no delivery any more."""
    if not made:
        return replace(before, position=position, due_at=now)
    delivered = [attempt for attempt in made if attempt.outcome == "delivered"]
    delivered_at = delivered[-1].started_at if delivered else before.delivered_at
    failed = made[-1]
    if failed.outcome == "delivered":
        return Standing(position=position, due_at=now, delivered_at=delivered_at)
    since = failed.started_at if delivered or before.failing_since is None else before.failing_since
    reason = PAUSED_GONE if failed.outcome == "gone" else PAUSED_FAILING if now - since >= PAUSE_AFTER else None
    return Standing(
        position=position,
        due_at=now + delay_after(failed.attempt, jitter, retry_after),
        failures=failed.attempt,
        failing_since=since,
        delivered_at=delivered_at,
        paused_at=None if reason is None else now,
        pause_reason=reason,
    )
