"""The schema's migrations, from Python: no configuration file, nothing from the environment.

`python -m app.storage.migrate --check` fails if tables.py and the migrations disagree;
`python -m app.storage.migrate --new 'What it does'` drafts a migration from the difference, to be finished by hand.
"""

import argparse
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.storage.engine import create_engine, writing
from app.storage.errors import SchemaOutdated, SchemaUnknown

_MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
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


@cache
def head_revision() -> str:
    """The revision that this program's tables.py describes."""
    head = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    if head is None:
        raise RuntimeError("there are no migrations")
    return head


def check_schema(connection: Connection) -> None:
    """Raises SchemaOutdated unless the database is at `head_revision`; SchemaUnknown if migrating would not help."""
    found = _known_revision(connection)
    if found != head_revision():
        raise SchemaOutdated(
            f"数据库结构为 {found or '空'}，本程序需要 {head_revision()}：请运行 jixiao migrate"
            f" / the database's schema is {found or 'missing'}, this program needs {head_revision()}:"
            " run `jixiao migrate`"
        )


def _known_revision(connection: Connection) -> str | None:
    """The revision of the database; None for an empty one. Raises SchemaUnknown."""
    found = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaUnknown(
            f"本程序不认识数据库的结构版本 {found}：它来自更新的版本或未发布的版本，请用相应版本的程序，或换一个数据库"
            f" / this program does not know the database's schema {found}, which a later version made, or one that was"
            " never released: use that version, or another database"
        )
    return found


def _run(url: str, step: Callable[[Config], object]) -> None:
    engine = create_engine(url, statement_seconds=None)
    try:
        with writing(engine) as connection:
            _let_tables_be_rebuilt(connection)
            with connection.begin(), _turn(connection):
                _known_revision(connection)
                step(_config(connection))
                _check_references(connection)
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
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
