"""The MySQL family: OceanBase in MySQL mode, MySQL, TiDB. Sessions with limits, and everything compared exactly."""

from typing import Any

import sqlalchemy
from sqlalchemy import URL, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

_MICROSECONDS = 1_000_000


def mysql_engine(url: URL, wait_seconds: int, statement_seconds: int | None) -> Engine:
    """An engine that waits for nothing without end; see engine.create_engine."""
    if url.drivername == "mysql":
        url = url.set(drivername="mysql+pymysql")
    patience = statement_seconds and statement_seconds + wait_seconds
    engine = sqlalchemy.create_engine(
        url,
        # MySQL's own default would go on reading what was there before the ledger's head was locked.
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_timeout=wait_seconds,
        connect_args={
            "charset": "utf8mb4",
            "connect_timeout": wait_seconds,
            # Where the server's own limits do not come first, the connection is lost.
            "read_timeout": patience,
            "write_timeout": patience,
        },
    )

    def prepare(connection: Any, _record: ConnectionPoolEntry) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT @@version")
            (version,) = cursor.fetchone()
            for name, value in limits_of(version, wait_seconds, statement_seconds).items():
                cursor.execute(f"SET SESSION {name} = %s", (value,))

    event.listen(engine, "connect", prepare)
    return engine


def limits_of(version: str, wait_seconds: int, statement_seconds: int | None) -> dict[str, object]:
    """Session variables by name, for a server that calls itself this."""
    strict: dict[str, object] = {"sql_mode": "STRICT_ALL_TABLES"}
    if "OceanBase" in version:
        # Unless told, it gives a statement ten seconds; a migration gets a day.
        statement = (statement_seconds or 86_400) * _MICROSECONDS
        strict["ob_query_timeout"] = statement
        if statement_seconds is None:
            return strict
        # A process that freezes inside its transaction must not hold the ledger's head for ever.
        return {**strict, "ob_trx_lock_timeout": wait_seconds * _MICROSECONDS, "ob_trx_idle_timeout": statement}
    if statement_seconds is None:
        return strict
    return {**strict, "innodb_lock_wait_timeout": wait_seconds, "max_execution_time": 1000 * statement_seconds}
