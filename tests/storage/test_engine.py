"""Connections lose nothing and wait for nothing without end."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from app.storage.engine import create_engine, reading, snapshot, writing
from app.storage.errors import StorageBusy, StorageUnavailable


def test_sqlite_writes_through_to_the_disk(sqlite_engine: Engine) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    with reading(sqlite_engine) as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}
    full = 2
    assert found == {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1, "busy_timeout": 1000}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_sqlite_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="file"):
        create_engine(url)


def test_a_sqlite_transaction_holds_the_write_lock_from_its_beginning(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as first, first.begin():
        with pytest.raises(StorageBusy), writing(sqlite_engine) as second, second.begin():
            pass
        with reading(sqlite_engine) as reader:
            assert reader.execute(text("SELECT count(*) FROM evaluation")).scalar_one() == 0


def test_a_sqlite_transaction_covers_tables_made_in_it(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        connection.execute(text("CREATE TABLE made (id INTEGER)"))
        connection.rollback()
        assert connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'made'")).scalar_one() == 0


@pytest.mark.postgresql
def test_postgresql_sessions_have_limits_and_a_known_isolation(postgresql_engine: Engine) -> None:
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "transaction_isolation")
    with reading(postgresql_engine) as connection:
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]
        assert connection.exec_driver_sql("SHOW client_encoding").scalar_one() == "UTF8"
    assert found == ["1s", "15s", "15s", "read committed"]


@pytest.mark.postgresql
def test_a_statement_that_takes_too_long_is_busy(postgresql_engine: Engine) -> None:
    hurried = create_engine(postgresql_engine.url.render_as_string(hide_password=False), statement_seconds=1)
    with pytest.raises(StorageBusy), reading(hurried) as connection:
        connection.execute(text("SELECT pg_sleep(10)"))
    hurried.dispose()


@pytest.mark.postgresql
def test_a_url_without_its_driver_means_the_one_that_is_installed(postgresql_engine: Engine) -> None:
    url = postgresql_engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    engine = create_engine(url)
    assert engine.url.drivername == "postgresql+psycopg"
    with reading(engine) as connection:
        assert connection.execute(text("SELECT '预算'")).scalar_one() == "预算"
    engine.dispose()


def test_a_snapshot_does_not_see_what_is_written_meanwhile(engine: Engine) -> None:
    rows = text("SELECT count(*) FROM ledger_head")
    with snapshot(engine) as connection:
        before = connection.execute(rows).scalar_one()
        with writing(engine) as other, other.begin():
            other.execute(text("INSERT INTO ledger_head VALUES ('t', 'sha256', 0, 'r', '-')"))
        assert connection.execute(rows).scalar_one() == before
    with reading(engine) as connection:
        assert connection.execute(rows).scalar_one() == before + 1


def test_a_pool_that_is_exhausted_is_busy(engine: Engine) -> None:
    def use_up() -> None:
        for _ in range(100):
            with reading(engine):
                held.append(engine.connect())

    held: list[Connection] = []
    try:
        with pytest.raises(StorageBusy, match="free"):
            use_up()
    finally:
        for connection in held:
            connection.close()


def test_an_error_of_the_data_is_left_as_it_is(engine: Engine) -> None:
    insert = text("INSERT INTO ledger_head VALUES ('t', 'sha256', 0, 'r', '-')")
    with writing(engine) as connection, connection.begin():
        connection.execute(insert)
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert)


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "taken.db").mkdir()
    engine = create_engine(f"sqlite:///{tmp_path / 'taken.db'}")
    with pytest.raises(StorageUnavailable), reading(engine):
        pass
    engine.dispose()
