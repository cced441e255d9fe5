"""No statement alters a record: the database refuses, whoever sends it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, Table, text
from sqlalchemy.exc import IntegrityError

from app.storage.audit import verify_ledger
from app.storage.commit import record_batch
from app.storage.engine import writing
from app.storage.ledger_queries import add_checkpoint
from app.storage.records import StoredCheckpoint
from app.storage.tables import METADATA, effective_evaluation, evaluation, ledger_head
from tests.storage.making import START, TENANT, counts, new_evaluation, new_withdrawal, recorded

FIXED = [table for table in METADATA.sorted_tables if table.info.get("changes") is None]
FORWARD = [table for table in METADATA.sorted_tables if table.info.get("changes") == "forward"]
ALL = [*FIXED, *FORWARD]


@pytest.fixture
def filled(engine: Engine) -> Iterator[Engine]:
    """At least one row in every table of records; nothing in them may have changed after the test."""
    outcomes = record_batch(engine, [new_evaluation(series_key="form", idempotency_key=f"k{at}") for at in range(2)])
    record_batch(engine, [new_withdrawal(recorded(outcomes[0])), *(new_evaluation() for _ in range(256))])
    head = verify_ledger(engine, TENANT, last=1).head
    assert head is not None
    add_checkpoint(engine, StoredCheckpoint(tenant=TENANT, position=1, root=head.root, note="n", recorded_at=START))
    before = counts(engine)
    assert all(before[table.name] for table in ALL)
    yield engine
    assert counts(engine) == before
    assert verify_ledger(engine, TENANT).fault is None


def refused(engine: Engine, statement: str) -> str:
    """What the database says to a statement that it must refuse."""
    with pytest.raises(IntegrityError) as raised, writing(engine) as connection, connection.begin():
        connection.execute(text(statement))
    return str(raised.value.orig)


def test_every_table_is_either_fixed_or_said_to_change() -> None:
    assert {table.name for table in FORWARD} == {"ledger_head", "effective_evaluation"}
    assert evaluation in FIXED


def test_no_column_of_a_record_can_be_updated(filled: Engine) -> None:
    for table in FIXED:
        for column in table.c:
            statement = f"UPDATE {table.name} SET {column.name} = {column.name}"
            assert "UPDATE is refused" in refused(filled, statement), statement


def test_no_row_can_be_deleted(filled: Engine) -> None:
    for table in ALL:
        assert "DELETE is refused" in refused(filled, f"DELETE FROM {table.name}"), table.name


@pytest.mark.postgresql
def test_no_table_can_be_emptied(postgresql_engine: Engine) -> None:
    record_batch(postgresql_engine, [new_evaluation()])
    for table in ALL:
        assert "TRUNCATE is refused" in refused(postgresql_engine, f"TRUNCATE {table.name} CASCADE"), table.name


def test_no_row_can_be_replaced(sqlite_engine: Engine) -> None:
    record_batch(sqlite_engine, [new_evaluation(idempotency_key="k")])
    for table in ("evaluation", "ledger_entry", "idempotency", "ledger_head"):
        statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        assert "DELETE is refused" in refused(sqlite_engine, statement), table


@pytest.mark.parametrize(
    "change",
    [
        "position = position",
        "position = position - 1",
        "position = 0",
        "root = 'sha256:00'",
        "tenant = 'another', position = position + 1",
        "algorithm = 'sm3', position = position + 1",
    ],
)
def test_a_head_only_moves_forward(filled: Engine, change: str) -> None:
    assert "only moves forward" in refused(filled, f"UPDATE ledger_head SET {change}")


@pytest.mark.parametrize("change", ["attempts = attempts - 1", "series_key = 'x'", "tenant = 'another'"])
def test_attempts_are_never_forgotten(filled: Engine, change: str) -> None:
    assert "only moves forward" in refused(filled, f"UPDATE effective_evaluation SET {change}")


@pytest.mark.parametrize("table", [ledger_head, effective_evaluation], ids=lambda table: table.name)
def test_a_pointer_that_keeps_to_its_way_may_move(engine: Engine, table: Table) -> None:
    record_batch(engine, [new_evaluation()])
    forward = {"ledger_head": "position = position + 1", "effective_evaluation": "attempts = attempts + 1"}
    with writing(engine) as connection, connection.begin():
        connection.execute(text(f"UPDATE {table.name} SET {forward[table.name]}"))
