"""SQLite: a transaction by the driver itself.

SQLAlchemy binds every value of every row in Python and, on SQLite, lets other threads in after each row. Here a
statement takes many rows at once; its text is made once and stays prepared.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import Connection, Select, Table, Update, insert
from sqlalchemy.dialects import sqlite

from app.storage.columns import Columns, bound
from app.storage.driver import driver_of

_DIALECT = sqlite.dialect()
# So many rows of the widest table are well below the 32,766 values of one statement that SQLite takes.
_MOST_ROWS = 256


class Direct:
    """The transaction of a connection; see transaction.Transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @staticmethod
    def serves(connection: Connection) -> bool:
        """Whether it goes where the connection leads."""
        return connection.dialect.name == "sqlite" and connection.dialect.driver == "pysqlite"

    def ask(self, query: Select[Any], values: Mapping[str, Sequence[str]]) -> Callable[[], list[tuple[Any, ...]]]:
        """Looks up texts and whole numbers by values that are lists of texts."""
        text, names = _compiled(query)
        lists = [orjson.dumps(values[name]).decode() for name in names]
        with driver_of(self.connection) as driver:
            rows: list[tuple[Any, ...]] = driver.execute(text, lists).fetchall()
        return lambda: rows

    def insert(self, table: Table, columns: Columns) -> None:
        """Adds the rows, with a value for every column."""
        if not columns:
            return
        rows = list(zip(*bound(table, columns, _DIALECT).values(), strict=True))
        start = 0
        with driver_of(self.connection) as driver:
            while start < len(rows):
                # Powers of two: few statements in all, so that each stays prepared.
                size = min(_MOST_ROWS, 1 << (len(rows) - start).bit_length() - 1)
                driver.execute(_insertion(table, size), tuple(chain.from_iterable(rows[start : start + size])))
                start += size

    def update(self, statement: Update, values: Sequence[Mapping[str, Any]]) -> None:
        """Changes a row for each of the values, which are texts, whole numbers or None."""
        if not values:
            return
        text, names = _compiled(statement)
        with driver_of(self.connection) as driver:
            driver.executemany(text, [[each[name] for name in names] for each in values])


@cache
def _compiled(statement: Select[Any] | Update) -> tuple[str, tuple[str, ...]]:
    """Its text, and which value goes where."""
    compiled = statement.compile(dialect=_DIALECT)
    return str(compiled), tuple(compiled.positiontup or ())


@cache
def _insertion(table: Table, count: int) -> str:
    return str(insert(table).values([dict.fromkeys(table.columns.keys())] * count).compile(dialect=_DIALECT))
