"""A copy taken under load is one whole moment of the database, and its ledger verifies."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from app.cli import app
from app.storage import ledger_queries
from app.storage.audit import verify_ledger
from app.storage.backup import BackupImpossible, backup_sqlite
from app.storage.commit import record_batch
from app.storage.engine import create_engine
from app.storage.startup import check_database
from tests.databases import PostgresqlDatabases
from tests.postgresql import installed_program
from tests.storage.making import TENANT, new_evaluation


@contextmanager
def being_written(engine: Engine) -> Iterator[None]:
    """Evaluations are recorded one after the other until the end of the block; some are there at its beginning."""
    some, ended = Event(), Event()

    def write() -> None:
        while not ended.is_set():
            record_batch(engine, [new_evaluation() for _ in range(3)])
            some.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert some.wait(30)
        yield
    finally:
        ended.set()
        writer.join()


def verified(url: str, original: Engine, at_least: int) -> None:
    """The database there is fit to serve from, and its ledger a beginning of the original's."""
    check_database(url)
    copy = create_engine(url)
    try:
        head = ledger_queries.head(copy, TENANT)
        verdict = verify_ledger(copy, TENANT)
        assert (verdict.fault, verdict.checked) == (None, head.position)
        assert head.position >= at_least
        assert verify_ledger(original, TENANT, trusted=[head]).fault is None
    finally:
        copy.dispose()


def test_a_copy_under_load_verifies(sqlite_engine: Engine, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with being_written(sqlite_engine):
        before = ledger_queries.head(sqlite_engine, TENANT).position
        size = backup_sqlite(str(sqlite_engine.url), target)
    assert size == target.stat().st_size
    assert target.stat().st_mode & 0o077 == 0
    assert [file.name for file in tmp_path.iterdir()] == ["copy.db"]
    verified(f"sqlite:///{target}", sqlite_engine, before)


def test_what_only_the_log_holds_is_copied_when_nobody_is_there(sqlite_engine: Engine, tmp_path: Path) -> None:
    record_batch(sqlite_engine, [new_evaluation()])
    source, alone = Path(str(sqlite_engine.url.database)), tmp_path / "alone.db"
    for suffix in ("", "-wal"):
        alone.with_name(f"alone.db{suffix}").write_bytes(source.with_name(f"{source.name}{suffix}").read_bytes())
    backup_sqlite(f"sqlite:///{alone}", tmp_path / "copy.db")
    verified(f"sqlite:///{tmp_path}/copy.db", sqlite_engine, 1)


def test_a_file_that_is_there_is_not_overwritten(sqlite_engine: Engine, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"mine")
    with pytest.raises(BackupImpossible, match="not overwritten"):
        backup_sqlite(str(sqlite_engine.url), target)
    assert target.read_bytes() == b"mine"


def test_a_damaged_database_is_not_passed_on_as_a_copy(sqlite_engine: Engine, tmp_path: Path) -> None:
    record_batch(sqlite_engine, [new_evaluation() for _ in range(200)])
    good, damaged = tmp_path / "good.db", tmp_path / "damaged.db"
    backup_sqlite(str(sqlite_engine.url), good)
    content = bytearray(good.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(4096)
    damaged.write_bytes(content)
    with pytest.raises(BackupImpossible, match=r"damaged|malformed"):
        backup_sqlite(f"sqlite:///{damaged}", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("url", ["sqlite:///{}/nothing.db", "postgresql://127.0.0.1:1/x"])
def test_what_cannot_be_copied_is_said(tmp_path: Path, url: str) -> None:
    environment = {"DATABASE_URL": url.format(tmp_path)}
    result = CliRunner().invoke(app, ["backup", str(tmp_path / "copy.db")], env=environment)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(sqlite_engine: Engine, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": str(sqlite_engine.url)}
    result = CliRunner().invoke(app, ["backup", str(tmp_path / "no" / "copy.db")], env=environment)
    assert result.exit_code == 2
    assert "No such file" in result.stderr


def test_the_copy_is_one_file_that_sqlite_finds_sound(sqlite_engine: Engine, tmp_path: Path) -> None:
    record_batch(sqlite_engine, [new_evaluation()])
    environment = {"DATABASE_URL": str(sqlite_engine.url)}
    result = CliRunner().invoke(app, ["backup", str(tmp_path / "copy.db")], env=environment)
    assert result.exit_code == 0, result.output
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.postgresql
def test_a_dump_under_load_verifies_where_it_is_restored(
    postgresql_databases: PostgresqlDatabases, postgresql_engine: Engine, tmp_path: Path
) -> None:
    dump = tmp_path / "jixiao.dump"
    with being_written(postgresql_engine):
        before = ledger_queries.head(postgresql_engine, TENANT).position
        run("pg_dump", "--format=custom", f"--file={dump}", on=str(postgresql_engine.url))
    with postgresql_databases.empty() as url:
        run("pg_restore", "--exit-on-error", "--no-owner", "--single-transaction", str(dump), on=url)
        verified(url, postgresql_engine, before)


def run(program: str, *options: str, on: str) -> None:
    url = make_url(on)
    subprocess.run(
        [
            installed_program(program),
            *options,
            f"--dbname=host={url.query['host']} dbname={url.database} user=postgres",
        ],
        check=True,
    )
