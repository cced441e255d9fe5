"""Many rows into one table, by the shortest way that the driver knows.

SQLAlchemy binds every value of every row in Python and, on SQLite, lets other threads in after each row. Here a
statement takes many rows at once; what it binds is what the columns' types say, as anywhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Dialect, Table, TypeDecorator, insert
from sqlalchemy.types import TypeEngine

from app.storage.driver import driver_of

Values = tuple[Any, ...]

# So many rows of the widest table are well below the 32,766 values of one statement that SQLite takes.
_MOST_ROWS = 256


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds the rows, each with a value for every column. Raises what SQLAlchemy raises for the same rows."""
    if not rows:
        return
    match connection.dialect.driver:
        case "pysqlite":
            _insert_into_sqlite(connection, table, rows)
        case _:
            connection.execute(insert(table), [dict(row) for row in rows])


def _insert_into_sqlite(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    bound = list(_bound(table, rows, connection.dialect))
    start = 0
    with driver_of(connection) as driver:
        while start < len(bound):
            # Powers of two: few statements in all, so that each stays prepared.
            size = min(_MOST_ROWS, 1 << (len(bound) - start).bit_length() - 1)
            values = tuple(chain.from_iterable(bound[start : start + size]))
            driver.execute(_insertion(table, size, connection.dialect), values)
            start += size


def _bound(table: Table, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> Iterator[Values]:
    """The rows as the driver takes them, in the order of the columns; worked out column by column."""
    return zip(*(_values(name, column.type, rows, dialect) for name, column in table.columns.items()), strict=True)


def _values(name: str, kind: TypeEngine[Any], rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> list[Any]:
    if isinstance(kind, TypeDecorator):
        return [kind.process_bind_param(row[name], dialect) for row in rows]
    return [row[name] for row in rows]


@cache
def _insertion(table: Table, count: int, dialect: Dialect) -> str:
    return str(insert(table).values([dict.fromkeys(table.columns.keys())] * count).compile(dialect=dialect))
