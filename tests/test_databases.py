"""The databases the other tests stand on are what they claim to be."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, inspect, text

from tests.databases import Databases, PostgresqlDatabases


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_an_empty_database_has_no_tables(connection: Connection) -> None:
    assert inspect(connection).get_table_names() == []


def test_chinese_text_comes_back_as_it_was(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE note (words VARCHAR(40))"))
    connection.execute(text("INSERT INTO note VALUES (:words)"), {"words": "预算绩效评价 𠮷"})
    assert connection.execute(text("SELECT words FROM note")).scalar_one() == "预算绩效评价 𠮷"


def test_two_databases_share_nothing(databases: Databases) -> None:
    with databases.empty() as first, databases.empty() as second:
        assert first != second
        for url in (first, second):
            engine = create_engine(url)
            with engine.begin() as connection:
                connection.execute(text("CREATE TABLE note (words VARCHAR(40))"))
            engine.dispose()


@pytest.mark.postgresql
def test_postgresql_is_the_real_server_with_its_production_settings(
    postgresql_databases: PostgresqlDatabases,
) -> None:
    with postgresql_databases.empty() as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            settings = {
                name: connection.execute(text(f"SHOW {name}")).scalar_one()
                for name in ("server_encoding", "fsync", "synchronous_commit", "full_page_writes")
            }
            version = connection.execute(text("SELECT version()")).scalar_one()
        engine.dispose()
    assert version.startswith("PostgreSQL 18.")
    assert settings == {
        "server_encoding": "UTF8",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
    }


def test_a_migrated_database_has_tables(migrated_database_url: str) -> None:
    engine = create_engine(migrated_database_url)
    with engine.connect() as connection:
        assert "alembic_version" in inspect(connection).get_table_names()
    engine.dispose()
