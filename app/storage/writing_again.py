"""The connection of a thread that writes again and again."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psycopg
from sqlalchemy import Connection, Engine

from app.storage.engine import WRITING
from app.storage.errors import storage_errors
from app.storage.postgresql import PatientConnection

# So long after it was used a connection is believed to be alive, unless its server has said something meanwhile.
_ALIVE_SECONDS = 1.0
# Settings of the connection, and how they are undone. On SQLite a cache, in kibibytes where negative: every evaluation
# goes into more than a dozen indexes, some of it in places of its own; as much for each of the other connections would
# be most of a process' memory. What a statement of many rows may have to undo is kept in memory, where SQLite would
# write more than half as much to a temporary file as to its log. The log is taken in by `rest`, and within a commit
# only where that does not keep up.
# PostgreSQL goes by what it knew of a table when it was last analysed, and would look through all of one that has
# grown since; what a writer looks up is in an index.
_WRITERS = {
    "sqlite": ("PRAGMA cache_size = -16000", "PRAGMA temp_store = MEMORY", "PRAGMA wal_autocheckpoint = 4000"),
    "postgresql": ("SET enable_seqscan = off",),
}
_USUAL = {
    "sqlite": ("PRAGMA cache_size = -2000", "PRAGMA temp_store = DEFAULT", "PRAGMA wal_autocheckpoint = 1000"),
    "postgresql": ("RESET enable_seqscan",),
}
# About what a batch and an event of it add to SQLite's log, which does not say how long it is: the pages at the end of
# every index, and what is new. A thousand pages are what SQLite itself lets come together.
_PAGES_A_BATCH, _PAGES_AN_EVENT, _MOST_PAGES = 40, 3, 1000


class WritingAgain:
    """A connection that is kept as long as hardly a moment passes between two transactions.

    To take one out of the pool takes as long as a small batch: it is asked whether it is still alive, and rolled back
    when it comes back; on SQLite, what another one has read ahead is of no use to it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: Connection | None = None
        self._used_at = 0.0
        self._pages = 0

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """As `engine.writing`. After an error the connection is not used again."""
        with storage_errors():
            try:
                yield self._connection()
            except BaseException:
                self.close()
                raise
            self._used_at = time.monotonic()

    def rest(self, events: int) -> None:
        """What those need not wait for who have just been answered, a batch with so many events.

        SQLite's log is taken into the database when it is long, which waits for the disk twice.
        """
        self._pages += _PAGES_A_BATCH + _PAGES_AN_EVENT * events
        if self._pages >= _MOST_PAGES and self._kept is not None and self._kept.dialect.name == "sqlite":
            self._pages = 0
            _execute(self._kept, ("PRAGMA wal_checkpoint(PASSIVE)",))

    def close(self) -> None:
        """Gives the connection back."""
        kept, self._kept = self._kept, None
        if kept is not None:
            _execute(kept, _USUAL.get(kept.dialect.name, ()))
            kept.close()

    def _connection(self) -> Connection:
        if self._kept is None or time.monotonic() - self._used_at > _ALIVE_SECONDS or _has_hung_up(self._kept):
            self.close()
            self._kept = self._engine.connect().execution_options(**{WRITING: True})
            _execute(self._kept, _WRITERS.get(self._kept.dialect.name, ()))
        return self._kept


def _execute(connection: Connection, statements: Sequence[str]) -> None:
    """By the driver, outside of any transaction. A connection that is lost says so when it is used next."""
    driver = None if connection.invalidated else connection.connection.driver_connection
    if driver is None:
        return
    with suppress(sqlite3.Error, psycopg.Error):
        for statement in statements:
            driver.cursor().execute(statement)
        driver.commit()


def _has_hung_up(connection: Connection) -> bool:
    driver = connection.connection.driver_connection
    return isinstance(driver, PatientConnection) and driver.has_hung_up()
