"""Where lines go: standard output, one write each, so that lines of several threads do not mix."""

from contextlib import suppress
from threading import Lock
from typing import BinaryIO


class Output:
    """A logger for structlog, which calls the method that a level is named after, with the finished line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = Lock()

    def write(self, line: bytes | str) -> None:
        """A log that is full or gone must not take the service down: what cannot be written is left out."""
        written = line.encode() if isinstance(line, str) else line
        with self._lock, suppress(OSError):
            self._file.write(written + b"\n")
            self._file.flush()

    debug = info = warning = error = critical = write
