"""Throw-away databases for the tests: SQLite files, and databases on a running PostgreSQL server."""

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql

from tests.seekdb import SeekdbDatabases

Migration = Callable[[str], None]


@dataclass
class SqliteDatabases:
    """Makes SQLite files in `folder`, each `with` block its own; gives URLs."""

    folder: Path
    migrate: Migration
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def empty(self) -> Iterator[str]:
        file = self._new_file()
        yield f"sqlite:///{file}"
        for left in self.folder.glob(f"{file.name}*"):
            left.unlink()

    @contextmanager
    def migrated(self) -> Iterator[str]:
        with self.empty() as url:
            with (
                closing(sqlite3.connect(self._migrated_file)) as source,
                closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as target,
            ):
                source.backup(target)
            yield url

    @cached_property
    def _migrated_file(self) -> Path:
        file = self._new_file()
        self.migrate(f"sqlite:///{file}")
        return file

    def _new_file(self) -> Path:
        return self.folder / f"{next(self._numbers)}.db"


@dataclass
class PostgresqlDatabases:
    """Makes databases on the server whose socket is in `socket_folder`, each `with` block its own; gives URLs."""

    socket_folder: Path
    migrate: Migration
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def empty(self) -> Iterator[str]:
        with self._copy_of("template1") as url:
            yield url

    @contextmanager
    def migrated(self) -> Iterator[str]:
        with self._copy_of(self._migrated_database) as url:
            yield url

    @cached_property
    def _migrated_database(self) -> str:
        name = self._create("template1")
        self.migrate(self._url(name))
        return name

    @contextmanager
    def _copy_of(self, template: str) -> Iterator[str]:
        name = self._create(template)
        try:
            yield self._url(name)
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _create(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def _run(self, statement: sql.Composed) -> None:
        address = f"host={self.socket_folder} dbname=postgres user=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket_folder}"


Databases = SqliteDatabases | PostgresqlDatabases | SeekdbDatabases
