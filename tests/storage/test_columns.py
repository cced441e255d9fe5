"""Rows become columns and rows again; what their table's types refuse does not go into it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.dialects import postgresql, sqlite

from app.storage.columns import Columns, bound, columns_of, rows_of
from app.storage.types import ExactDecimal, UtcTime

MOMENT = datetime(2025, 1, 20, 8, 0, tzinfo=UTC)
VALUES = Table(
    "values",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("number", ExactDecimal(6, 2)),
    Column("time", UtcTime()),
    Column("text", String(8)),
)


def test_rows_come_back_as_they_were() -> None:
    rows = [(1, "one"), (2, None), (3, "three")]
    columns = columns_of(("id", "text"), rows)
    assert columns == {"id": (1, 2, 3), "text": ("one", None, "three")}
    assert rows_of(columns) == [{"id": number, "text": text} for number, text in rows]


def test_without_rows_there_are_no_columns() -> None:
    assert columns_of(("id", "text"), []) == {}
    assert rows_of({}) == []


def test_a_row_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        columns_of(("id", "text"), [(1, "one"), (2,)])


def test_values_are_bound_in_the_order_of_the_table() -> None:
    columns: Columns = {"text": ["a"], "time": [MOMENT], "number": [Decimal("1.50")], "id": [7]}
    written = "2025-01-20T08:00:00.000000Z"
    assert list(bound(VALUES, columns, sqlite.dialect()).items()) == [
        ("id", [7]),
        ("number", [150]),
        ("time", [written]),
        ("text", ["a"]),
    ]
    assert rows_of(bound(VALUES, columns, postgresql.dialect())) == [
        {"id": 7, "number": Decimal("1.50"), "time": written, "text": "a"}
    ]


def test_what_a_type_refuses_and_what_is_missing_is_not_bound() -> None:
    columns: Columns = {"id": [7, 8], "number": [None, Decimal("1.505")], "time": [None, None], "text": ["a", "b"]}
    with pytest.raises(ValueError, match="does not fit"):
        bound(VALUES, columns, sqlite.dialect())
    with pytest.raises(KeyError, match="time"):
        bound(VALUES, {"id": [7], "number": [None], "text": ["a"]}, sqlite.dialect())
