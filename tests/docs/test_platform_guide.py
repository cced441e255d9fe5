"""docs/platform.md lists the columns there are, with their types."""

import re
from pathlib import Path

from app.services.platform.columns import TABLES, Column, NumberColumn, TextColumn

GUIDE = (Path(__file__).parents[2] / "docs" / "platform.md").read_text(encoding="utf-8")


def test_the_guide_lists_every_column_with_its_type() -> None:
    tables = re.split(r"^### ", GUIDE, flags=re.MULTILINE)[1:]
    listed = {each.split()[0]: re.findall(r"^\| `(\w+)` \| ([^|]+) \|", each, re.MULTILINE) for each in tables}
    assert listed == {
        table: [(name, oracle_type(column)) for name, column in columns.items()] for table, columns in TABLES.items()
    }


def oracle_type(column: Column) -> str:
    match column:
        case TextColumn():
            return f"VARCHAR2({column.longest})"
        case NumberColumn():
            return f"NUMBER({column.digits},{column.places})"
        case _:
            return "NUMBER(1)"
