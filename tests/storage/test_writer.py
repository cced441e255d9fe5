"""Group commit: who is answered with what, and what is there afterwards."""

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, Engine, event, select, text
from sqlalchemy.exc import IntegrityError

import app.storage.writer
import app.storage.writing_again
from app.storage import queries, tables
from app.storage.audit import verify_ledger
from app.storage.engine import create_engine, writing
from app.storage.errors import SecondWriter, StorageBusy, StorageUnavailable, StorageUnwritable
from app.storage.records import NewEvaluation, Outcome
from app.storage.writer import LedgerWriter
from tests.storage.making import (
    TENANT,
    count,
    log_of,
    new_evaluation,
    new_withdrawal,
    recorded,
    replayed,
    unstorable_evaluation,
)

REPOSITORY = Path(__file__).parents[2]
# Of random characters: what repeats itself takes hardly any room once it is compressed.
LARGE = random.Random(1).randbytes(500_000).hex().encode()
T = TypeVar("T")


def with_writer(engine: Engine, work: Callable[[LedgerWriter], Awaitable[T]], max_batch: int = 64) -> T:
    async def run() -> T:
        writer = LedgerWriter(engine, max_batch=max_batch)
        await writer.start()
        try:
            return await work(writer)
        finally:
            await writer.stop()

    return asyncio.run(run())


def record_all(engine: Engine, *new: NewEvaluation, max_batch: int = 64) -> list[Outcome | BaseException]:
    """All at once, so that they share transactions."""

    async def work(writer: LedgerWriter) -> list[Outcome | BaseException]:
        return await asyncio.gather(*(writer.record(one) for one in new), return_exceptions=True)

    return with_writer(engine, work, max_batch)


def answered(result: Outcome | BaseException) -> Outcome:
    assert not isinstance(result, BaseException)
    return result


def test_a_lone_request_is_recorded(engine: Engine) -> None:
    (result,) = record_all(engine, new_evaluation())
    stored = recorded(answered(result))
    assert queries.get(engine, TENANT, stored.id) == stored


@pytest.mark.parametrize("max_batch", [1, 7, 64])
def test_requests_in_flight_together_are_all_recorded_without_gaps(engine: Engine, max_batch: int) -> None:
    results = record_all(engine, *(new_evaluation() for _ in range(100)), max_batch=max_batch)
    assert sorted(recorded(answered(result)).position for result in results) == list(range(1, 101))
    assert verify_ledger(engine, TENANT).fault is None


def test_requests_in_flight_share_transactions(engine: Engine) -> None:
    commits: list[object] = []
    event.listen(engine, "commit", commits.append)
    record_all(engine, *(new_evaluation() for _ in range(64)))
    # One for the tenant's ledger, one for the request that came first, few for all that came meanwhile.
    assert len(commits) < 16


def test_concurrent_retries_get_the_one_answer(engine: Engine) -> None:
    first = new_evaluation(idempotency_key="k")
    retries = [new_evaluation(idempotency_key="k", request_digest=first.request_digest) for _ in range(20)]
    results = record_all(engine, first, *retries, max_batch=5)
    stored = recorded(answered(results[0]))
    assert {replayed(answered(result)) for result in results[1:]} == {stored}


def test_a_member_that_cannot_be_stored_fails_alone(engine: Engine) -> None:
    good = [new_evaluation() for _ in range(6)]
    results = record_all(engine, *good[:3], unstorable_evaluation(), *good[3:])
    assert isinstance(results.pop(3), IntegrityError)
    assert [recorded(answered(result)).id for result in results] == [one.id for one in good]
    assert verify_ledger(engine, TENANT).checked == 6


def test_how_far_each_ledger_reaches_is_told_after_its_commits(engine: Engine) -> None:
    told: list[tuple[str, int]] = []

    async def run() -> None:
        writer = LedgerWriter(engine, max_batch=4, grown=lambda tenant, position: told.append((tenant, position)))
        await writer.start()
        first = recorded(await writer.record(new_evaluation(idempotency_key="k")))
        await writer.record(new_evaluation(tenant="another"))
        await writer.record(new_withdrawal(first))
        retry = new_evaluation(idempotency_key="k", request_digest="another request")
        await asyncio.gather(writer.record(retry), *(writer.record(new_evaluation()) for _ in range(9)))
        await writer.stop()

    asyncio.run(run())
    assert told[:3] == [(TENANT, 1), ("another", 1), (TENANT, 2)]
    assert [tenant for tenant, _ in told[3:]] == [TENANT] * (len(told) - 3)
    positions = [position for _, position in told[3:]]
    assert positions == sorted(set(positions))
    assert positions[-1] == 11


def test_stopping_waits_for_what_was_accepted(engine: Engine) -> None:
    async def run() -> list[Outcome]:
        writer = LedgerWriter(engine, max_batch=3)
        await writer.start()
        accepted = [asyncio.ensure_future(writer.record(new_evaluation())) for _ in range(20)]
        await asyncio.sleep(0)
        await writer.stop()
        assert all(one.done() for one in accepted)
        return [one.result() for one in accepted]

    assert len({recorded(outcome).position for outcome in asyncio.run(run())}) == 20
    assert count(engine, tables.evaluation) == 20


def test_a_stopped_writer_refuses_and_can_be_stopped_again(engine: Engine) -> None:
    async def run() -> None:
        writer = LedgerWriter(engine)
        await writer.start()
        await writer.stop()
        await writer.stop()
        with pytest.raises(StorageUnavailable):
            await writer.record(new_evaluation())

    asyncio.run(run())
    assert count(engine, tables.evaluation) == 0


def test_whoever_hangs_up_while_waiting_leaves_the_others_alone(engine: Engine) -> None:
    async def work(writer: LedgerWriter) -> Outcome:
        leaver = asyncio.ensure_future(writer.record(new_evaluation()))
        await asyncio.sleep(0)
        leaver.cancel()
        return await writer.record(new_evaluation())

    recorded(with_writer(engine, work))
    assert verify_ledger(engine, TENANT).fault is None


def test_too_many_waiting_are_turned_away_at_once(engine: Engine) -> None:
    async def run() -> list[Outcome | BaseException]:
        writer = LedgerWriter(engine, max_batch=1, max_waiting=2)
        await writer.start()
        results = await asyncio.gather(*(writer.record(new_evaluation()) for _ in range(30)), return_exceptions=True)
        await writer.stop()
        return results

    results = asyncio.run(run())
    refused = [result for result in results if isinstance(result, StorageBusy)]
    assert refused
    assert count(engine, tables.evaluation) == len(results) - len(refused)


def test_a_held_lock_makes_it_busy_and_stores_nothing(engine: Engine) -> None:
    record_all(engine, new_evaluation())
    with writing(engine) as connection:
        connection.execute(select(tables.ledger_head).with_for_update())
        results = record_all(engine, new_evaluation(), new_evaluation())
    assert [type(result) for result in results] == [StorageBusy, StorageBusy]
    assert count(engine, tables.evaluation) == 1


@pytest.mark.postgresql
def test_a_broken_connection_is_replaced(postgresql_engine: Engine) -> None:
    async def work(writer: LedgerWriter) -> int:
        first = recorded(await writer.record(new_evaluation()))
        _end_other_connections(postgresql_engine)
        return recorded(await writer.record(new_evaluation())).position - first.position

    assert with_writer(postgresql_engine, work) == 1


@pytest.mark.postgresql
def test_a_server_that_is_gone_makes_it_unavailable(tmp_path: Path) -> None:
    engine = create_engine(f"postgresql://postgres@/none?host={tmp_path}", wait_seconds=1)
    results = record_all(engine, new_evaluation(), new_evaluation())
    engine.dispose()
    assert [type(result) for result in results] == [StorageUnavailable, StorageUnavailable]


def test_who_could_not_write_says_so_until_something_was_written(sqlite_engine: Engine) -> None:
    async def work(writer: LedgerWriter) -> None:
        await writer.record(new_evaluation())
        writer.check_able()
        with no_room(sqlite_engine):
            with pytest.raises(StorageUnwritable):
                await writer.record(new_evaluation(submission=LARGE))
            with pytest.raises(StorageUnwritable):
                writer.check_able()
        await writer.record(new_evaluation())
        writer.check_able()

    with_writer(sqlite_engine, work)


def test_who_could_not_write_is_asked_again_before_long(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(writer: LedgerWriter) -> None:
        await writer.record(new_evaluation())
        with no_room(sqlite_engine), pytest.raises(StorageUnwritable):
            await writer.record(new_evaluation(submission=LARGE))
        failed = time.monotonic()
        monkeypatch.setattr(app.storage.writer.time, "monotonic", lambda: failed + 4)
        with pytest.raises(StorageUnwritable):
            writer.check_able()
        monkeypatch.setattr(app.storage.writer.time, "monotonic", lambda: failed + 5)
        writer.check_able()

    with_writer(sqlite_engine, work)


@contextmanager
def no_room(engine: Engine) -> Iterator[None]:
    """An SQLite file that may not grow."""
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    # Whichever connection it is: the writer keeps one.
    event.listen(engine, "begin", limit)
    yield
    pages = 10**6


def test_a_full_disk_makes_it_unavailable_and_loses_nothing(sqlite_engine: Engine) -> None:
    record_all(sqlite_engine, new_evaluation())
    large = new_evaluation(submission=LARGE)
    with no_room(sqlite_engine):
        assert [type(result) for result in record_all(sqlite_engine, large)] == [StorageUnwritable]
    recorded(answered(record_all(sqlite_engine, large)[0]))
    assert verify_ledger(sqlite_engine, TENANT).checked == 2


def test_sqlites_log_is_taken_in_after_batches(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.storage.writing_again, "_MOST_PAGES", 1)
    record_all(sqlite_engine, new_evaluation())
    pages, taken_in = log_of(sqlite_engine)
    assert pages == taken_in > 0


def test_sqlite_refuses_a_second_writer(sqlite_engine: Engine) -> None:
    async def work(_writer: LedgerWriter) -> None:
        with pytest.raises(SecondWriter, match="PostgreSQL"):
            await LedgerWriter(create_engine(str(sqlite_engine.url))).start()

    with_writer(sqlite_engine, work)
    with_writer(sqlite_engine, lambda writer: writer.record(new_evaluation()))


@pytest.mark.postgresql
def test_processes_that_append_together_make_one_ledger(postgresql_engine: Engine) -> None:
    url = postgresql_engine.url.render_as_string(hide_password=False)
    processes = [_start_recording(url, f"process-{at}", 50) for at in range(3)]
    for process in processes:
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, output
    verdict = verify_ledger(postgresql_engine, TENANT)
    assert (verdict.checked, verdict.fault) == (150, None)


def test_what_was_answered_survives_the_death_of_the_process(migrated_database_url: str) -> None:
    process = _start_recording(migrated_database_url, "dies", 10**6)
    assert process.stdout is not None
    promised = [process.stdout.readline().strip() for _ in range(30)]
    process.kill()
    promised += process.stdout.read().split()[:-1]
    process.wait(timeout=10)
    process.stdout.close()

    engine = create_engine(migrated_database_url)
    missing = [one for one in promised if queries.get(engine, TENANT, one) is None]
    verdict = verify_ledger(engine, TENANT)
    engine.dispose()
    assert missing == []
    assert verdict.fault is None
    assert verdict.checked >= len(promised) >= 30


def _start_recording(url: str, name: str, number: int) -> subprocess.Popen[str]:
    """A process that records `number` evaluations and prints the id of each once it is answered."""
    program = """
import asyncio, dataclasses, sys, uuid
from app.storage.engine import create_engine
from app.storage.writer import LedgerWriter
from tests.storage.making import new_evaluation, recorded

async def run(url, name, number):
    writer = LedgerWriter(create_engine(url))
    await writer.start()
    for at in range(0, number, 5):
        new = [new_evaluation(id=str(uuid.uuid4()), idempotency_key=f"{name}-{at + one}") for one in range(5)]
        for outcome in await asyncio.gather(*(writer.record(one) for one in new)):
            print(recorded(outcome).id, flush=True)
    await writer.stop()

asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""
    return subprocess.Popen(
        [sys.executable, "-c", program, url, name, str(number)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )


def _end_other_connections(engine: Engine) -> None:
    other = create_engine(engine.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.dispose()
