"""An OceanBase engine of the tests' own, in MySQL mode, from the pylibseekdb wheel (`make test-seekdb`)."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pymysql

Rows = list[tuple[Any, ...]]


@contextmanager
def seekdb_server() -> Iterator[str]:
    """The socket of a running server; nothing is left of it afterwards."""
    pylibseekdb = import_module("pylibseekdb")
    # Its path is that of a socket, which may not be long; the server refuses file systems in memory.
    folder = Path(tempfile.mkdtemp(prefix="jixiao-seekdb-"))
    try:
        with closing(pylibseekdb.open(str(folder / "data"))) as instance:
            yield instance.connection_options()["unix_socket"]
    finally:
        shutil.rmtree(folder)


@dataclass
class SeekdbDatabases:
    """Makes databases on the server with this socket, each `with` block its own; gives URLs.

    A migrated one is emptied and given out again, since each table takes the engine a tenth of a second to make;
    unless its schema is another one than before.
    """

    socket: str
    migrate: Callable[[str], None]
    _numbers: Iterator[int] = field(default_factory=count)
    _spare: list[str] = field(default_factory=list)
    _schema: Rows = field(default_factory=list)

    @contextmanager
    def empty(self) -> Iterator[str]:
        name = self._create()
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    @contextmanager
    def migrated(self) -> Iterator[str]:
        name = self._spare.pop() if self._spare else self._create_migrated()
        try:
            yield self._url(name)
        finally:
            if self._schema_of(name) == self._schema:
                self._clear(name)
                self._spare.append(name)
            else:
                self._drop(name)

    def _create_migrated(self) -> str:
        name = self._create()
        self.migrate(self._url(name))
        self._schema = self._schema or self._schema_of(name)
        return name

    def _create(self) -> str:
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        return name

    def _drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name}")

    def _schema_of(self, name: str) -> Rows:
        columns = self._run(
            "SELECT table_name, column_name, column_type, is_nullable FROM information_schema.columns"
            f" WHERE table_schema = '{name}' ORDER BY 1, 2"
        )
        triggers = self._run(
            f"SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = '{name}' ORDER BY 1"
        )
        return [*columns, *triggers, *self._run(f"SELECT version_num FROM {name}.alembic_version")]

    def _clear(self, name: str) -> None:
        """Empties what is not; asks no trigger."""
        tables = [table for (table,) in self._run(f"SHOW TABLES FROM {name}") if table != "alembic_version"]
        filled = [table for table in tables if self._run(f"SELECT 1 FROM {name}.{table} LIMIT 1")]
        self._run("SET foreign_key_checks = 0", *(f"TRUNCATE {name}.{table}" for table in filled))

    def _run(self, *statements: str) -> Rows:
        with closing(pymysql.connect(user="root", unix_socket=self.socket, autocommit=True)) as connection:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def _url(self, name: str) -> str:
        return f"mysql+pymysql://root@/{name}?unix_socket={self.socket}"
