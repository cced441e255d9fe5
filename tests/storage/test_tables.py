"""The tables keep to what every targeted engine has."""

import pytest
from sqlalchemy import Column, Constraint, Dialect, Index, Table
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import BigInteger, Integer, String, Text

from app.storage.tables import METADATA
from app.storage.types import DecimalText, ExactDecimal, PackedBytes, PackedText, UtcTime

TABLES = METADATA.sorted_tables
NAMED: list[Table | Column[object] | Index | Constraint] = [
    named for table in TABLES for named in (table, *table.c, *table.indexes, *table.constraints)
]
# What MySQL's InnoDB takes as one key, at four bytes a character; PostgreSQL takes 2704 bytes of real text.
LONGEST_KEY = 3072
_PORTABLE = (String, Text, Integer, BigInteger, DecimalText, ExactDecimal, PackedBytes, PackedText, UtcTime)


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect(), mysql.dialect()], ids=lambda d: d.name)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_can_be_made_on_every_family_of_engines(table: Table, dialect: Dialect) -> None:
    statements = [CreateTable(table), *(CreateIndex(index) for index in table.indexes)]
    for statement in statements:
        made = str(statement.compile(dialect=dialect)).upper()
        for foreign in ("SERIAL", "JSON", "ENUM", "FLOAT", "DOUBLE", "TIMESTAMP", "DATETIME", "DEFAULT", "AUTO_INC"):
            assert foreign not in made


def test_every_column_has_one_of_the_portable_types() -> None:
    for table in TABLES:
        for column in table.c:
            assert isinstance(column.type, _PORTABLE), column
            assert column.server_default is None


def test_every_text_that_is_not_a_document_has_a_length() -> None:
    unbounded = {
        str(column) for table in TABLES for column in table.c
        if isinstance(column.type, String) and column.type.length is None
    }  # fmt: skip
    assert unbounded == {
        "api_key.departments",
        "batch.departments",
        "batch.shared",
        "evaluation.finding_codes",
        "withdrawal.reason",
        "ledger_entry.body",
        "ledger_tile.digests",
        "ledger_head.frontier",
        "checkpoint.note",
    }


def test_names_are_short_lower_case_and_given_to_everything() -> None:
    for named in NAMED:
        assert named.name is not None
        assert str(named.name) == str(named.name).lower()
        assert len(str(named.name).encode()) <= 30, named.name


def test_every_key_fits_an_index_of_mysql() -> None:
    for table in TABLES:
        for columns in (table.primary_key.columns, *(index.columns for index in table.indexes)):
            size = sum(_bytes(column) for column in columns)
            assert size <= LONGEST_KEY, (table.name, size)


def test_mysql_tells_keys_apart_by_case() -> None:
    for table in TABLES:
        assert "utf8mb4_bin" in str(CreateTable(table).compile(dialect=mysql.dialect()))


def _bytes(column: Column[object]) -> int:
    length = getattr(column.type, "length", None) or getattr(getattr(column.type, "impl", None), "length", None)
    return 4 * length if length else 8
