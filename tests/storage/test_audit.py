"""Whatever somebody does to the stored records behind the service's back is found, and where."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, Table, delete, insert, select, text, update

from app.storage import ledger, ledger_queries
from app.storage.audit import verify_ledger
from app.storage.commit import record_batch
from app.storage.engine import create_engine
from app.storage.ledger import Head, empty_head
from app.storage.records import NewEntry, StoredCheckpoint
from app.storage.tables import (
    effective_evaluation,
    evaluation,
    evaluation_finding,
    ledger_entry,
    ledger_head,
    ledger_tile,
    withdrawal,
)
from tests.databases import Databases
from tests.storage.making import START, TENANT, new_evaluation, new_withdrawal, recorded
from tests.storage.tampering import at, replant, rewrite, tampering

SIZE = 7


@pytest.fixture
def stored(engine: Engine) -> Engine:
    """A ledger of seven evaluations; another tenant's beside it."""
    record_batch(engine, [new_evaluation(tenant="another")])
    record_batch(engine, [new_evaluation() for _ in range(SIZE)])
    return engine


@pytest.fixture
def varied(engine: Engine) -> Engine:
    """A ledger with every kind of entry: two attempts, the second withdrawn, a pack, and another form."""
    attempts = record_batch(engine, [new_evaluation(series_key="form") for _ in range(2)])
    record_batch(engine, [new_withdrawal(recorded(attempts[1])), new_pack(), new_evaluation()])
    return engine


def new_pack() -> NewEntry:
    return NewEntry(tenant=TENANT, kind="rule_pack", facts={"id": "p"}, recorded_at=START, recorded_by="admin")


def found(engine: Engine, **arguments: Any) -> tuple[int, str] | None:
    fault = verify_ledger(engine, TENANT, **arguments).fault
    return None if fault is None else (fault.position, fault.code)


def located(engine: Engine, **arguments: Any) -> tuple[int, str, str] | None:
    fault = verify_ledger(engine, TENANT, **arguments).fault
    return None if fault is None else (fault.position, fault.code, fault.field)


def head(engine: Engine) -> Head:
    return ledger_queries.head(engine, TENANT)


# What holds.


def test_an_untouched_ledger_holds(stored: Engine) -> None:
    assert verify_ledger(stored, TENANT) == ledger.Verdict(SIZE, head(stored), None)


def test_a_ledger_of_every_kind_of_entry_holds(varied: Engine) -> None:
    assert verify_ledger(varied, TENANT) == ledger.Verdict(5, head(varied), None)


def test_a_ledger_without_entries_holds(engine: Engine) -> None:
    assert verify_ledger(engine, TENANT) == ledger.Verdict(0, empty_head(), None)


def test_the_ledger_can_be_verified_while_it_grows(stored: Engine) -> None:
    kept = head(stored)
    recorded(record_batch(stored, [new_evaluation()])[0])
    verdict = verify_ledger(stored, TENANT, trusted=[kept])
    assert (verdict.checked, verdict.fault) == (SIZE + 1, None)


def test_a_ledger_under_another_algorithm_holds(engine: Engine) -> None:
    record_batch(engine, [new_evaluation() for _ in range(SIZE)], "sm3")
    assert head(engine).algorithm == "sm3"
    # One that has begun stays with its own.
    record_batch(engine, [new_evaluation()], "sha256")
    verdict = verify_ledger(engine, TENANT)
    assert (verdict.checked, verdict.head, verdict.fault) == (SIZE + 1, head(engine), None)


def test_a_part_of_a_ledger_is_verified_alone(stored: Engine) -> None:
    with tampering(stored) as connection:
        connection.execute(update(evaluation).where(at(evaluation, 2)).values(sheet=b"{}"))
    assert located(stored) == (2, "altered_sheet", "evaluation.sheet")
    assert found(stored, last=1) is None
    assert found(stored, first=3) is None
    assert found(stored, first=2, last=2) == (2, "altered_sheet")
    verdict = verify_ledger(stored, TENANT, first=3, last=5)
    assert verdict.checked == 3
    with tampering(stored) as connection:
        connection.execute(update(evaluation).where(at(evaluation, 2)).values(sheet=b"{}"))
    assert verdict.head == verify_ledger(stored, TENANT, first=5, last=5).head


def test_a_part_that_reaches_beyond_the_end_does_not_hold(stored: Engine) -> None:
    assert found(stored, last=SIZE + 1) == (SIZE + 1, "wrong_head")
    assert found(stored, first=SIZE + 5) == (SIZE + 1, "wrong_head")
    assert found(stored, first=SIZE + 1) is None


# Single values.


@pytest.mark.parametrize("position", [1, 4, SIZE])
@pytest.mark.parametrize("table", [evaluation, ledger_entry], ids=lambda table: table.name)
def test_any_change_to_any_column_is_found_at_its_position(stored: Engine, table: Table, position: int) -> None:
    for name in (column.name for column in table.c):
        fault = _fault_after_change(stored, table, name, position)
        assert fault is not None, name
        assert fault[0] == position, name
    assert found(stored) is None


@pytest.mark.parametrize("name", [column.name for column in withdrawal.c])
def test_any_change_to_a_withdrawal_is_found_at_its_position(varied: Engine, name: str) -> None:
    fault = _fault_after_change(varied, withdrawal, name, 3)
    assert fault is not None
    assert fault[0] == 3
    assert found(varied) is None


def _fault_after_change(engine: Engine, table: Table, name: str, position: int) -> tuple[int, str] | None:
    """What is found once the value is another one; it is put back afterwards."""
    place = {"tenant": TENANT, "position": position}
    read = text(f"SELECT {name} FROM {table.name} WHERE tenant = :tenant AND position = :position")
    change = text(f"UPDATE {table.name} SET {name} = :other WHERE tenant = :tenant AND position = :position")
    restore = text(f"UPDATE {table.name} SET {name} = :original WHERE {name} = :other")
    with tampering(engine) as connection:
        original = connection.execute(read, place).scalar_one()
        connection.execute(change, place | {"other": _another(original)})
    fault = found(engine)
    with tampering(engine) as connection:
        connection.execute(restore, {"original": original, "other": _another(original)})
    return fault


def _another(value: Any) -> Any:
    if isinstance(value, str):
        return "2001-01-01T00:00:00.000000Z" if value.endswith("Z") else "x"
    if isinstance(value, bytes):
        return value[:-1]
    return "x" if value is None else 77


@pytest.mark.parametrize("name", ["position", "root", "frontier", "algorithm"])
def test_a_head_that_was_changed_is_found(stored: Engine, name: str) -> None:
    other = {"position": SIZE - 1, "root": ledger.digest("x"), "frontier": "-", "algorithm": "sm3"}[name]
    with tampering(stored) as connection:
        connection.execute(update(ledger_head).where(ledger_head.c.tenant == TENANT).values({name: other}))
    assert found(stored) == (SIZE, "wrong_head")


def test_a_head_that_is_gone_is_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        connection.execute(delete(ledger_head).where(ledger_head.c.tenant == TENANT))
    assert found(stored) == (1, "wrong_head")


# Rows that are missing, or too many.


def test_a_deleted_evaluation_is_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        connection.execute(delete(evaluation).where(at(evaluation, 3)))
    assert found(stored) == (3, "missing_evaluation")


def test_a_deleted_entry_is_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        connection.execute(delete(ledger_entry).where(at(ledger_entry, 3)))
    assert found(stored) == (3, "gap")


def test_a_deleted_withdrawal_is_found(varied: Engine) -> None:
    with tampering(varied) as connection:
        connection.execute(delete(withdrawal))
    assert found(varied) == (3, "missing_withdrawal")


def test_an_evaluation_put_in_without_an_entry_is_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        row = dict(connection.execute(select(evaluation).where(at(evaluation, 3))).mappings().one())
        planted = {"id": "planted", "position": SIZE + 1, "attempt": 2}
        connection.execute(insert(evaluation), row | planted)
    assert located(stored) == (SIZE + 1, "unrecorded_evaluation", "evaluation.id")


def test_a_withdrawal_put_in_without_an_entry_is_found(varied: Engine) -> None:
    with tampering(varied) as connection:
        row = dict(connection.execute(select(withdrawal)).mappings().one())
        other = connection.execute(select(evaluation.c.id).where(at(evaluation, 1))).scalar_one()
        connection.execute(insert(withdrawal), row | {"evaluation_id": other, "position": 4})
    assert located(varied) == (4, "unrecorded_withdrawal", "withdrawal.evaluation_id")


def test_entries_beyond_the_head_are_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        row = dict(connection.execute(select(ledger_entry).where(at(ledger_entry, SIZE))).mappings().one())
        connection.execute(insert(ledger_entry), row | {"position": SIZE + 1})
    assert found(stored) == (SIZE + 1, "wrong_head")


# Which attempt counts, and which findings lists show.


@pytest.mark.parametrize("change", ["another attempt", "none", "attempts", "gone", "planted"])
def test_a_series_that_stands_otherwise_than_it_should_is_found(varied: Engine, change: str) -> None:
    of_form = effective_evaluation.c.series_key == "form"
    with tampering(varied) as connection:
        withdrawn = connection.execute(select(withdrawal.c.evaluation_id)).scalar_one()
        row = dict(connection.execute(select(effective_evaluation).where(of_form)).mappings().one())
        if change == "planted":
            connection.execute(insert(effective_evaluation), row | {"series_key": "never"})
        elif change == "gone":
            connection.execute(delete(effective_evaluation).where(of_form))
        else:
            values = {"another attempt": {"evaluation_id": withdrawn}, "none": {"evaluation_id": None}}
            chosen = values.get(change, {"attempts": 9})
            connection.execute(update(effective_evaluation).where(of_form).values(chosen))
    assert found(varied) == (0 if change == "planted" else 2, "wrong_effective")


def test_a_finding_that_lists_would_not_find_is_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        connection.execute(delete(evaluation_finding).where(at(evaluation_finding, 4)))
    assert located(stored) == (4, "wrong_finding", "evaluation_finding.code")


@pytest.mark.parametrize("position", [5, SIZE + 9])
@pytest.mark.parametrize("code", ["DECLARED_SCORE_MISMATCH", "NEVER_RAISED"])
def test_a_finding_that_no_evaluation_has_is_found(stored: Engine, code: str, position: int) -> None:
    with tampering(stored) as connection:
        connection.execute(delete(evaluation_finding).where(at(evaluation_finding, 5)))
        connection.execute(update(evaluation).where(at(evaluation, 5)).values(finding_codes=None))
        rewrite(connection)
    assert found(stored) is None
    with tampering(stored) as connection:
        connection.execute(insert(evaluation_finding), {"tenant": TENANT, "code": code, "position": position})
    assert found(stored) == (position, "wrong_finding")


# The tree.


@pytest.fixture(scope="module")
def large(databases: Databases) -> Iterator[Engine]:
    """A ledger of three tiles and a rest."""
    with databases.migrated() as url:
        engine = create_engine(url)
        for _ in range(8):
            record_batch(engine, [new_evaluation() for _ in range(100)])
        yield engine
        engine.dispose()


def test_a_ledger_of_several_tiles_holds(large: Engine) -> None:
    assert verify_ledger(large, TENANT) == ledger.Verdict(800, head(large), None)
    for first, last in ((1, 256), (250, 260), (257, 512), (300, 301), (769, 800), (800, 800)):
        verdict = verify_ledger(large, TENANT, first=first, last=last)
        assert (verdict.checked, verdict.fault) == (last - first + 1, None)
        assert verdict.head == verify_ledger(large, TENANT, last=last).head


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"root": "0" * 64}, (257, "wrong_tile", "ledger_tile.root")),
        ({"digests": "0" * 16384}, (257, "wrong_tile", "ledger_tile.digests")),
        ({"digests": "never"}, (257, "wrong_tile", "ledger_tile.digests")),
        ({"tile": 7}, (257, "wrong_tile", "ledger_tile.digests")),
        (None, (257, "wrong_tile", "ledger_tile.digests")),
    ],
    ids=str,
)
def test_a_tile_that_was_changed_is_found(large: Engine, change: dict[str, Any] | None, fault: object) -> None:
    second = (ledger_tile.c.tenant == TENANT) & (ledger_tile.c.tile == 1)
    with tampering(large) as connection:
        kept = dict(connection.execute(select(ledger_tile).where(second)).mappings().one())
        connection.execute(delete(ledger_tile).where(second))
        if change is not None:
            connection.execute(insert(ledger_tile), kept | change)
    assert located(large) == fault
    with tampering(large) as connection:
        connection.execute(delete(ledger_tile).where(ledger_tile.c.tile.in_([1, 7])))
        connection.execute(insert(ledger_tile), kept)
    assert located(large) is None


def test_a_tile_too_many_is_found(large: Engine) -> None:
    with tampering(large) as connection:
        kept = dict(connection.execute(select(ledger_tile).where(ledger_tile.c.tile == 1)).mappings().one())
        connection.execute(insert(ledger_tile), kept | {"tile": 3})
    assert located(large) == (801, "wrong_tile", "ledger_tile.tile")
    with tampering(large) as connection:
        connection.execute(delete(ledger_tile).where(ledger_tile.c.tile == 3))


@pytest.mark.parametrize("position", [1, 256, 257, 500, 768, 800])
def test_an_entry_rewritten_together_with_its_evaluation_does_not_fit_the_tree(large: Engine, position: int) -> None:
    with tampering(large) as connection:
        before = dict(connection.execute(select(ledger_entry).where(at(ledger_entry, position))).mappings().one())
        connection.execute(update(evaluation).where(at(evaluation, position)).values(grade="poor"))
        body = before["body"].replace('"grade":"excellent"', '"grade":"poor"')
        values = {"body": body, "entry_digest": ledger.entry_digest("sha256", body)}
        connection.execute(update(ledger_entry).where(at(ledger_entry, position)).values(values))
    assert found(large) == ((position, "wrong_tile") if position <= 768 else (800, "wrong_head"))
    assert found(large, first=300, last=310) == (None if position <= 768 else (800, "wrong_head"))
    with tampering(large) as connection:
        connection.execute(update(evaluation).where(at(evaluation, position)).values(grade="excellent"))
        connection.execute(update(ledger_entry).where(at(ledger_entry, position)).values(before))
    assert found(large) is None


# Somebody who rewrites everything.


def test_an_end_cut_off_is_found(stored: Engine) -> None:
    with tampering(stored) as connection:
        _cut_off_the_last(connection)
    assert found(stored) == (SIZE, "wrong_head")


def test_an_end_cut_off_together_with_the_head_is_found_by_a_head_kept_elsewhere(stored: Engine) -> None:
    kept = head(stored)
    with tampering(stored) as connection:
        _cut_off_the_last(connection)
        replant(connection)
    assert found(stored) is None
    assert found(stored, trusted=[kept]) == (SIZE, "wrong_trusted_head")


def test_a_ledger_rewritten_from_some_entry_on_is_found_by_a_head_kept_elsewhere(stored: Engine) -> None:
    early, late = verify_ledger(stored, TENANT, last=3).head, head(stored)
    assert early is not None
    with tampering(stored) as connection:
        connection.execute(update(evaluation).where(at(evaluation, 4)).values(grade="good"))
        rewrite(connection)
    assert found(stored) is None
    assert found(stored, trusted=[early]) is None
    assert found(stored, trusted=[late, early]) == (SIZE, "wrong_trusted_head")
    assert found(stored, trusted=[late], first=1, last=2) == (SIZE, "wrong_trusted_head")


def test_a_ledger_rewritten_is_found_by_the_signed_heads_in_the_database_too(stored: Engine) -> None:
    for last in (2, 5):
        then = verify_ledger(stored, TENANT, last=last).head
        assert then is not None
        kept = StoredCheckpoint(tenant=TENANT, position=last, root=then.root, note="signed\n", recorded_at=START)
        ledger_queries.add_checkpoint(stored, kept)
    assert found(stored) is None
    with tampering(stored) as connection:
        connection.execute(update(evaluation).where(at(evaluation, 4)).values(grade="good"))
        rewrite(connection)
    assert located(stored) == (5, "wrong_checkpoint", "checkpoint.root")


def test_a_head_of_another_algorithm_is_no_head_of_this_ledger(stored: Engine) -> None:
    other = Head(SIZE, head(stored).root.replace("sha256", "sm3"))
    assert found(stored, trusted=[other]) == (SIZE, "wrong_trusted_head")


def _cut_off_the_last(connection: Any) -> None:
    row = connection.execute(select(evaluation).where(at(evaluation, SIZE))).mappings().one()
    for table in (ledger_entry, evaluation, evaluation_finding):
        connection.execute(delete(table).where(at(table, SIZE)))
    connection.execute(delete(effective_evaluation).where(effective_evaluation.c.series_key == row["series_key"]))
