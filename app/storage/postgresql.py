"""PostgreSQL: on the server that takes writes, with limits, and with no commit taken for done that a failover may undo.

With a synchronous standby, COMMIT returns once the standby has it too. Two ways out of that wait would mislead:

* somebody calls the wait off (`pg_cancel_backend`): COMMIT then succeeds with a warning, and the standby has nothing;
* the standby is gone: COMMIT never returns, and `statement_timeout` does not hold for it.

Both end as errors here. What was being committed may become durable later; a retry under its key finds out, and waits
for the standby in its turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
import sqlalchemy
from psycopg.abc import PQGen
from psycopg.errors import Diagnostic
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Dialect, Engine, ExceptionContext, event
from sqlalchemy.pool import ConnectionPoolEntry

_Result = TypeVar("_Result")

_WARNING = "01000"
_READ_ONLY = "25006"
# Said unasked, between two statements; asked, they are errors.
_LAST_WORDS = ("FATAL", "PANIC")


class PatientConnection(psycopg.Connection[Any]):
    """Waits for each answer of its server `patience` seconds, None: without end; then the connection is lost."""

    patience: float | None = None
    _kept_here_alone = False
    _dismissed = False

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.prepared: dict[bytes, bytes] = {}
        """By statement: the name under which the server knows it, until the next rollback (trips.py)."""

    def wait(self, gen: PQGen[_Result], interval: float = 0.1, timeout: float | None = None) -> _Result:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError:
            # The answer may still come, and would be taken for that of the next question.
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.close()
            raise

    def commit(self) -> None:
        """Raises psycopg.OperationalError as well where the transaction was committed on this server alone."""
        with self.kept_elsewhere():
            super().commit()

    def rollback(self) -> None:
        """Ends what was prepared as well: the driver lets the server forget everything where it prepared something."""
        begun = self.pgconn.transaction_status != TransactionStatus.IDLE
        super().rollback()
        if begun and self.prepared:
            self.prepared.clear()
            self.execute("DEALLOCATE ALL")
            super().commit()

    @contextmanager
    def kept_elsewhere(self) -> Iterator[None]:
        """Around a COMMIT; raises the same."""
        self._kept_here_alone = False
        yield
        if self._kept_here_alone:
            raise psycopg.OperationalError("the wait for the synchronous standby was called off")

    def has_hung_up(self) -> bool:
        """Whether the server has ended the connection since it was last used, or said that it will.

        To wait for a word, even for no time, would give the interpreter away, and a batch that follows another one at
        once would wait for it longer than for its locks.
        """
        try:
            self.pgconn.consume_input()
            self.pgconn.is_busy()
        except psycopg.OperationalError:
            return True
        return self._dismissed

    def note(self, diagnostic: Diagnostic) -> None:
        # Its text is in the server's language; COMMIT gives no other warning under this code.
        self._kept_here_alone |= diagnostic.sqlstate == _WARNING
        self._dismissed |= diagnostic.severity_nonlocalized in _LAST_WORDS


def postgresql_engine(url: URL, wait_seconds: int, statement_seconds: int | None) -> Engine:
    """An engine that follows whichever of the URL's hosts takes writes; see engine.create_engine."""
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(
        url,
        # A database may default to stricter levels, under which waiting for the ledger's head ends in an error.
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_timeout=wait_seconds,
        connect_args={**_settings(wait_seconds, statement_seconds), **_target(url)},
    )
    # The server's own limits are to come first: their errors say more.
    patience = statement_seconds and statement_seconds + wait_seconds

    def connect(
        _dialect: Dialect, _record: ConnectionPoolEntry, arguments: list[Any], named: dict[str, Any]
    ) -> PatientConnection:
        connection = PatientConnection.connect(*arguments, **named)
        connection.patience = patience
        connection.add_notice_handler(connection.note)
        return connection

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "handle_error", _leave_read_only)
    return engine


def _leave_read_only(context: ExceptionContext) -> None:
    """A server that has become a standby is left, with every connection that was made before."""
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True


def _target(url: URL) -> dict[str, str]:
    """Of several hosts the one that takes writes, for reading as well: a standby is behind."""
    hosts = url.query.get("host", url.host or "")
    several = isinstance(hosts, tuple) or "," in hosts
    return {"target_session_attrs": "read-write"} if several and "target_session_attrs" not in url.query else {}


def _settings(wait_seconds: int, statement_seconds: int | None) -> dict[str, Any]:
    limits = {
        "lock_timeout": wait_seconds,
        "statement_timeout": statement_seconds,
        # A process that freezes inside its transaction must not hold the ledger's head for ever.
        "idle_in_transaction_session_timeout": statement_seconds,
    }
    options = [f"-c {name}={seconds}s" for name, seconds in limits.items()] if statement_seconds else []
    return {
        "application_name": "jixiao",
        "client_encoding": "utf8",
        "connect_timeout": wait_seconds,
        # A peer that vanished without a word is noticed after so many milliseconds.
        "tcp_user_timeout": 2000 * wait_seconds,
        "options": " ".join(options),
    }
