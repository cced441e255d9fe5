"""The application's own role on PostgreSQL: it can do its work, and nothing to what is recorded."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from app.storage import queries
from app.storage.audit import verify_ledger
from app.storage.commit import record_batch
from app.storage.engine import create_engine, writing
from app.storage.errors import RoleUnfit
from app.storage.grants import grant_application_role, rights
from app.storage.tables import METADATA
from app.storage.tree import ledger_tree
from tests.storage.making import TENANT, new_evaluation, new_withdrawal, recorded

pytestmark = pytest.mark.postgresql
ROLE = 'jixiao "app" 服务'


@pytest.fixture
def owner(postgresql_engine: Engine) -> Iterator[Engine]:
    """A migrated database, and a role that has been granted nothing yet."""
    run(postgresql_engine, f"CREATE ROLE {quoted(ROLE)} LOGIN")
    yield postgresql_engine
    run(postgresql_engine, f"DROP OWNED BY {quoted(ROLE)}", f"DROP ROLE {quoted(ROLE)}")


@pytest.fixture
def application(owner: Engine) -> Iterator[Engine]:
    """The same database as the service connects to it."""
    grant_application_role(url_of(owner), ROLE)
    engine = create_engine(owner.url.set(username=ROLE).render_as_string(hide_password=False))
    yield engine
    engine.dispose()


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def quoted(role: str) -> str:
    return '"' + role.replace('"', '""') + '"'


def run(engine: Engine, *statements: str) -> None:
    with writing(engine) as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


def refused(engine: Engine, statement: str) -> str:
    with pytest.raises(ProgrammingError) as raised:
        run(engine, statement)
    return str(raised.value.orig)


def test_the_service_can_do_its_work_as_that_role(application: Engine) -> None:
    queries.check_ready(application)
    stored = recorded(record_batch(application, [new_evaluation(idempotency_key="k")])[0])
    record_batch(application, [new_withdrawal(stored), *(new_evaluation() for _ in range(255))])
    found = queries.get(application, TENANT, stored.id)
    assert found is not None
    assert found.status_now == "withdrawn"
    assert verify_ledger(application, TENANT).fault is None
    with ledger_tree(application, TENANT) as tree:
        assert tree is not None
        assert tree.size == 257


def test_it_cannot_alter_a_record_even_without_the_triggers(owner: Engine, application: Engine) -> None:
    record_batch(application, [new_evaluation()])
    for table in METADATA.sorted_tables:
        run(owner, f"ALTER TABLE {table.name} DISABLE TRIGGER ALL")
        denied = f"permission denied for table {table.name}"
        column = next(iter(table.c)).name
        if "UPDATE" not in rights(table):
            assert denied in refused(application, f"UPDATE {table.name} SET {column} = {column}")
        if "DELETE" not in rights(table):
            assert denied in refused(application, f"DELETE FROM {table.name}")
        assert denied in refused(application, f"TRUNCATE {table.name} CASCADE")


def test_it_cannot_take_the_triggers_away_or_step_over_them(application: Engine) -> None:
    assert "must be owner" in refused(application, "ALTER TABLE evaluation DISABLE TRIGGER ALL")
    assert "must be owner" in refused(application, "DROP TRIGGER evaluation_kept ON evaluation")
    assert "must be owner" in refused(application, "DROP TABLE evaluation CASCADE")
    assert "must be owner" in refused(
        application, "CREATE OR REPLACE RULE r AS ON INSERT TO evaluation DO INSTEAD NOTHING"
    )
    assert "permission denied" in refused(application, "SET session_replication_role = replica")
    assert "permission denied" in refused(application, "UPDATE alembic_version SET version_num = 'x'")
    assert "permission denied" in refused(application, "CREATE TABLE mine (id integer)")


def test_what_was_granted_before_is_taken_back(owner: Engine, application: Engine) -> None:
    run(owner, f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {quoted(ROLE)}")
    grant_application_role(url_of(owner), ROLE)
    assert "permission denied" in refused(application, "DELETE FROM ledger_entry")


@pytest.mark.parametrize(
    ("prepare", "role", "why"),
    [
        ("SELECT 1", "nobody at all", "no database role"),
        ("SELECT 1", "postgres", "superuser"),
        (f"GRANT postgres TO {quoted(ROLE)}", ROLE, "owns the tables"),
    ],
    ids=["unknown", "superuser", "member of the owner"],
)
def test_a_role_that_no_grant_limits_is_refused(owner: Engine, prepare: str, role: str, why: str) -> None:
    run(owner, prepare)
    with pytest.raises(RoleUnfit, match=why):
        grant_application_role(url_of(owner), role)


def test_sqlite_has_no_roles(sqlite_engine: Engine) -> None:
    with pytest.raises(RoleUnfit, match="no roles"):
        grant_application_role(url_of(sqlite_engine), ROLE)
