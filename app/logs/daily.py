"""The log in files of one day each, kept for as long as an audit asks, and no longer."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

_NAME = "jixiao-{}.log"


class DailyFiles:
    """`folder/jixiao-2026-11-28.log`: days in UTC, like the times of the lines. Several processes may share a folder.

    A file stays for `keep_days` days after its own. Raises OSError where the folder cannot be written to.
    """

    def __init__(self, folder: Path, keep_days: int, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder = folder
        self._keep = timedelta(days=keep_days)
        self._clock = clock
        self._day = clock().date()
        self._file = self._opened(self._day)

    def write(self, line: bytes) -> None:
        """Raises OSError where the folder cannot be written to."""
        today = self._clock().date()
        if today != self._day:
            # The old file is not closed before the new one is there: its number might soon be somebody else's file.
            fresh = self._opened(today)
            os.close(self._file)
            self._file, self._day = fresh, today
        # Unbuffered and appending: one line is one write, whoever else writes.
        os.write(self._file, line)

    def _opened(self, day: date) -> int:
        """The day's file, for its owner to write and its group to read; what is too old goes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._remove_before(day - self._keep)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        return os.open(self._folder / _NAME.format(day), flags, 0o640)

    def _remove_before(self, first: date) -> None:
        for file in self._folder.glob(_NAME.format("*")):
            day = _day_of(file)
            if day is not None and day < first:
                file.unlink(missing_ok=True)


def _day_of(file: Path) -> date | None:
    try:
        return date.fromisoformat(file.name.removeprefix(_NAME.partition("{")[0]).removesuffix(".log"))
    except ValueError:
        return None
