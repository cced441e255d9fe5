"""G2: every migration down and up again with thousands of rows in the tables: rows and schema are as before.

The first migration takes everything away with it; what must come back of it is the schema.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Inspector

from app.storage.commit import record_batch
from app.storage.engine import create_engine
from app.storage.migrate import check_agreement, downgrade, upgrade
from tests.databases import Databases
from tests.reliability.figures import Figure, at_least, none, told
from tests.reliability.ledgers import faults_in_ledger
from tests.reliability.other_python import ROOT
from tests.reliability.trial import Stand, Trial
from tests.storage.making import TENANT, new_evaluation, new_withdrawal, recorded

_AT_ONCE = 250
_TRIGGERS = {
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
}

Rows = list[Mapping[str, Any]]


@dataclass(frozen=True)
class Amounts:
    rows: int


@dataclass
class _Tally:
    rows: int = 0
    steps: int = 0
    altered: list[str] = field(default_factory=list)
    schemas: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    for engine, databases in (("PostgreSQL", stand.postgresql), ("SQLite", stand.sqlite)):
        tally = _walk(databases, amounts.rows)
        yield at_least(f"{engine}: rows", tally.rows, amounts.rows)
        yield none(f"{engine}: tables whose rows changed", tally.altered)
        yield none(f"{engine}: schemas that did not come back", tally.schemas)
        yield none(f"{engine}: tables left by the first migration", tally.left)
        yield none(f"{engine}: faults in the ledger", tally.faults)
        yield told(f"{engine}: migrations, each down and up", tally.steps)


def _walk(databases: Databases, rows: int) -> _Tally:
    tally = _Tally()
    with databases.migrated() as url:
        _fill(url, rows)
        tally.rows = sum(map(len, _dump(url).values()))
        for revision, below in _revisions():
            tally.steps += 1
            if below is not None:
                _down_and_up(url, revision, below, tally)
                # Only at the newest schema does this program know how to read it.
                tally.faults += faults_in_ledger(url, TENANT) if tally.steps == 1 else []
            else:
                _to_nothing_and_up(url, revision, tally)
            downgrade(url, below or "base")
        upgrade(url)
        check_agreement(url)
    return tally


def _down_and_up(url: str, revision: str, below: str, tally: _Tally) -> None:
    schema, rows = _schema(url), _dump(url)
    downgrade(url, below)
    lower = _dump(url)
    upgrade(url, revision)
    higher = _dump(url)
    for table in sorted(rows.keys() & lower.keys()):
        columns = rows[table][0].keys() & lower[table][0].keys() if rows[table] and lower[table] else set()
        states = {
            tuple(sorted(repr([row[name] for name in sorted(columns)]) for row in at[table]))
            for at in (rows, lower, higher)
        }
        if len(states) > 1 or len({len(at[table]) for at in (rows, lower, higher)}) > 1:
            tally.altered.append(f"{table} at {revision}")
    if _schema(url) != schema:
        tally.schemas.append(revision)


def _to_nothing_and_up(url: str, revision: str, tally: _Tally) -> None:
    schema = _schema(url)
    downgrade(url, "base")
    tally.left.extend(_dump(url))
    upgrade(url, revision)
    if _schema(url) != schema:
        tally.schemas.append(revision)


def _revisions() -> Iterator[tuple[str, str | None]]:
    """Each with the one below it, the newest first."""
    for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions():
        below = script.down_revision
        assert below is None or isinstance(below, str), "a migration has two below it"
        yield script.revision, below


def _fill(url: str, rows: int) -> None:
    """Evaluations with keys, findings and their entries; a revision and a withdrawal among them."""
    engine = create_engine(url)
    first, *_ = record_batch(engine, [new_evaluation(series_key="form"), new_evaluation(series_key="form")])
    record_batch(engine, [new_withdrawal(recorded(first))])
    # An evaluation comes to at least four rows.
    for start in range(0, rows // 4, _AT_ONCE):
        record_batch(engine, [new_evaluation(idempotency_key=f"k{start + number}") for number in range(_AT_ONCE)])
    engine.dispose()


def _dump(url: str) -> dict[str, Rows]:
    """Every row of every table but alembic's own."""

    def rows(connection: Connection, inspector: Inspector) -> dict[str, Rows]:
        tables = sorted(set(inspector.get_table_names()) - {"alembic_version"})
        return {table: list(connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()) for table in tables}

    return _asked(url, rows)


def _schema(url: str) -> object:
    """Columns, keys, references, indexes and triggers, as the database tells them."""

    def told(connection: Connection, inspector: Inspector) -> object:
        tables = {
            table: repr(
                [
                    inspector.get_columns(table),
                    inspector.get_pk_constraint(table),
                    sorted(inspector.get_unique_constraints(table), key=repr),
                    sorted(inspector.get_foreign_keys(table), key=repr),
                    sorted(inspector.get_indexes(table), key=repr),
                ]
            )
            for table in sorted(inspector.get_table_names())
        }
        triggers = connection.exec_driver_sql(_TRIGGERS[connection.dialect.name]).all()
        return tables, [tuple(trigger) for trigger in triggers]

    return _asked(url, told)


def _asked(url: str, question: Any) -> Any:
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            return question(connection, sqlalchemy.inspect(connection))
    finally:
        engine.dispose()


TRIAL = Trial(
    "G2",
    "migrations down and up with rows",
    measure,
    short=Amounts(1_000),
    bounded=Amounts(10_000),
    full=Amounts(100_000),
)
