"""Migrations: up, down and up again, and the same schema as the tables describe."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.util import CommandError
from sqlalchemy import Engine, inspect, text

from app.storage import migrate, queries, tables
from app.storage.audit import verify_ledger
from app.storage.commit import record_batch
from app.storage.engine import create_engine
from app.storage.errors import SchemaUnknown
from tests.storage.making import TENANT, new_evaluation, recorded

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def table_names(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names - {"alembic_version"}


def test_up_makes_every_table_and_down_leaves_none(database_url: str) -> None:
    for _ in range(2):
        migrate.upgrade(database_url)
        assert table_names(database_url) == set(tables.METADATA.tables)
        migrate.downgrade(database_url, "base")
        assert table_names(database_url) == set()


def test_up_again_changes_nothing(engine: Engine) -> None:
    stored = recorded(record_batch(engine, [new_evaluation()])[0])
    migrate.upgrade(engine.url.render_as_string(hide_password=False))
    assert queries.get(engine, TENANT, stored.id) == stored
    assert verify_ledger(engine, TENANT).checked == 1


@pytest.mark.not_on_seekdb(reason="SQLAlchemy does not read the references that OceanBase prints")
def test_the_migrations_make_what_the_tables_describe(migrated_database_url: str) -> None:
    migrate.check_agreement(migrated_database_url)


@pytest.mark.not_on_seekdb(reason="SQLAlchemy does not read the references that OceanBase prints")
def test_a_table_that_no_migration_makes_is_noticed(migrated_database_url: str) -> None:
    extended = tables.METADATA.tables["ledger_head"].to_metadata(tables.METADATA, name="forgotten")
    try:
        with pytest.raises(CommandError, match="forgotten"):
            migrate.check_agreement(migrated_database_url)
    finally:
        tables.METADATA.remove(extended)


def test_processes_that_migrate_at_once_do_not_disturb_each_other(database_url: str) -> None:
    with ThreadPoolExecutor(4) as processes:
        list(processes.map(migrate.upgrade, [database_url] * 4))
    assert table_names(database_url) == set(tables.METADATA.tables)


@pytest.mark.not_on_seekdb(reason="the MySQL family commits with each CREATE TABLE")
def test_a_migration_that_fails_leaves_the_schema_as_it_was(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE ledger_entry (id INTEGER)"))
    engine.dispose()
    with pytest.raises(Exception, match="already exists"):
        migrate.upgrade(database_url)
    assert table_names(database_url) == {"ledger_entry"}


def test_a_database_that_another_program_made_is_left_alone(migrated_database_url: str) -> None:
    engine = create_engine(migrated_database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'b8b99eabd45b'"))
    for step in (migrate.upgrade, lambda url: migrate.downgrade(url, "base")):
        with pytest.raises(SchemaUnknown, match=r"b8b99eabd45b.*never released"):
            step(migrated_database_url)
    with pytest.raises(SchemaUnknown, match="b8b99eabd45b"):
        queries.check_ready(engine)
    engine.dispose()
    assert table_names(migrated_database_url) == set(tables.METADATA.tables)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    file = tmp_path / "数据 100%" / "jixiao.db"
    migrate.upgrade(f"sqlite:///{file}")
    assert file.is_file()


def test_migrations_are_named_by_date_and_sentence_and_import_nothing_of_the_application() -> None:
    scripts = sorted((MIGRATIONS / "versions").glob("*.py"))
    assert scripts
    for script in scripts:
        assert re.fullmatch(r"\d{4}_\d{2}_\d{2}_[a-z0-9_]+\.py", script.name)
        assert "app" not in re.findall(r"^(?:from|import) (\w+)", script.read_text(), re.MULTILINE)
