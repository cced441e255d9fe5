"""Rows on their way into a table, column by column: one step for many values costs less than many for one row each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table, TypeDecorator

Columns = Mapping[str, Sequence[Any]]
"""By name, each with a value for every row; none at all where there are no rows."""


def columns_of(names: Iterable[str], rows: Iterable[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The columns of rows that have their values in the order of the names."""
    return dict(zip(names, zip(*rows, strict=True), strict=False))


def rows_of(columns: Columns) -> list[dict[str, Any]]:
    """The rows, each with its values by name."""
    names = tuple(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def bound(table: Table, columns: Columns, dialect: Dialect) -> dict[str, Sequence[Any]]:
    """In the table's order and as the driver takes them, which the columns' types say, or refuse."""
    return {
        name: columns[name] if bind is None else [bind(value, dialect) for value in columns[name]]
        for name, bind in _binds(table).items()
    }


@cache
def _binds(table: Table) -> dict[str, Callable[[Any, Dialect], Any] | None]:
    return {
        name: column.type.process_bind_param if isinstance(column.type, TypeDecorator) else None
        for name, column in table.columns.items()
    }
