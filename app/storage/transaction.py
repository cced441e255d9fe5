"""The writer's transaction: what it looks up, what it adds, its end. On each engine by the shortest way there is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, Select, Table, Update, insert

from app.storage.columns import Columns, rows_of
from app.storage.direct import Direct
from app.storage.trips import Trips, nothing

Asked = Callable[[], Sequence[Sequence[Any]]]
"""Gives the rows, each with a value for every column of the query."""


class Transaction(Protocol):
    """Everything happens in the order in which it is said, though perhaps not before a row or the end is asked for."""

    @property
    def connection(self) -> Connection:
        """For what is rare; all that was said before a row was asked for has happened by then."""

    def ask(self, query: Select[Any], values: Mapping[str, Sequence[str]]) -> Asked:
        """Looks up texts and whole numbers."""

    def insert(self, table: Table, columns: Columns) -> None:
        """Adds the rows, with a value for every column."""

    def update(self, statement: Update, values: Sequence[Mapping[str, Any]]) -> None:
        """Changes a row for each of the values, which are texts, whole numbers or None."""


@contextmanager
def transaction(
    connection: Connection,
    meanwhile: Callable[[], None] = nothing,
    under_way: Callable[[], None] = nothing,
) -> Iterator[Transaction]:
    """Commits at the end of the block, or nothing of it on any error.

    `meanwhile` is done before the first row is given: while a server looks it up, else before others have to wait.
    `under_way` is called, where a server does the work, once it has been told everything.
    Raises what SQLAlchemy raises; if a connection is lost during the commit, everything may be stored or nothing.
    """
    if Trips.serve(connection):
        with connection.begin():
            trips = Trips(connection, meanwhile, under_way)
            yield trips
            trips.commit()
    else:
        meanwhile()
        with connection.begin():
            yield Direct(connection) if Direct.serves(connection) else _Statements(connection)


class _Statements:
    """One after the other."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def ask(self, query: Select[Any], values: Mapping[str, Sequence[str]]) -> Asked:
        rows = self.connection.execute(query, values).all()
        return lambda: rows

    def insert(self, table: Table, columns: Columns) -> None:
        if columns:
            self.connection.execute(insert(table), rows_of(columns))

    def update(self, statement: Update, values: Sequence[Mapping[str, Any]]) -> None:
        if values:
            self.connection.execute(statement, [dict(each) for each in values])
