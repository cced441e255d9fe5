"""Revisions, told without alembic: the ones that alembic tells."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from app.storage import schema
from app.storage.engine import create_engine
from app.storage.migrate import downgrade

_SCRIPTS = ScriptDirectory(str(schema.MIGRATIONS))


def test_revisions_follow_one_another_as_alembic_has_them() -> None:
    assert schema.revisions() == tuple(reversed([each.revision for each in _SCRIPTS.walk_revisions()]))
    assert [schema.head_revision()] == _SCRIPTS.get_heads()


def test_a_database_has_the_revision_that_alembic_reads(engine: Engine, database_url: str) -> None:
    with engine.connect() as connection:
        told = schema.known_revision(connection)
        assert told == MigrationContext.configure(connection).get_current_revision() == schema.head_revision()
    downgrade(engine.url.render_as_string(hide_password=False), "base")
    nothing = create_engine(database_url)
    for each in (engine, nothing):
        with each.connect() as connection:
            assert schema.known_revision(connection) is None
    nothing.dispose()
