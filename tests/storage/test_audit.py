"""Whatever somebody does to the stored records behind the service's back is found, and where."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, delete, insert, select, text, update

from app.storage import ledger, rows
from app.storage.audit import verify_ledger
from app.storage.commit import record_batch
from app.storage.ledger import GENESIS, Head
from app.storage.queries import ledger_position
from app.storage.tables import evaluation, ledger_entry, ledger_head
from tests.storage.making import TENANT, new_evaluation, recorded

SIZE = 7


@pytest.fixture
def stored(engine: Engine) -> Engine:
    """A ledger of seven entries; another tenant's beside it."""
    record_batch(engine, [new_evaluation(tenant="another")])
    record_batch(engine, [new_evaluation() for _ in range(SIZE)])
    return engine


@contextmanager
def tampering(engine: Engine) -> Iterator[Connection]:
    """A connection of somebody with the database administrator's rights."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        yield connection
        connection.commit()
        connection.invalidate()


def found(engine: Engine, **arguments: Any) -> tuple[int, str] | None:
    fault = verify_ledger(engine, TENANT, **arguments).fault
    return None if fault is None else (fault.position, fault.code)


def at(table: Table, position: int) -> Any:
    return (table.c.tenant == TENANT) & (table.c.position == position)


def test_an_untouched_ledger_holds(stored: Engine) -> None:
    verdict = verify_ledger(stored, TENANT)
    assert verdict == ledger.Verdict(SIZE, ledger_position(stored, TENANT), None)


def test_a_ledger_without_entries_holds(engine: Engine) -> None:
    assert verify_ledger(engine, TENANT) == ledger.Verdict(0, GENESIS, None)


def test_a_part_of_a_ledger_is_verified_alone(stored: Engine) -> None:
    with tampering(stored) as connection:
        connection.execute(update(evaluation).where(at(evaluation, 2)).values(sheet="{}"))
    assert found(stored) == (2, "altered_sheet")
    assert found(stored, last=1) is None
    assert found(stored, first=3) is None
    assert found(stored, first=2, last=2) == (2, "altered_sheet")
    assert verify_ledger(stored, TENANT, first=3, last=5).checked == 3


def test_a_part_that_reaches_beyond_the_end_does_not_hold(stored: Engine) -> None:
    assert found(stored, last=SIZE + 1) == (SIZE + 1, "wrong_head")
    assert found(stored, first=SIZE + 5) == (SIZE + 4, "gap")


@pytest.mark.parametrize("position", [1, 4, SIZE])
@pytest.mark.parametrize("table", [evaluation, ledger_entry], ids=lambda table: table.name)
def test_any_change_to_any_column_is_found_at_its_position(stored: Engine, table: Table, position: int) -> None:
    place = {"tenant": TENANT, "position": position}
    for name in (column.name for column in table.c):
        read = text(f"SELECT {name} FROM {table.name} WHERE tenant = :tenant AND position = :position")
        change = text(f"UPDATE {table.name} SET {name} = :other WHERE tenant = :tenant AND position = :position")
        restore = text(f"UPDATE {table.name} SET {name} = :original WHERE {name} = :other")
        with tampering(stored) as connection:
            original = connection.execute(read, place).scalar_one()
            connection.execute(change, place | {"other": _another(original)})
        fault = verify_ledger(stored, TENANT).fault
        assert fault is not None, name
        assert fault.position == position, name
        with tampering(stored) as connection:
            connection.execute(restore, {"original": original, "other": _another(original)})
    assert found(stored) is None


def test_a_deleted_evaluation_is_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        connection.execute(delete(evaluation).where(at(evaluation, 3)))
    assert found(stored) == (3, "missing_evaluation")


def test_a_deleted_entry_is_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        connection.execute(delete(ledger_entry).where(at(ledger_entry, 3)))
    assert found(stored) == (3, "gap")


def test_an_evaluation_put_in_without_an_entry_is_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        row = dict(connection.execute(select(evaluation).where(at(evaluation, 3))).mappings().one())
        connection.execute(insert(evaluation), row | {"id": "planted", "position": SIZE + 1})
    assert found(stored) == (SIZE + 1, "unrecorded_evaluation")


def test_an_end_cut_off_is_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        connection.execute(delete(ledger_entry).where(at(ledger_entry, SIZE)))
        connection.execute(delete(evaluation).where(at(evaluation, SIZE)))
    assert found(stored) == (SIZE, "wrong_head")


def test_an_end_cut_off_together_with_the_head_is_found_by_a_head_kept_elsewhere(stored: Engine) -> None:
    kept = ledger_position(stored, TENANT)
    with tampering(stored) as connection:
        connection.execute(delete(ledger_entry).where(at(ledger_entry, SIZE)))
        connection.execute(delete(evaluation).where(at(evaluation, SIZE)))
        _move_head(connection)
    assert found(stored) is None
    assert found(stored, trusted=kept) == (SIZE, "wrong_head")


def test_a_ledger_rewritten_from_some_entry_on_is_found_by_a_head_kept_elsewhere(stored: Engine) -> None:
    early, late = verify_ledger(stored, TENANT, last=3).head, ledger_position(stored, TENANT)
    with tampering(stored) as connection:
        connection.execute(update(evaluation).where(at(evaluation, 4)).values(grade="good"))
        _rewrite_from(connection, verify_ledger(stored, TENANT, last=3).head)
    assert found(stored) is None
    assert found(stored, trusted=early) is None
    assert found(stored, trusted=late) == (SIZE, "wrong_head")


def test_the_ledger_can_be_verified_while_it_grows(stored: Engine) -> None:
    kept = ledger_position(stored, TENANT)
    recorded(record_batch(stored, [new_evaluation()])[0])
    verdict = verify_ledger(stored, TENANT, trusted=kept)
    assert (verdict.checked, verdict.fault) == (SIZE + 1, None)


def test_a_ledger_of_many_pages_holds(engine: Engine) -> None:
    for _ in range(5):
        record_batch(engine, [new_evaluation() for _ in range(90)])
    assert verify_ledger(engine, TENANT).checked == 450


def _another(value: Any) -> Any:
    if isinstance(value, str):
        return "2001-01-01T00:00:00.000000Z" if value.endswith("Z") else "x"
    return 77


def _rewrite_from(connection: Connection, head: Head) -> None:
    """What an insider would do who knows how the chain is made."""
    followers = select(evaluation).where(evaluation.c.tenant == TENANT, evaluation.c.position > head.position)
    for row in connection.execute(followers.order_by(evaluation.c.position)).mappings().all():
        links = {"previous_digest": "", "entry_digest": "", "effective_id": ""}
        body = ledger.evaluation_body(rows.stored(dict(row) | links), row["position"], row["attempt"])
        digest = ledger.entry_digest(head.digest, body)
        values = {"body": body, "previous_digest": head.digest, "entry_digest": digest}
        connection.execute(update(ledger_entry).where(at(ledger_entry, row["position"])).values(values))
        head = Head(row["position"], digest)
    _move_head(connection)


def _move_head(connection: Connection) -> None:
    entries = select(ledger_entry).where(ledger_entry.c.tenant == TENANT).order_by(ledger_entry.c.position.desc())
    last = connection.execute(entries.limit(1)).one()
    connection.execute(
        update(ledger_head)
        .where(ledger_head.c.tenant == TENANT)
        .values(position=last.position, digest=last.entry_digest)
    )
