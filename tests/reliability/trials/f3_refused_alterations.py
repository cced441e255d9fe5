"""F3: every UPDATE, DELETE and TRUNCATE of records is refused: to the owner of the tables by triggers, to the
service's own role by its grants as well, also where the triggers are off."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, exc, text

from app.storage.commit import record_batch
from app.storage.engine import create_engine, writing
from app.storage.grants import grant_application_role
from app.storage.ledger_queries import add_checkpoint, head
from app.storage.records import StoredCheckpoint
from app.storage.tables import METADATA
from tests.databases import Databases
from tests.reliability.figures import Figure, at_least, exactly, none
from tests.reliability.trial import Stand, Trial
from tests.storage.making import START, TENANT, counts, new_evaluation, new_withdrawal, recorded

_ROLE = "jixiao_trial"
# Rows that nothing may alter; and those that only move forward.
_FIXED = [table for table in METADATA.sorted_tables if table.info.get("changes") is None]
_FORWARD = [table for table in METADATA.sorted_tables if table.info.get("changes") == "forward"]


def measure(stand: Stand, _amounts: None) -> Iterator[Figure]:
    updates = [f"UPDATE {table.name} SET {column.name} = {column.name}" for table in _FIXED for column in table.c]
    deletions = [f"DELETE FROM {table.name}" for table in (*_FIXED, *_FORWARD)]
    emptyings = [f"TRUNCATE {table.name} CASCADE" for table in (*_FIXED, *_FORWARD)]
    with _filled(stand.postgresql) as (url, engine):
        before = counts(engine)
        with _role(engine, url) as application:
            every = [*updates, *deletions, *emptyings]
            yield at_least("PostgreSQL: statements to the owner and to the role", len(every), 60)
            yield none("PostgreSQL: obeyed for the owner of the tables", _obeyed(engine, every))
            yield none("PostgreSQL: obeyed for the service's role", _obeyed(application, every))
            _triggers(engine, "DISABLE")
            yield none("PostgreSQL: obeyed for the role without triggers", _obeyed(application, every))
            _triggers(engine, "ENABLE")
        yield exactly("PostgreSQL: rows as before", counts(engine) == before, True)
    with _filled(stand.sqlite) as (_, engine):
        before = counts(engine)
        yield none("SQLite: obeyed", _obeyed(engine, [*updates, *deletions]))
        yield exactly("SQLite: rows as before", counts(engine) == before, True)


@contextmanager
def _filled(databases: Databases) -> Iterator[tuple[str, Engine]]:
    """At least one row in every table of records."""
    with databases.migrated() as url:
        engine = create_engine(url)
        first = recorded(record_batch(engine, [new_evaluation(idempotency_key="k")])[0])
        record_batch(engine, [new_withdrawal(first), *(new_evaluation() for _ in range(255))])
        now = head(engine, TENANT)
        kept = StoredCheckpoint(tenant=TENANT, position=now.position, root=now.root, note="n\n", recorded_at=START)
        add_checkpoint(engine, kept)
        yield url, engine
        engine.dispose()


@contextmanager
def _role(engine: Engine, url: str) -> Iterator[Engine]:
    """The same database as the service connects to it."""
    _run(engine, f"CREATE ROLE {_ROLE} LOGIN")
    grant_application_role(url, _ROLE)
    application = create_engine(engine.url.set(username=_ROLE).render_as_string(hide_password=False))
    yield application
    application.dispose()
    _run(engine, f"DROP OWNED BY {_ROLE}", f"DROP ROLE {_ROLE}")


def _triggers(engine: Engine, switch: str) -> None:
    _run(engine, *(f"ALTER TABLE {table.name} {switch} TRIGGER ALL" for table in METADATA.sorted_tables))


def _run(engine: Engine, *statements: str) -> None:
    with writing(engine) as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


def _obeyed(engine: Engine, statements: list[str]) -> Iterator[str]:
    """Those that the database carried out."""
    for statement in statements:
        try:
            _run(engine, statement)
        except (exc.IntegrityError, exc.ProgrammingError):
            continue
        yield statement


TRIAL = Trial("F3", "UPDATE, DELETE and TRUNCATE of records", measure, short=None, bounded=None, full=None)
