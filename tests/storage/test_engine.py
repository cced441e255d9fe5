"""Connections lose nothing and wait for nothing without end."""

import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError

import app.storage.engine
from app.storage.engine import WritingAgain, create_engine, reading, snapshot, writing
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


def test_who_writes_again_keeps_the_connection_for_a_moment(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[object] = []
    event.listen(engine, "checkout", lambda *_: taken.append(None))
    again = WritingAgain(engine)

    def write() -> int:
        with again.writing() as connection, connection.begin():
            connection.execute(text("SELECT 1"))
        return len(taken)

    assert [write(), write()] == [1, 1]
    used = time.monotonic()
    monkeypatch.setattr(app.storage.engine.time, "monotonic", lambda: used + 1.5)
    assert write() == 2
    again.close()


def test_on_sqlite_only_who_writes_again_has_a_large_cache(sqlite_engine: Engine) -> None:
    def cache(connection: Connection) -> int:
        size: int = connection.execute(text("PRAGMA cache_size")).scalar_one()
        return size

    again = WritingAgain(sqlite_engine)
    with again.writing() as connection, connection.begin():
        assert cache(connection) == -16000
        with reading(sqlite_engine) as reader:
            assert cache(reader) == -2000
    again.close()
    with reading(sqlite_engine) as reader:
        assert cache(reader) == -2000


@pytest.mark.postgresql
def test_on_postgresql_who_writes_again_looks_into_indexes_of_tables_that_grew(postgresql_engine: Engine) -> None:
    """Before, a batch read the whole of a table that had not been analysed since it was empty."""
    plan = text("EXPLAIN SELECT * FROM idempotency WHERE tenant = ANY('{t}') AND idempotency_key = ANY(:keys)")
    keys = {"keys": [f"key-{number}" for number in range(64)]}
    again = WritingAgain(postgresql_engine)
    with again.writing() as connection, connection.begin():
        assert "pk_idempotency" in "".join(connection.execute(plan, keys).scalars())
        assert connection.execute(text("SHOW enable_seqscan")).scalar_one() == "off"
    again.close()
    with reading(postgresql_engine) as reader:
        assert reader.execute(text("SHOW enable_seqscan")).scalar_one() == "on"


def test_after_an_error_another_connection_is_taken(engine: Engine) -> None:
    again = WritingAgain(engine)
    with pytest.raises(ValueError, match="wrong"), again.writing() as first, first.begin():
        raise ValueError("wrong")
    with again.writing() as second, second.begin():
        assert second is not first
        assert second.execute(text("SELECT 1")).scalar_one() == 1
    assert first.closed
    again.close()
