"""Where lines go: standard output and what else is asked for, one write each, so that lines do not mix."""

from contextlib import suppress
from threading import Lock
from typing import BinaryIO

from app.logs.daily import DailyFiles


class Output:
    """A logger for structlog, which calls the method that a level is named after, with the finished line."""

    def __init__(self, file: BinaryIO, also: DailyFiles | None = None) -> None:
        self._file = file
        self._also = also
        self._lock = Lock()

    def write(self, line: bytes | str) -> None:
        """A log that is full or gone must not take the service down: what cannot be written is left out."""
        written = (line.encode() if isinstance(line, str) else line) + b"\n"
        with self._lock:
            if self._also is not None:
                with suppress(OSError):
                    self._also.write(written)
            try:
                self._file.write(written)
                self._file.flush()
            except OSError:
                return

    debug = info = warning = error = critical = write
