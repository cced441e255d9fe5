"""What somebody with the database administrator's rights can do behind the service's back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, insert, select, text, update

from app.storage import rows, tiles
from app.storage.bodies import evaluation_body
from app.storage.ledger import entry_digest, head_of
from app.storage.merkle import Frontier, read_digest_text
from app.storage.tables import evaluation, ledger_entry, ledger_head, ledger_tile
from tests.storage.making import TENANT

_TRIGGERS_ON_MYSQL = (
    "SELECT trigger_name AS name, concat('CREATE ', action_statement) AS `sql`"
    " FROM information_schema.triggers WHERE trigger_schema = database()"
)


@contextmanager
def tampering(engine: Engine) -> Iterator[Connection]:
    """A connection on which neither references nor triggers keep anybody from anything."""
    with engine.connect() as connection:
        triggers: Sequence[Row[Any]] = []
        match engine.dialect.name:
            case "sqlite":
                connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
                triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            case "mysql":
                connection.execute(text("SET foreign_key_checks = 0"))
                triggers = connection.execute(text(_TRIGGERS_ON_MYSQL)).all()
            case _:
                connection.execute(text("SET session_replication_role = replica"))
        for trigger in triggers:
            connection.execute(text(f"DROP TRIGGER {trigger.name}"))
        yield connection
        for trigger in triggers:
            connection.exec_driver_sql(trigger.sql)
        connection.commit()
        connection.invalidate()


def at(table: Table, position: int, tenant: str = TENANT) -> Any:
    """The row of a table that belongs to a place in the ledger."""
    return (table.c.tenant == tenant) & (table.c.position == position)


def rewrite(connection: Connection, tenant: str = TENANT) -> None:
    """Makes entries, tiles and head agree with the evaluations again, as an insider would who knows how."""
    of_tenant = select(evaluation).where(evaluation.c.tenant == tenant)
    for row in connection.execute(of_tenant.order_by(evaluation.c.position)).mappings().all():
        nothing = {column.name: None for column in rows.WITHDRAWAL_COLUMNS}
        stored = rows.stored({**row, **nothing, "entry_digest": "", "effective_id": row["id"]})
        body = evaluation_body(stored, stored.position, stored.attempt, stored.supersedes)
        algorithm = connection.execute(select(ledger_head.c.algorithm)).scalars().first() or ""
        values = {"body": body, "entry_digest": entry_digest(algorithm, body)}
        connection.execute(update(ledger_entry).where(at(ledger_entry, row["position"], tenant)).values(values))
    replant(connection, tenant)


def replant(connection: Connection, tenant: str = TENANT) -> None:
    """Makes tiles and head agree with the entries again."""
    connection.execute(ledger_tile.delete().where(ledger_tile.c.tenant == tenant))
    entries = select(ledger_entry).where(ledger_entry.c.tenant == tenant).order_by(ledger_entry.c.position)
    digests = [read_digest_text(row.entry_digest) for row in connection.execute(entries)]
    leaves, algorithm = [leaf for _, leaf in digests], digests[0][0]
    for tile in tiles.completed_tiles(algorithm, 0, leaves, lambda *_: []):
        named = {"tenant": tenant, "level": tile.level, "tile": tile.number}
        connection.execute(
            insert(ledger_tile), {**named, "digests": tiles.to_text(tile.hashes), "root": tile.root.hex()}
        )
    tree = Frontier(algorithm).extend(leaves)
    head = head_of(tree)
    values = {"position": head.position, "root": head.root, "frontier": tree.to_text()}
    connection.execute(update(ledger_head).where(ledger_head.c.tenant == tenant).values(values))
