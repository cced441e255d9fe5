"""Commits that a failover may undo are not taken for done; servers that take no writes are left."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from app.storage.engine import create_engine, reading, writing
from app.storage.errors import StorageUnavailable, StorageUnwritable
from app.storage.postgresql import PatientConnection
from app.storage.safety import DurabilityUnsafe
from app.storage.startup import check_database

pytestmark = pytest.mark.postgresql
_CALL_OFF = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


def test_a_commit_whose_wait_for_the_standby_was_called_off_is_not_taken_for_done(postgresql_engine: Engine) -> None:
    refused = pytest.raises(StorageUnavailable, match="called off")
    with standby_missing(postgresql_engine), calling_off(postgresql_engine), refused:
        commit_until_it_waits(postgresql_engine)
    commit(postgresql_engine)


def test_a_commit_that_no_standby_answers_ends(postgresql_engine: Engine) -> None:
    hurried = create_engine(url_of(postgresql_engine), wait_seconds=1, statement_seconds=1)
    with standby_missing(postgresql_engine):
        with pytest.raises(StorageUnavailable, match="timeout"):
            commit_until_it_waits(hurried)
        with reading(hurried) as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
    commit(hurried)
    hurried.dispose()


def test_commits_that_pass_the_standby_by_are_refused_where_there_is_one(postgresql_engine: Engine) -> None:
    url = url_of(postgresql_engine)
    database = sql.Identifier(make_url(url).database or "")
    administer(postgresql_engine, sql.SQL("ALTER DATABASE {} SET synchronous_commit = local").format(database))
    check_database(url)
    with standby_missing(postgresql_engine), pytest.raises(DurabilityUnsafe, match="synchronous_commit=local"):
        check_database(url)


def test_a_server_that_became_read_only_is_left_with_every_connection(postgresql_engine: Engine) -> None:
    with read_only(postgresql_engine), reading(postgresql_engine), reading(postgresql_engine):
        pass
    with pytest.raises(StorageUnwritable):
        commit(postgresql_engine)
    for _ in range(2):
        commit(postgresql_engine)


def test_of_several_hosts_only_one_that_takes_writes_is_used(postgresql_engine: Engine) -> None:
    folder = postgresql_engine.url.query["host"]
    several = postgresql_engine.url.set(query={"host": f"{folder},{folder}"})
    engine = create_engine(several.render_as_string(hide_password=False))
    commit(engine)
    engine.dispose()
    with read_only(postgresql_engine):
        with pytest.raises(StorageUnavailable, match="read-only"), reading(engine):
            pass
        anyone = create_engine(
            several.update_query_dict({"target_session_attrs": "any"}).render_as_string(hide_password=False)
        )
        with reading(anyone):
            pass
        anyone.dispose()


def test_a_connection_that_the_server_has_ended_says_so_without_being_asked_anything(postgresql_engine: Engine) -> None:
    with postgresql_engine.connect() as lent:
        driver = lent.connection.driver_connection
        assert isinstance(driver, PatientConnection)
        assert not driver.has_hung_up()
        driver.execute("SELECT 1")
        assert not driver.has_hung_up()
        with psycopg.connect(address_of(postgresql_engine)) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (driver.info.backend_pid,))
        assert driver.has_hung_up()
        lent.invalidate()


def commit(engine: Engine) -> None:
    with writing(engine) as connection, connection.begin():
        connection.execute(text("INSERT INTO ledger_head VALUES (gen_random_uuid()::text, 'sha256', 0, 'r', '-')"))


def commit_until_it_waits(engine: Engine) -> None:
    """The server reads its settings again when it comes to it."""
    for _ in range(10_000):
        commit(engine)


@contextmanager
def standby_missing(engine: Engine) -> Iterator[None]:
    """The server waits with each commit for a standby that there is not."""
    administer(engine, sql.SQL("ALTER SYSTEM SET synchronous_standby_names = nobody"))
    administer(engine, sql.SQL("SELECT pg_reload_conf()"))
    try:
        yield
    finally:
        administer(engine, sql.SQL("ALTER SYSTEM RESET synchronous_standby_names"))
        administer(engine, sql.SQL("SELECT pg_reload_conf()"))


@contextmanager
def calling_off(engine: Engine) -> Iterator[None]:
    """Somebody ends every such wait."""
    over = threading.Event()

    def call_off() -> None:
        while not over.wait(0.02):
            administer(engine, sql.SQL(_CALL_OFF))

    somebody = threading.Thread(target=call_off)
    somebody.start()
    try:
        yield
    finally:
        over.set()
        somebody.join()


@contextmanager
def read_only(engine: Engine) -> Iterator[None]:
    """Sessions that begin now take no writes."""
    engine.dispose()
    database = sql.Identifier(engine.url.database or "")
    administer(engine, sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(database))
    try:
        yield
    finally:
        administer(engine, sql.SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(database))


def administer(engine: Engine, statement: sql.Composable) -> None:
    """Runs it outside of the database in question, and of any transaction."""
    options = "options='-c synchronous_commit=local'"
    with psycopg.connect(f"{address_of(engine)} {options}", autocommit=True) as connection:
        connection.execute(statement)


def address_of(engine: Engine) -> str:
    """Of the server's own database."""
    return f"host={engine.url.query['host']} dbname=postgres user=postgres"


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
