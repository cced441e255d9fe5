"""The application's own user on the MySQL family: it can do its work, and nothing to what is recorded."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from app.storage import queries
from app.storage.audit import verify_ledger
from app.storage.commit import record_batch
from app.storage.engine import create_engine, writing
from app.storage.errors import RoleUnfit, StorageUnavailable
from app.storage.grants import grant_application_role, rights
from app.storage.tables import METADATA
from tests.seekdb import SeekdbDatabases
from tests.storage.making import TENANT, new_evaluation, new_withdrawal, recorded

pytestmark = pytest.mark.only_on_seekdb
USER = "jixiao 'app'"
QUOTED = "`jixiao 'app'`"


@pytest.fixture
def owner(seekdb_databases: SeekdbDatabases) -> Iterator[Engine]:
    """A migrated database, and a user who has been granted everything in it."""
    with seekdb_databases.migrated() as url:
        engine = create_engine(url)
        run(engine, f"CREATE USER {QUOTED}", f"GRANT ALL ON {engine.url.database}.* TO {QUOTED}")
        yield engine
        run(engine, f"DROP USER {QUOTED}")
        engine.dispose()


@pytest.fixture
def application(owner: Engine) -> Iterator[Engine]:
    """The same database as the service connects to it."""
    grant_application_role(url_of(owner), USER)
    engine = create_engine(owner.url.set(username=USER).render_as_string(hide_password=False))
    yield engine
    engine.dispose()


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def run(engine: Engine, *statements: str) -> None:
    with writing(engine) as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


def refused(engine: Engine, statement: str) -> str:
    with pytest.raises((StorageUnavailable, OperationalError)) as raised:
        run(engine, statement)
    return str(raised.value)


def test_the_service_can_do_its_work_as_that_user(application: Engine) -> None:
    queries.check_ready(application)
    stored = recorded(record_batch(application, [new_evaluation(idempotency_key="k")])[0])
    record_batch(application, [new_withdrawal(stored), *(new_evaluation() for _ in range(255))])
    assert verify_ledger(application, TENANT).fault is None


def test_it_can_neither_alter_nor_empty_a_table_of_records_nor_drop_its_triggers(application: Engine) -> None:
    record_batch(application, [new_evaluation()])
    for table in METADATA.sorted_tables:
        column = next(iter(table.c)).name
        if "UPDATE" not in rights(table):
            assert "denied" in refused(application, f"UPDATE {table.name} SET {column} = {column}")
        if "DELETE" not in rights(table):
            assert "denied" in refused(application, f"DELETE FROM {table.name}")
        assert "denied" in refused(application, f"TRUNCATE {table.name}")
    assert "denied" in refused(application, "DROP TRIGGER evaluation_no_update")
    assert "denied" in refused(application, "DROP TABLE evaluation")


@pytest.mark.parametrize(("user", "why"), [("nobody at all", "no database role"), ("root", "superuser")])
def test_a_user_that_no_grant_limits_is_refused(owner: Engine, user: str, why: str) -> None:
    with pytest.raises(RoleUnfit, match=why):
        grant_application_role(url_of(owner), user)


def test_who_migrates_does_not_take_its_own_rights_away(owner: Engine) -> None:
    run(owner, f"GRANT CREATE USER ON *.* TO {QUOTED}", f"GRANT SELECT ON mysql.* TO {QUOTED}")
    own = owner.url.set(username=USER).render_as_string(hide_password=False)
    with pytest.raises(RoleUnfit):
        grant_application_role(own, USER)
