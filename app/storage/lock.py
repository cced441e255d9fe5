"""SQLite takes one writing process; this keeps a second one out."""

import fcntl
import os
from pathlib import Path

from sqlalchemy import Engine

from app.storage.errors import SecondWriter


class WriterLock:
    """Held from `acquire` to `release`, or to the end of the process however it ends; nothing on other engines."""

    def __init__(self, engine: Engine) -> None:
        self._path = Path(f"{engine.url.database}.writer") if engine.dialect.name == "sqlite" else None
        self._file: int | None = None

    def acquire(self) -> None:
        """Raises SecondWriter while another process holds the lock."""
        if self._path is None:
            return
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(file)
            raise SecondWriter(
                f"已有另一个进程在写 {self._path.with_suffix('')}；SQLite 只容一个进程：请停掉另一个，或改用 PostgreSQL"
                f" / another process already writes to {self._path.with_suffix('')}; SQLite takes one worker process:"
                " stop the other one, or use PostgreSQL for several"
            ) from error
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
