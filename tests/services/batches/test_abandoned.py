"""What an upload left behind is cleared away, and never an upload that is still under way."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from app.services.batches.abandoned import AbandonedBatches, abandoned_after

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
MEBIBYTE = 1 << 20


@pytest.mark.parametrize(
    ("mebibytes", "seconds", "after"),
    [
        (512, 30, timedelta(days=1)),
        (512, 84, timedelta(days=1)),
        (512, 85, timedelta(seconds=2 * 85 * 513)),
        (4096, 3600, timedelta(seconds=2 * 3600 * 4097)),
    ],
)
def test_it_waits_longer_than_any_upload_may_last(mebibytes: int, seconds: int, after: timedelta) -> None:
    assert abandoned_after(mebibytes * MEBIBYTE, seconds) == after
    assert after.total_seconds() > seconds * (1 + mebibytes)


def test_a_round_looks_once() -> None:
    class Store:
        before: datetime | None = None

        def discard_abandoned(self, before: datetime) -> int:
            self.before = before
            return 3

    store = Store()
    more = asyncio.run(AbandonedBatches(store, lambda: NOW, timedelta(days=2)).round())
    assert (more, store.before) == (False, NOW - timedelta(days=2))
