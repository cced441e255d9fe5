"""What tables are made of."""

from typing import Any

from sqlalchemy import Column, MetaData, String
from sqlmodel import Field, SQLModel

_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_1_name)s",
}

# MySQL compares text without regard to case unless told; idempotency keys are told apart by it.
EXACT_TEXT = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
CLUSTERED = {**EXACT_TEXT, "sqlite_with_rowid": False}

# Put into a table's `info`: how its rows may change. Without it, not at all.
MOVES_FORWARD = {"changes": "forward"}
ENDS = {"changes": "ends"}
CHANGES_FREELY = {"changes": "freely"}


class Row(SQLModel):
    metadata = MetaData(naming_convention=_NAMES)


def column(kind: Any, *constraints: Any, key: bool = False, optional: bool = False) -> Any:
    return Field(sa_column=Column(kind, *constraints, primary_key=key, nullable=optional))


def tenant_key() -> Any:
    return column(String(64), key=True)
