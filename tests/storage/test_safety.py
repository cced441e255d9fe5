"""A database that may lose what it has committed, cannot hold the texts or lives in another time is not served from."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy
from psycopg import sql
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from app.cli import app
from app.storage.safety import ClockSkewed, Demands, DurabilityUnsafe, EncodingUnsupported, check_safety
from app.storage.signing import create_key_file
from app.storage.startup import check_database
from tests.databases import PostgresqlDatabases
from tests.log_lines import LogLines

UNSAFE = Demands(allow_unsafe_durability=True)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_a_sound_database_passes(migrated_database_url: str) -> None:
    check_database(migrated_database_url)


@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_sqlite_that_does_not_wait_for_the_disk_is_refused(tmp_path: Path, level: str, log_lines: LogLines) -> None:
    with sqlite_at(tmp_path, level) as connection:
        with pytest.raises(DurabilityUnsafe, match="synchronous="):
            check_safety(connection, Demands())
        check_safety(connection, UNSAFE)
    (line,) = log_lines.named("start.unsafe_durability")
    assert line["risks"].startswith("synchronous=")


@pytest.mark.parametrize("level", ["FULL", "EXTRA"])
def test_sqlite_that_waits_for_the_disk_passes(tmp_path: Path, level: str) -> None:
    with sqlite_at(tmp_path, level) as connection:
        check_safety(connection, Demands())


@contextmanager
def sqlite_at(folder: Path, level: str) -> Iterator[sqlalchemy.Connection]:
    engine = sqlalchemy.create_engine(f"sqlite:///{folder}/x.db")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
        yield connection
    engine.dispose()


@pytest.fixture
def postgresql_url(postgresql_databases: PostgresqlDatabases) -> Iterator[str]:
    with postgresql_databases.migrated() as url:
        yield url


def refused(url: str, setting: str) -> None:
    """The message names the setting and says in both languages what to do."""
    with pytest.raises(DurabilityUnsafe, match=f"{setting}=off") as refusal:
        check_database(url)
    assert CHINESE.search(str(refusal.value))
    assert "correct the setting" in str(refusal.value)
    check_database(url, UNSAFE)


@pytest.mark.postgresql
@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_may_lose_commits_is_refused(postgresql_url: str, setting: str) -> None:
    with server_with(postgresql_url, setting, "off"):
        refused(postgresql_url, setting)
    check_database(postgresql_url)


@pytest.mark.postgresql
@pytest.mark.parametrize("holder", ["DATABASE {}", "ROLE postgres IN DATABASE {}"])
def test_commits_that_do_not_wait_are_refused_wherever_they_are_set(postgresql_url: str, holder: str) -> None:
    database = sql.Identifier(make_url(postgresql_url).database or "")
    with administration(postgresql_url) as connection:
        connection.execute(sql.SQL(f"ALTER {holder} SET synchronous_commit = off").format(database))
    refused(postgresql_url, "synchronous_commit")


@pytest.mark.postgresql
@pytest.mark.parametrize("level", ["local", "on", "remote_apply"])
def test_commits_that_wait_for_this_servers_disk_at_least_pass(postgresql_url: str, level: str) -> None:
    database = sql.Identifier(make_url(postgresql_url).database or "")
    with administration(postgresql_url) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = {}").format(database, level))
    check_database(postgresql_url)


@pytest.mark.postgresql
def test_a_database_of_another_encoding_is_refused(postgresql_url: str) -> None:
    name = sql.Identifier("of_no_encoding")
    with administration(postgresql_url) as connection:
        create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'"
        connection.execute(sql.SQL(create).format(name))
        try:
            with pytest.raises(EncodingUnsupported, match="SQL_ASCII"):
                check_database(make_url(postgresql_url).set(database="of_no_encoding").render_as_string())
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def clock_off_by(seconds: float) -> Demands:
    return Demands(clock=lambda: datetime.now(UTC) + timedelta(seconds=seconds))


@pytest.mark.postgresql
@pytest.mark.parametrize("seconds", [10.5, -10.5, 86400, -86400])
def test_a_clock_far_off_the_databases_is_refused(postgresql_url: str, seconds: float) -> None:
    with pytest.raises(ClockSkewed, match=f"{abs(seconds):.0f}|10"):
        check_database(postgresql_url, clock_off_by(seconds))


@pytest.mark.postgresql
@pytest.mark.parametrize("seconds", [9.5, -9.5, 0])
def test_a_clock_a_little_off_passes(postgresql_url: str, seconds: float) -> None:
    check_database(postgresql_url, clock_off_by(seconds))


@pytest.mark.postgresql
def test_the_program_refuses_to_serve_and_can_be_told_to(postgresql_url: str, tmp_path: Path) -> None:
    database = sql.Identifier(make_url(postgresql_url).database or "")
    with administration(postgresql_url) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(database))
    create_key_file(tmp_path / "key")
    # It gets no further than the packs when it passes the database.
    environment = {
        "DATABASE_URL": postgresql_url,
        "LEDGER_KEY_FILE": str(tmp_path / "key"),
        "RULE_PACKS_DIR": str(tmp_path / "nothing"),
    }
    result = CliRunner().invoke(app, ["serve"], env=environment)
    assert result.exit_code == 2
    assert "synchronous_commit=off" in result.stderr
    assert '"event":"start.refused","reason":"DurabilityUnsafe"' in result.stdout
    result = CliRunner().invoke(app, ["serve"], env={**environment, "ALLOW_UNSAFE_DURABILITY": "true"})
    assert '"event":"start.unsafe_durability"' in result.stdout
    assert "synchronous_commit" not in result.stderr


@contextmanager
def administration(url: str) -> Iterator[psycopg.Connection]:
    """A connection to the server that is not to the database in question."""
    folder = make_url(url).query["host"]
    with psycopg.connect(f"host={folder} dbname=postgres user=postgres", autocommit=True) as connection:
        yield connection


@contextmanager
def server_with(url: str, setting: str, value: str) -> Iterator[None]:
    """The whole server under another setting, until the end."""
    name = sql.Identifier(setting)
    with administration(url) as connection:
        connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(name, sql.Literal(value)))
        try:
            reload(connection, setting, value)
            yield
        finally:
            connection.execute(sql.SQL("ALTER SYSTEM RESET {}").format(name))
            reload(connection, setting, "on")


def reload(connection: psycopg.Connection, setting: str, expected: str) -> None:
    connection.execute("SELECT pg_reload_conf()")
    deadline = time.monotonic() + 20
    show = sql.SQL("SHOW {}").format(sql.Identifier(setting))
    while connection.execute(show).fetchone() != (expected,):
        assert time.monotonic() < deadline, f"{setting} does not become {expected}"
        time.sleep(0.02)
