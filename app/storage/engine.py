"""How to connect: one place for what each engine must be told."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event, exc
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from app.storage.driver import driver_of
from app.storage.errors import DatabaseUrlInvalid, storage_errors
from app.storage.mysql import mysql_engine
from app.storage.postgresql import postgresql_engine

WRITING = "begin_immediate"
"""The execution option of a connection whose transactions write."""


def create_engine(url: str, *, wait_seconds: int = 5, statement_seconds: int | None = 15) -> Engine:
    """An engine for `url` that loses nothing it has committed and waits for nothing without end.

    `url` is `sqlite:///file.db` (a missing folder is made), `mysql://…` or `postgresql://…`, of whose hosts, where it
    names several (`?host=one,other`), the one that takes writes is used. `wait_seconds` bounds each wait, for a server,
    a free connection or a lock; `statement_seconds` one statement but on SQLite, None for migrations, which may rewrite
    a table. Raises DatabaseUrlInvalid, for SQLite without a file as well.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite_engine(parsed, wait_seconds)
        if parsed.get_backend_name() == "postgresql":
            return postgresql_engine(parsed, wait_seconds, statement_seconds)
        if parsed.get_backend_name() == "mysql":
            return mysql_engine(parsed, wait_seconds, statement_seconds)
        return sqlalchemy.create_engine(parsed, pool_pre_ping=True, pool_timeout=wait_seconds)
    except (exc.ArgumentError, ImportError) as error:
        raise DatabaseUrlInvalid(f"DATABASE_URL: {error}") from None


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for queries; the driver's failures come out as StorageBusy or StorageUnavailable."""
    with storage_errors(), engine.connect() as connection:
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """The same, with every query seeing the database as it was at the first one."""
    # On SQLite every transaction is one already, and asking for it would undo `_prepare_sqlite`.
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with storage_errors(), engine.connect().execution_options(**options) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """The same for a transaction that writes: SQLite takes its write lock at BEGIN, not half-way through."""
    with storage_errors(), engine.connect().execution_options(**{WRITING: True}) as connection:
        yield connection


class PoolUse(NamedTuple):
    """Connections: how many are kept (more are opened in a rush), are open, and work."""

    size: int
    open: int
    in_use: int


def pool_use(engine: Engine) -> PoolUse | None:
    """How busy the engine's connections are at this moment; None for a pool that keeps none."""
    pool = engine.pool
    if not isinstance(pool, QueuePool):
        return None
    in_use = pool.checkedout()
    return PoolUse(pool.size(), in_use + pool.checkedin(), in_use)


def _sqlite_engine(url: URL, wait_seconds: int) -> Engine:
    if url.database in (None, "", ":memory:"):
        raise DatabaseUrlInvalid("DATABASE_URL: SQLite needs a file: sqlite:///jixiao.db")
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    # `timeout` is how long SQLite waits for a lock.
    engine = sqlalchemy.create_engine(url, pool_timeout=wait_seconds, connect_args={"timeout": wait_seconds})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # The driver would begin transactions late, and not at all before SELECT or CREATE; `_begin_sqlite` does it.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Else INSERT OR REPLACE would take a record away without asking the trigger that refuses DELETE.
    connection.execute("PRAGMA recursive_triggers = ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITING, False)
    with driver_of(connection) as driver:
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
