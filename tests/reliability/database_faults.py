"""Makes one of the next calls that any engine of this process makes to its database fail, as a driver would."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from unittest.mock import patch

import psycopg
from sqlalchemy.engine.default import DefaultDialect

When = Literal["before", "after", "connection gone"]
"""Before the call is carried out; after it; or after it with the connection closed as well."""
WHEN: tuple[When, ...] = ("before", "after", "connection gone")

_COMMIT = DefaultDialect.do_commit
_CALLS = ("do_execute", "do_executemany", "do_execute_no_params", "do_commit")


@dataclass
class DatabaseFaults:
    """Counts calls; the one numbered `fails` (from 1) does so."""

    calls: int = 0
    fails: int = 0
    when: When = "before"

    def plan(self, fails: int, when: When) -> None:
        """Counts from the beginning; 0: nothing fails."""
        self.calls, self.fails, self.when = 0, fails, when

    @contextmanager
    def planted(self) -> Iterator["DatabaseFaults"]:
        with ExitStack() as stack:
            for name in _CALLS:
                stack.enter_context(patch.object(DefaultDialect, name, self._failing(getattr(DefaultDialect, name))))
            stack.enter_context(patch.object(psycopg.Cursor, "copy", self._failing_copy(psycopg.Cursor.copy)))
            yield self

    def _failing_copy(self, copying: Callable[..., Any]) -> Callable[..., Any]:
        """Rows that are copied do not pass the dialect; the copy as a whole is one call."""

        @contextmanager
        def counted(cursor: Any, *arguments: Any, **options: Any) -> Iterator[Any]:
            self.calls += 1
            fails = self.calls == self.fails
            if fails and self.when == "before":
                raise psycopg.OperationalError("planted by a test")
            with copying(cursor, *arguments, **options) as copy:
                yield copy
            if fails and self.when == "connection gone":
                cursor.connection.close()
            if fails:
                raise psycopg.OperationalError("planted by a test")

        return counted

    def _failing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(dialect: DefaultDialect, handle: Any, *arguments: Any, **options: Any) -> Any:
            self.calls += 1
            fails = self.calls == self.fails
            if fails and self.when == "before":
                raise _error(dialect)
            result = call(dialect, handle, *arguments, **options)
            if fails and self.when == "connection gone":
                # A commit is given the pool's connection, everything else a cursor.
                (handle.dbapi_connection if call is _COMMIT else handle.connection).close()
            if fails:
                raise _error(dialect)
            return result

        return counted


def _error(dialect: DefaultDialect) -> Exception:
    assert dialect.dbapi is not None
    error: Exception = dialect.dbapi.OperationalError("planted by a test")
    if isinstance(error, sqlite3.Error):
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return error
