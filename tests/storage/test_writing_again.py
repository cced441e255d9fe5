"""A connection that is kept between transactions, and what is left to do after them."""

import os
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text

import app.storage.writing_again
from app.storage.commit import record_batch
from app.storage.engine import reading
from app.storage.writing_again import WritingAgain
from tests.storage.making import log_of, new_evaluation


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
    monkeypatch.setattr(app.storage.writing_again.time, "monotonic", lambda: used + 1.5)
    assert write() == 2
    again.close()


def test_on_sqlite_only_who_writes_again_has_settings_of_its_own(sqlite_engine: Engine) -> None:
    def settings(connection: Connection) -> list[int]:
        names = ("cache_size", "temp_store", "wal_autocheckpoint")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    in_memory = 2
    again = WritingAgain(sqlite_engine)
    with again.writing() as connection, connection.begin():
        assert settings(connection) == [-16000, in_memory, 4000]
        with reading(sqlite_engine) as reader:
            assert settings(reader) == [-2000, 0, 1000]
    again.close()
    with reading(sqlite_engine) as reader:
        assert settings(reader) == [-2000, 0, 1000]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists the files that are open")
def test_a_batch_writes_to_no_temporary_file(sqlite_engine: Engine) -> None:
    opened: list[str] = []
    event.listen(sqlite_engine, "commit", lambda _connection: opened.extend(temporary_files()))
    again = WritingAgain(sqlite_engine)
    for _ in range(2):
        record_batch(sqlite_engine, [new_evaluation() for _ in range(100)], lend=again.writing)
    again.close()
    assert opened == []


def temporary_files() -> list[str]:
    """SQLite's, which it takes out of their folder as soon as they are open."""
    open_now = (os.readlink(file) for file in Path("/proc/self/fd").iterdir() if file.is_symlink())
    return [file for file in open_now if "etilqs" in file]


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


def test_sqlites_log_is_taken_in_after_a_batch_and_not_within_one(sqlite_engine: Engine) -> None:
    again = WritingAgain(sqlite_engine)
    record_batch(sqlite_engine, [new_evaluation() for _ in range(500)], lend=again.writing)
    pages, taken_in = log_of(sqlite_engine)
    assert pages > taken_in == 0
    again.rest(319)
    assert log_of(sqlite_engine) == (pages, 0)
    again.rest(1)
    assert log_of(sqlite_engine) == (pages, pages)
    record_batch(sqlite_engine, [new_evaluation()], lend=again.writing)
    pages, taken_in = log_of(sqlite_engine)
    assert pages > taken_in == 0
    again.close()


def test_a_log_that_grows_too_fast_is_taken_in_within_a_commit(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as connection, connection.begin():
        connection.execute(text("CREATE TABLE large (content BLOB)"))
    again = WritingAgain(sqlite_engine)
    for megabytes, taken in ((15, False), (2, True)):
        with again.writing() as connection, connection.begin():
            connection.execute(text("INSERT INTO large VALUES (randomblob(:size))"), {"size": megabytes << 20})
        pages, taken_in = log_of(sqlite_engine)
        assert (taken_in == pages) is taken
    again.close()


def test_there_is_nothing_to_do_after_an_error_or_on_another_engine(engine: Engine) -> None:
    again = WritingAgain(engine)
    again.rest(10_000)
    with pytest.raises(ValueError, match="wrong"), again.writing():
        raise ValueError("wrong")
    again.rest(10_000)
    with again.writing() as connection, connection.begin():
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    again.rest(10_000)
    with again.writing() as connection, connection.begin():
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    again.close()
