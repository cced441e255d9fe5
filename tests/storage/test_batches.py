"""Batches at rest, on both engines: accepted whole or not at all, claimed by one worker at a time, ended by count."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from app.storage.batch_claims import ClaimStore
from app.storage.batch_records import Accepted, ClaimedParcel, NewBatch, Parcel, Queue, StoredBatch
from app.storage.batch_tables import batch, batch_parcel
from app.storage.batches import BatchStore, KeyTaken
from app.storage.data_scope import WHOLE_TENANT, DataScope
from app.storage.engine import create_engine
from tests.databases import Databases

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
HOLDS = timedelta(seconds=30)
NARROW = DataScope("1101", frozenset({"149", "150"}))


@pytest.fixture(scope="module")
def engine(databases: Databases) -> Iterator[Engine]:
    with databases.migrated() as url:
        made = create_engine(url)
        yield made
        made.dispose()


@pytest.fixture
def batches(engine: Engine) -> Iterator[BatchStore]:
    """The store, emptied afterwards."""
    yield BatchStore(engine)
    with engine.begin() as connection:
        connection.execute(batch_parcel.delete())
        connection.execute(batch.delete())


@pytest.fixture
def claims(engine: Engine) -> ClaimStore:
    return ClaimStore(engine)


def begun(store: BatchStore, name: str, data: DataScope = WHOLE_TENANT, at: datetime = NOW, subject: str = "a") -> str:
    batch_id = f"019ab3c2-7d10-7c3e-9a55-{name:0>12}"
    store.begin(NewBatch(id=batch_id, tenant="t", submitted_by=subject, data=data, created_at=at))
    return batch_id


def accepted(
    store: BatchStore, name: str, parcels: int = 3, key: str | None = None, at: datetime = NOW, **more: DataScope
) -> str:
    """A batch of so many parcels with two forms each."""
    batch_id = begun(store, name, at=at, **more)
    store.add(batch_id, [Parcel(2 * at + 1, 2, b"forms %d" % at) for at in range(parcels)])
    store.accept(batch_id, Accepted(forms=2 * parcels, defaults="{}", idempotency_key=key, request_digest="d"))
    return batch_id


def read(store: BatchStore, batch_id: str) -> StoredBatch:
    found = store.get("t", batch_id)
    assert found is not None
    return found


def claimed(claims: ClaimStore, worker: str = "w", now: datetime = NOW) -> ClaimedParcel:
    found = claims.claim(worker, now)
    assert found is not None
    return found


def rows(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (batch, batch_parcel)
        )  # type: ignore[return-value]


def test_nobody_sees_a_batch_before_it_is_accepted(batches: BatchStore, claims: ClaimStore) -> None:
    batch_id = begun(batches, "1")
    batches.add(batch_id, [Parcel(1, 2, b"x")])
    assert (batches.get("t", batch_id), batches.newest("t", None, None, 9), claims.any_open()) == (None, [], False)
    assert (claims.claim("w", NOW), batches.cancel("t", batch_id, NOW)) == (None, None)
    stored = batches.accept(batch_id, Accepted(forms=2, defaults=None, idempotency_key="k", request_digest="sha256:1"))
    assert stored == read(batches, batch_id) == batches.by_key("t", "k")
    assert (stored.status, stored.forms, stored.pending, stored.request_digest) == ("queued", 2, 2, "sha256:1")
    assert (batches.get("other", batch_id), batches.by_key("other", "k"), claims.any_open()) == (None, None, True)


def test_of_two_under_one_key_the_first_is_accepted(batches: BatchStore, engine: Engine) -> None:
    accepted(batches, "1", key="k")
    second = begun(batches, "2")
    batches.add(second, [Parcel(1, 1, b"x")])
    with pytest.raises(KeyTaken):
        batches.accept(second, Accepted(forms=1, defaults=None, idempotency_key="k", request_digest="d"))
    batches.discard(second)
    assert rows(engine) == (1, 3)


def test_what_was_begun_long_ago_and_never_accepted_is_cleared_away(batches: BatchStore, engine: Engine) -> None:
    accepted(batches, "1", at=NOW - timedelta(days=3))
    batches.add(begun(batches, "2", at=NOW - timedelta(days=1, microseconds=1)), [Parcel(1, 1, b"x")])
    batches.add(begun(batches, "3", at=NOW - timedelta(days=1)), [Parcel(1, 1, b"x")])
    assert batches.discard_abandoned(NOW - timedelta(days=1)) == 1
    assert rows(engine) == (2, 4)


def test_lists_are_newest_first_and_narrowed_to_ones_own(batches: BatchStore) -> None:
    ids = [accepted(batches, str(number)) for number in range(3)]
    narrow = accepted(batches, "4", data=NARROW)
    assert [each.id for each in batches.newest("t", None, None, 9)] == [narrow, *ids[::-1]]
    assert [each.id for each in batches.newest("t", None, ids[2], 1)] == [ids[1]]
    assert [each.id for each in batches.newest("t", ("a", NARROW), None, 9)] == [narrow]
    assert batches.newest("t", ("b", NARROW), None, 9) == batches.newest("t", ("a", DataScope("1101")), None, 9) == []
    assert read(batches, narrow).data == NARROW


def test_parcels_come_in_order_and_whoever_has_waited_longest_is_next(batches: BatchStore, claims: ClaimStore) -> None:
    first, second = accepted(batches, "1"), accepted(batches, "2", at=NOW + timedelta(seconds=1))
    turns = [claimed(claims, now=NOW + timedelta(seconds=2 + turn)) for turn in range(6)]
    assert [(turn.batch_id, turn.first_number) for turn in turns] == [
        (batch_id, number) for number in (1, 3, 5) for batch_id in (first, second)
    ]
    assert (turns[0].content, turns[0].defaults, turns[0].again, turns[0].tenant) == (b"forms 0", "{}", False, "t")
    assert claims.claim("w", NOW + timedelta(seconds=9)) is None
    assert (read(batches, first).status, read(batches, first).started_at) == ("running", NOW + timedelta(seconds=2))


def test_a_claim_holds_for_a_while_and_a_parcel_given_back_is_free_at_once(
    batches: BatchStore, claims: ClaimStore
) -> None:
    accepted(batches, "1", parcels=1)
    held = claimed(claims)
    assert claims.claim("w", NOW + HOLDS) is None
    late = claimed(claims, now=NOW + HOLDS + timedelta(microseconds=1))
    assert (late.first_number, late.again) == (held.first_number, True)
    claims.give_back(late)
    assert claimed(claims, now=NOW + HOLDS).again


def test_on_sqlite_what_another_process_held_is_free_at_once(
    batches: BatchStore, claims: ClaimStore, engine: Engine
) -> None:
    accepted(batches, "1", parcels=1)
    claimed(claims, worker="killed")
    taken = claims.claim("its successor", NOW)
    assert (taken is not None) == (engine.dialect.name == "sqlite")


def test_a_batch_is_done_when_every_form_has_come_to_something(
    batches: BatchStore, claims: ClaimStore, engine: Engine
) -> None:
    batch_id = accepted(batches, "1")
    parcels = [claimed(claims) for _ in range(3)]
    assert batches.queue() == Queue(1, 6)
    assert not claims.finish(parcels[1], "3\n4", 1, 1, NOW)
    assert not claims.finish(parcels[1], "twice", 2, 0, NOW)
    assert not claims.finish(parcels[0], "1\n2", 2, 0, NOW)
    standing = read(batches, batch_id)
    assert (standing.recorded, standing.failed, standing.pending, standing.status) == (3, 1, 2, "running")
    assert claims.finish(parcels[2], "5\n6", 0, 2, NOW + HOLDS)
    done = read(batches, batch_id)
    assert (done.recorded, done.failed, done.pending, done.status) == (3, 3, 0, "finished")
    assert (done.finished_at, batches.queue(), claims.any_open()) == (NOW + HOLDS, Queue(0, 0), False)
    with engine.connect() as connection:
        assert connection.execute(select(func.count(batch_parcel.c.content))).scalar_one() == 0
    assert [each.results for each in batches.parcels(batch_id, 0, None, 9)] == ["1\n2", "3\n4", "5\n6"]


def test_results_are_found_by_number_and_by_what_forms_came_to(batches: BatchStore, claims: ClaimStore) -> None:
    batch_id = accepted(batches, "1", parcels=4)
    first, second = claimed(claims), claimed(claims)
    claims.finish(first, "1\n2", 2, 0, NOW)
    claims.finish(second, "3\n4", 1, 1, NOW)

    def found(after: int, outcome: str | None = None, limit: int = 9) -> list[int]:
        return [each.first_number for each in batches.parcels(batch_id, after, outcome, limit)]  # type: ignore[arg-type]

    assert [found(after) for after in (0, 1, 2, 7, 8)] == [[1, 3, 5, 7], [1, 3, 5, 7], [3, 5, 7], [7], []]
    assert found(0, limit=2) == [1, 3]
    by_outcome = {name: found(0, name) for name in ("recorded", "failed", "pending", "cancelled")}
    assert by_outcome == {"recorded": [1, 3], "failed": [3], "pending": [5, 7], "cancelled": []}


def test_cancelling_leaves_what_was_begun_to_be_finished(batches: BatchStore, claims: ClaimStore) -> None:
    batch_id = accepted(batches, "1")
    begun_with, given_back = claimed(claims), claimed(claims)
    claims.give_back(given_back)
    stopped = batches.cancel("t", batch_id, NOW)
    assert stopped is not None
    assert (stopped.status, stopped.cancelled, stopped.pending) == ("cancelling", 2, 4)
    again = batches.cancel("t", batch_id, NOW + HOLDS)
    assert again is not None
    assert (again.cancelled, again.cancelled_at) == (2, NOW)
    claims.finish(begun_with, "1\n2", 2, 0, NOW)
    assert claims.finish(claimed(claims), "3\n4", 2, 0, NOW)
    assert (read(batches, batch_id).status, read(batches, batch_id).recorded) == ("cancelled", 4)
    assert (claims.claim("w", NOW + 2 * HOLDS), batches.cancel("other", batch_id, NOW)) == (None, None)


def test_a_batch_that_nobody_has_begun_is_cancelled_at_once(batches: BatchStore, claims: ClaimStore) -> None:
    batch_id = accepted(batches, "1")
    stopped = batches.cancel("t", batch_id, NOW)
    assert stopped is not None
    assert (stopped.status, stopped.cancelled, stopped.finished_at) == ("cancelled", 6, NOW)
    assert not claims.any_open()


def test_a_batch_that_is_done_cannot_be_cancelled(batches: BatchStore, claims: ClaimStore) -> None:
    batch_id = accepted(batches, "1", parcels=1)
    claims.finish(claimed(claims), "1\n2", 2, 0, NOW)
    stopped = batches.cancel("t", batch_id, NOW + HOLDS)
    assert stopped is not None
    assert (stopped.status, stopped.cancelled_at) == ("finished", None)


def test_workers_that_ask_at_once_never_get_the_same_parcel(
    batches: BatchStore, claims: ClaimStore, engine: Engine
) -> None:
    accepted(batches, "1", parcels=40)
    # SQLite has one worker, whatever number of rounds it makes at once.
    workers = ["w"] * 4 if engine.dialect.name == "sqlite" else [f"w{number}" for number in range(4)]
    taken: list[int] = []
    together = threading.Barrier(len(workers))

    def work(worker: str) -> None:
        together.wait()
        while (found := claims.claim(worker, NOW)) is not None:
            taken.append(found.first_number)
            claims.finish(found, "x\nx", 2, 0, NOW)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == list(range(1, 80, 2))
    assert batches.queue() == Queue(0, 0)


@pytest.mark.postgresql
def test_no_worker_waits_for_the_claim_of_another(postgresql_engine: Engine) -> None:
    accepted(BatchStore(postgresql_engine), "1", parcels=2)
    with postgresql_engine.begin() as connection:
        held = connection.execute(select(batch_parcel).order_by(batch_parcel.c.first_number).limit(1).with_for_update())
        assert held.one().first_number == 1
        assert claimed(ClaimStore(postgresql_engine)).first_number == 3


def test_what_was_accepted_is_not_discarded_whoever_asks(batches: BatchStore, engine: Engine) -> None:
    kept, broken = accepted(batches, "1", key="k"), begun(batches, "2")
    batches.discard(kept)
    batches.discard(broken)
    assert batches.by_key("t", "k") == read(batches, kept)
    assert rows(engine) == (1, 3)
