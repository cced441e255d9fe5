"""Reading the ledger, and the signed heads that are kept of it."""

from sqlalchemy import Engine

from app.storage import ledger_queries
from app.storage.commit import record_batch
from app.storage.ledger import Head, digest, empty_head
from app.storage.records import StoredCheckpoint
from tests.storage.making import START, TENANT, new_evaluation, recorded


def checkpoint(position: int, **changes: object) -> StoredCheckpoint:
    facts = {"tenant": TENANT, "position": position, "root": digest("r"), "note": "signed\n", "recorded_at": START}
    return StoredCheckpoint(**(facts | changes))  # type: ignore[arg-type]


def test_the_ledger_is_read_in_order_from_anywhere(engine: Engine) -> None:
    record_batch(engine, [new_evaluation() for _ in range(5)])
    entries = ledger_queries.entries(engine, TENANT, 1, 3)
    assert [entry.position for entry in entries] == [2, 3, 4]
    assert ledger_queries.entry(engine, TENANT, 3) == entries[1]
    assert ledger_queries.entry(engine, TENANT, 6) is None
    assert ledger_queries.entry(engine, "another", 3) is None
    assert ledger_queries.bodies(engine, TENANT, 1, 4) == [entry.body for entry in entries]
    assert ledger_queries.bodies(engine, TENANT, 4, 4) == ledger_queries.bodies(engine, "another", 0, 9) == []


def test_a_head_says_how_many_entries_there_are(engine: Engine) -> None:
    assert ledger_queries.head(engine, TENANT) == empty_head()
    assert ledger_queries.head(engine, TENANT, "sm3") == empty_head("sm3")
    record_batch(engine, [new_evaluation(), new_evaluation(), new_evaluation(tenant="another")])
    assert ledger_queries.head(engine, TENANT).position == 2
    assert ledger_queries.positions(engine) == {TENANT: 2, "another": 1}
    assert ledger_queries.tenants(engine) == sorted([TENANT, "another"])


def test_the_root_of_one_entry_is_its_own_hash(engine: Engine) -> None:
    stored = recorded(record_batch(engine, [new_evaluation()])[0])
    assert ledger_queries.head(engine, TENANT) == Head(1, stored.entry_digest)


def test_checkpoints_are_kept_in_order_and_one_for_each_position(engine: Engine) -> None:
    assert ledger_queries.latest_checkpoint(engine, TENANT) is None
    first, second = checkpoint(3), checkpoint(7)
    for each in (second, first, checkpoint(9, tenant="another")):
        assert ledger_queries.add_checkpoint(engine, each) == each
    assert ledger_queries.add_checkpoint(engine, checkpoint(7, note="signed again\n")) == second
    assert ledger_queries.latest_checkpoint(engine, TENANT) == second
    assert ledger_queries.checkpoints(engine, TENANT, 0, 9) == [first, second]
    assert ledger_queries.checkpoints(engine, TENANT, 3, 9) == [second]
    assert ledger_queries.checkpoints(engine, TENANT, 0, 1) == [first]
