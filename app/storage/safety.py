"""Whether a database keeps what it has committed, can hold the texts, and agrees on the time: asked before serving."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Connection

from app.logs.events import SecurityEvent
from app.storage.errors import StorageError

_SQLITE_FULL = 2


class DurabilityUnsafe(StorageError):
    """The database may lose what it has committed when the power or the machine fails."""


class EncodingUnsupported(StorageError):
    """The database does not keep its texts as UTF-8."""


class ClockSkewed(StorageError):
    """This machine's clock and the database's tell different times."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of a database; `allow_unsafe_durability` lets one pass that may lose what it has committed."""

    allow_unsafe_durability: bool = False
    max_clock_skew: timedelta = timedelta(seconds=10)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


def check_safety(connection: Connection, demands: Demands) -> None:
    """Raises DurabilityUnsafe, EncodingUnsupported or ClockSkewed."""
    if connection.dialect.name == "sqlite":
        _check_durability(_risks_on_sqlite(connection), demands)
    elif connection.dialect.name == "postgresql":
        _check_encoding(connection)
        _check_durability(_risks_on_postgresql(connection), demands)
        _check_clock(connection, demands, "SELECT clock_timestamp()")
    elif connection.dialect.name == "mysql":
        _check_durability(_risks_on_mysql(connection), demands)
        _check_clock(connection, demands, "SELECT utc_timestamp(6)")


def _risks_on_mysql(connection: Connection) -> list[str]:
    """What does not reach the disk with each commit; OceanBase, which writes otherwise, has both at 1 for ever."""
    found = connection.exec_driver_sql(
        "SHOW VARIABLES WHERE variable_name IN ('innodb_flush_log_at_trx_commit', 'sync_binlog') AND value <> '1'"
    )
    return [f"{name}={value}" for name, value in sorted(map(tuple, found))]


def _risks_on_sqlite(connection: Connection) -> list[str]:
    level: int = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    return [] if level >= _SQLITE_FULL else [f"synchronous={level}"]


def _risks_on_postgresql(connection: Connection) -> list[str]:
    """What is off, or does not wait for the synchronous standby there is, as it holds for this role and database."""
    found = connection.exec_driver_sql(
        "SELECT name || '=' || setting FROM pg_settings WHERE setting = 'off'"
        " AND name IN ('fsync', 'full_page_writes', 'synchronous_commit')"
        " OR setting = 'local' AND name = 'synchronous_commit' AND current_setting('synchronous_standby_names') <> ''"
        " ORDER BY name"
    )
    return list(found.scalars())


def _check_durability(risks: list[str], demands: Demands) -> None:
    if not risks:
        return
    if demands.allow_unsafe_durability:
        structlog.get_logger().warning(SecurityEvent.START_UNSAFE, risks=", ".join(risks))
        return
    told = ", ".join(risks)
    raise DurabilityUnsafe(
        f"数据库设置 {told}：断电后可能丢失已答复的评价，拒绝启动；请改正设置，"
        f"试验环境可设 ALLOW_UNSAFE_DURABILITY=true / the database is set to {told}: a power cut may lose evaluations"
        " that were answered; correct the setting, or set ALLOW_UNSAFE_DURABILITY=true where nothing matters"
    )


def _check_encoding(connection: Connection) -> None:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise EncodingUnsupported(
            f"数据库编码为 {encoding}，须为 UTF8：请以 ENCODING 'UTF8' 重建数据库"
            f" / the database's encoding is {encoding}, not UTF8: create it anew with ENCODING 'UTF8'"
        )


def _check_clock(connection: Connection, demands: Demands, query: str) -> None:
    before = demands.clock()
    theirs: datetime = connection.exec_driver_sql(query).scalar_one()
    after = demands.clock()
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    # It was read at some moment in between: only what lies outside is a difference.
    skew = max(before - theirs, theirs - after, timedelta(0))
    if skew > demands.max_clock_skew:
        seconds = f"{skew.total_seconds():.1f}"
        raise ClockSkewed(
            f"本机时钟与数据库相差 {seconds} 秒（上限 {demands.max_clock_skew.total_seconds():.0f} 秒）：请校时（NTP）"
            f" / this machine's clock and the database's differ by {seconds} seconds: synchronise them (NTP)"
        )
