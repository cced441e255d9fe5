"""Makes one of the next calls that any engine of this process makes to its database fail, as a driver would."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, Literal
from unittest.mock import patch

from sqlalchemy import Connection
from sqlalchemy.engine.default import DefaultDialect

from app.storage import direct, trips
from app.storage import engine as engines
from app.storage.driver import driver_of

When = Literal["before", "after", "connection gone"]
"""Before the call is carried out; after it; or after it with the connection closed as well."""
WHEN: tuple[When, ...] = ("before", "after", "connection gone")

_COMMIT = DefaultDialect.do_commit
_HANG_UP = b"SELECT pg_terminate_backend(pg_backend_pid())"
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
            for module in (direct, engines):
                stack.enter_context(patch.object(module, "driver_of", self._failing_driver))
            stack.enter_context(patch.object(trips, "_answered", self._failing_trip(trips._answered)))
            yield self

    @contextmanager
    def _failing_driver(self, connection: Connection) -> Iterator[Any]:
        """What goes straight to SQLite's driver does not pass the dialect."""
        with driver_of(connection) as driver:
            calls = {
                name: partial(self._failing(partial(_call, name)), connection.dialect, driver)
                for name in ("execute", "executemany")
            }
            yield SimpleNamespace(**calls)

    def _failing_trip(self, answered: Callable[..., Any]) -> Callable[..., Any]:
        """Of statements that go to PostgreSQL together each is a call: the server itself hangs up at one of them."""

        def counted(driver: Any, said: Sequence[Any], *rest: Any) -> Any:
            place, self.calls = self.fails - self.calls - 1, self.calls + len(said)
            if 0 <= place < len(said):
                carried_out = place if self.when == "before" else place + 1
                said = [*said[:carried_out], trips._Said(_HANG_UP, (), ()), *said[place + 1 :]]
            return answered(driver, said, *rest)

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


def _call(name: str, _dialect: DefaultDialect, driver: Any, *arguments: Any) -> Any:
    return getattr(driver, name)(*arguments)


def _error(dialect: DefaultDialect) -> Exception:
    assert dialect.dbapi is not None
    error: Exception = dialect.dbapi.OperationalError("planted by a test")
    if isinstance(error, sqlite3.Error):
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return error
