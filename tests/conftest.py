"""Fixtures every test may use."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from app.storage.migrate import upgrade
from tests.databases import Databases, PostgresqlDatabases, SqliteDatabases
from tests.log_lines import LogLines, silence
from tests.postgresql import postgresql_server
from tests.seekdb import SeekdbDatabases, seekdb_server

# A busy machine makes single examples slow; CI repeats the same examples so that red means a change.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Takes out what an OceanBase engine cannot be asked, why is said at each marker, and what only it can be."""
    apart = [
        item
        for item in items
        if (item.get_closest_marker("not_on_seekdb") and "seekdb" in item.name)
        or (item.get_closest_marker("only_on_seekdb") and "seekdb" not in _ENGINES)
    ]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in apart]


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """Makes SQLite databases: `with sqlite_databases.migrated() as url`."""
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"), upgrade)


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[PostgresqlDatabases]:
    """Makes PostgreSQL databases, on a server that starts with the first test that asks for one."""
    with postgresql_server() as server:
        yield PostgresqlDatabases(server.data, upgrade)


@pytest.fixture(scope="session")
def seekdb_databases() -> Iterator[SeekdbDatabases]:
    """Makes databases on an OceanBase engine, for whoever has installed it (`make test-seekdb`)."""
    with seekdb_server() as socket:
        yield SeekdbDatabases(socket, upgrade)


# Those to test on; `make test-seekdb` names another one.
_ENGINES = os.environ.get("ENGINES", "sqlite postgresql").split()
_MARKS = {"postgresql": [pytest.mark.postgresql]}


@pytest.fixture(scope="session", params=[pytest.param(name, marks=_MARKS.get(name, [])) for name in _ENGINES])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Makes databases on each engine in turn; property tests take a fresh one per example from here."""
    made: Databases = request.getfixturevalue(f"{request.param}_databases")
    return made


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The URL of an empty database, on each engine in turn."""
    with databases.empty() as url:
        yield url


@pytest.fixture
def migrated_database_url(databases: Databases) -> Iterator[str]:
    """The URL of a freshly migrated database, on each engine in turn."""
    with databases.migrated() as url:
        yield url


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """No log between the dots of the tests, and none of one test's in the next one."""
    silence()
    yield
    silence()


@pytest.fixture
def log_lines() -> LogLines:
    """What the test's process logs from here on, as the real program would."""
    return LogLines()
