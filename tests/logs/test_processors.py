"""The time of a line."""

from datetime import UTC, datetime

import pytest

from app.logs import processors


@pytest.mark.parametrize(
    ("nanoseconds", "expected"),
    [
        (1_795_932_999_000_000_000, "2026-11-29T06:16:39.000000+00:00"),
        (1_795_932_999_999_999_999, "2026-11-29T06:16:39.999999+00:00"),
        (1_795_933_000_000_000_000, "2026-11-29T06:16:40.000000+00:00"),
        (1_795_933_000_000_001_999, "2026-11-29T06:16:40.000001+00:00"),
        (1_798_761_600_000_070_000, "2027-01-01T00:00:00.000070+00:00"),
    ],
)
def test_it_is_in_utc_to_the_microsecond(monkeypatch: pytest.MonkeyPatch, nanoseconds: int, expected: str) -> None:
    monkeypatch.setattr(processors, "time_ns", lambda: nanoseconds)
    assert processors.now() == expected
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    exact = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest // 1000)
    assert processors.now() == exact.isoformat(timespec="microseconds")
