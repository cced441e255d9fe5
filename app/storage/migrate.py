"""The schema's migrations, from Python: no configuration file, nothing from the environment.

`python -m app.storage.migrate --check` fails if tables.py and the migrations disagree;
`python -m app.storage.migrate --new 'What it does'` drafts a migration from the difference, to be finished by hand.
"""

import argparse
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.storage.engine import create_engine, writing
from app.storage.schema import MIGRATIONS, known_revision

# Any number that no other program on this database uses for an advisory lock.
_TURN = 202_010
_LONGEST_TURN = 3600


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the database to `revision`: all of the steps or, after an error, none (on MySQL: those before it).

    Waits for another process that is doing the same. Raises StorageBusy, StorageUnavailable, or SchemaUnknown for a
    database that this program cannot take anywhere.
    """
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> None:
    """Takes the database back to `revision` (`base`: empty); data that has no place there is lost."""
    _run(url, lambda config: command.downgrade(config, revision))


def check_agreement(url: str) -> None:
    """Returns if a database at the head has what tables.py describes; else raises alembic's CommandError."""
    _run(url, command.check)


def _run(url: str, step: Callable[[Config], object]) -> None:
    engine = create_engine(url, statement_seconds=None)
    try:
        with writing(engine) as connection:
            _let_tables_be_rebuilt(connection)
            with connection.begin(), _turn(connection):
                known_revision(connection)
                step(_config(connection))
                _check_references(connection)
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.set_main_option("truncate_slug_length", "80")
    config.attributes["connection"] = connection
    return config


def _let_tables_be_rebuilt(connection: Connection) -> None:
    # SQLite alters a table by copying and dropping it, which references to it would forbid;
    # the switch works outside transactions only, so it goes past SQLAlchemy, which would begin one.
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")


@contextmanager
def _turn(connection: Connection) -> Iterator[None]:
    """Waits until nobody else migrates; others wait until the end of the transaction, on MySQL of the block."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
    elif connection.dialect.name == "mysql":
        connection.exec_driver_sql(f"SELECT GET_LOCK('jixiao {_TURN}', {_LONGEST_TURN})")
    try:
        yield
    finally:
        if connection.dialect.name == "mysql":
            # OceanBase keeps the lock of a connection that ended, for minutes.
            connection.exec_driver_sql(f"SELECT RELEASE_LOCK('jixiao {_TURN}')")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration left broken references: {broken[:3]}")


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m app.storage.migrate", description="Look after the migrations.")
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--check", action="store_true", help="fail if tables.py and the migrations disagree")
    task.add_argument("--new", metavar="SENTENCE", help="draft a migration that does what the sentence says")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/schema.db"
        upgrade(url)
        if wanted.check:
            check_agreement(url)
        else:
            _run(url, lambda config: command.revision(config, wanted.new, autogenerate=True))


if __name__ == "__main__":
    _main()
