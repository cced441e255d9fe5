"""Packed texts are not compressed again: PostgreSQL tries to with every long value, and takes as long as for the rest
of its row to find that it is in vain. Values that are stored already stay as they are.
"""

from alembic import op

revision = "e5a07c4d1b92"
down_revision = "1bb48550128a"

_PACKED = (
    ("evaluation", "submission"),
    ("evaluation", "sheet"),
    ("batch_parcel", "content"),
    ("batch_parcel", "results"),
)


def upgrade() -> None:
    _store("EXTERNAL")


def downgrade() -> None:
    _store("EXTENDED")


def _store(how: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        for table, column in _PACKED:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE {how}")
