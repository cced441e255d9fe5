"""What alembic runs; app/storage/migrate.py opens the connection and the transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from app.storage.tables import METADATA
from app.storage.types import DecimalText, ExactDecimal, LongText, UtcTime


def _plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations import nothing of the application, whose types may change under them."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.String(27)"
    if kind == "type" and isinstance(item, DecimalText):
        return "sa.String(24)"
    if kind == "type" and isinstance(item, ExactDecimal):
        return f'sa.Numeric({item.precision}, {item.scale}).with_variant(sa.BigInteger(), "sqlite")'
    if item is LongText:
        return 'sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=_plain_type,
)
context.run_migrations()
