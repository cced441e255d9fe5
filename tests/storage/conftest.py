"""Fixtures of the storage tests: `engine` is SQLite and PostgreSQL in turn."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.storage.engine import create_engine
from tests.databases import PostgresqlDatabases, SqliteDatabases


@pytest.fixture
def engine(migrated_database_url: str) -> Iterator[Engine]:
    made = create_engine(migrated_database_url, wait_seconds=1)
    yield made
    made.dispose()


@pytest.fixture
def sqlite_engine(sqlite_databases: SqliteDatabases) -> Iterator[Engine]:
    with sqlite_databases.migrated() as url:
        made = create_engine(url, wait_seconds=1)
        yield made
        made.dispose()


@pytest.fixture
def postgresql_engine(postgresql_databases: PostgresqlDatabases) -> Iterator[Engine]:
    with postgresql_databases.migrated() as url:
        made = create_engine(url, wait_seconds=1)
        yield made
        made.dispose()
