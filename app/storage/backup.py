"""A copy of an SQLite database, taken while the service writes to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from app.storage.errors import StorageError


class BackupImpossible(StorageError):
    """There is nothing to copy, something is in the way, or the copy is not what the database is."""


def backup_sqlite(url: str, target: Path) -> int:
    """Copies the database, as it is at one moment, into the new file `target`; gives the copy's size in bytes.

    The file appears under its name only when all of it is on the disk and SQLite has found it sound. Raises
    BackupImpossible.
    """
    source = _source(url)
    if target.exists():
        raise BackupImpossible(f"{target} 已存在，不予覆盖 / {target} exists and is not overwritten")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        # For its owner alone, like the database: it holds the hashes of keys.
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600))
        _copy(source, unfinished)
        _sync(unfinished)
        # Unlike renaming it, this fails where another one has come first.
        os.link(unfinished, target)
        _sync(target.parent)
        return target.stat().st_size
    except (OSError, sqlite3.Error) as error:
        raise BackupImpossible(f"{target}: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _source(url: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise BackupImpossible(
            "DATABASE_URL 不是 SQLite：请用该数据库自己的备份工具，PostgreSQL 用 pg_dump --format=custom"
            " / DATABASE_URL is not SQLite: use the database's own tool, pg_dump --format=custom for PostgreSQL"
        )
    file = Path(str(parsed.database))
    if not file.is_file():
        raise BackupImpossible(f"没有数据库文件 {file} / there is no database file {file}")
    return file


def _copy(source: Path, target: Path) -> None:
    # `rw` creates no file that has gone meanwhile; without it SQLite could not read what only its log holds yet.
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        # All pages in one step: one moment, however much is written meanwhile.
        reading.backup(writing)
        # One file, with nothing beside it that somebody could forget to copy.
        writing.execute("PRAGMA journal_mode = DELETE")
        faults = [row[0] for row in writing.execute("PRAGMA integrity_check(10)")]
    if faults != ["ok"]:
        raise BackupImpossible(f"副本不完好 / the copy is damaged: {'; '.join(faults)}")


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
