"""The transaction, on each engine."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import IntegrityError

from app.storage import direct, ledger_queries, queries, tables, trips
from app.storage.audit import verify_ledger
from app.storage.commit import record_batch
from app.storage.driver import driver_of
from app.storage.postgresql import PatientConnection
from app.storage.records import KeyConflict, NewEvaluation, Recorded, StoredEvaluation
from tests.storage.making import TENANT, count, counts, new_evaluation, recorded, replayed, unstorable_evaluation


def record(engine: Engine, **changes: object) -> StoredEvaluation:
    return recorded(record_batch(engine, [new_evaluation(**changes)])[0])


def test_what_was_recorded_reads_back_equal(engine: Engine) -> None:
    stored = record(engine, score=Decimal("12345678901.234567"))
    assert queries.get(engine, TENANT, stored.id) == stored
    assert str(stored.score) == "12345678901.234567"


def test_an_evaluation_of_which_nothing_is_known_reads_back_equal(engine: Engine) -> None:
    absent = ("region_code", "department_code", "unit_code", "project_code", "score", "declared_total", "grade")
    stored = record(engine, **dict.fromkeys(absent), finding_codes=())
    assert queries.get(engine, TENANT, stored.id) == stored


def test_each_evaluation_comes_with_its_entry_its_findings_and_its_key(engine: Engine) -> None:
    record(engine, idempotency_key="k", finding_codes=("A", "B"))
    assert counts(engine) == {
        "evaluation": 1,
        "evaluation_finding": 2,
        "effective_evaluation": 1,
        "idempotency": 1,
        "ledger_entry": 1,
        "ledger_head": 1,
        "ledger_tile": 0,
        "withdrawal": 0,
        "checkpoint": 0,
    }


def test_a_batch_is_recorded_in_order_and_without_gaps(engine: Engine) -> None:
    record(engine)
    outcomes = record_batch(engine, [new_evaluation() for _ in range(70)])
    assert [recorded(outcome).position for outcome in outcomes] == list(range(2, 72))
    verdict = verify_ledger(engine, TENANT)
    assert (verdict.checked, verdict.fault) == (71, None)


def test_a_retry_gets_what_was_first_answered_even_after_a_later_attempt(engine: Engine) -> None:
    first = new_evaluation(idempotency_key="k", series_key="form")
    answered = recorded(record_batch(engine, [first])[0])
    record(engine, series_key="form")
    retry = new_evaluation(idempotency_key="k", series_key="form", request_digest=first.request_digest)
    assert replayed(record_batch(engine, [retry])[0]) == answered
    assert count(engine, tables.evaluation) == 2


def test_a_retry_in_the_same_batch_is_recorded_once(engine: Engine) -> None:
    first = new_evaluation(idempotency_key="k")
    retries = [new_evaluation(idempotency_key="k", request_digest=first.request_digest) for _ in range(5)]
    outcomes = record_batch(engine, [first, *retries])
    answered = recorded(outcomes[0])
    assert [replayed(outcome) for outcome in outcomes[1:]] == [answered] * 5
    assert count(engine, tables.evaluation) == count(engine, tables.ledger_entry) == 1


def test_a_used_key_with_another_request_stores_nothing(engine: Engine) -> None:
    record(engine, idempotency_key="k")
    before = counts(engine)
    assert record_batch(engine, [new_evaluation(idempotency_key="k")]) == [KeyConflict()]
    assert counts(engine) == before


def test_keys_differ_by_case(engine: Engine) -> None:
    outcomes = record_batch(engine, [new_evaluation(idempotency_key=key) for key in ("key", "KEY", "Key")])
    assert [type(outcome) for outcome in outcomes] == [Recorded] * 3


def test_keys_and_positions_belong_to_a_tenant(engine: Engine) -> None:
    outcomes = record_batch(
        engine, [new_evaluation(tenant=tenant, idempotency_key="k", series_key="form") for tenant in ("a", "b", "a2")]
    )
    assert [(recorded(outcome).position, recorded(outcome).attempt) for outcome in outcomes] == [(1, 1)] * 3


def test_the_latest_attempt_is_effective_and_the_others_point_to_it(engine: Engine) -> None:
    attempts = [record(engine, series_key="form") for _ in range(3)]
    assert [attempt.attempt for attempt in attempts] == [1, 2, 3]
    latest = attempts[-1].id
    now = [queries.get(engine, TENANT, attempt.id) for attempt in attempts]
    assert [(at.effective, at.superseded_by) for at in now if at] == [(False, latest), (False, latest), (True, None)]


def test_attempts_within_one_batch_count_like_attempts_one_by_one(engine: Engine) -> None:
    record(engine, series_key="form")
    outcomes = record_batch(engine, [new_evaluation(series_key=key) for key in ("form", "other", "form")])
    assert [recorded(outcome).attempt for outcome in outcomes] == [2, 1, 3]
    newest = queries.get(engine, TENANT, recorded(outcomes[2]).id)
    assert newest is not None
    assert newest.effective


def test_a_batch_with_a_member_that_cannot_be_stored_leaves_nothing(engine: Engine) -> None:
    record(engine)
    before, head = counts(engine), ledger_queries.head(engine, TENANT)
    with pytest.raises(IntegrityError):
        record_batch(engine, [new_evaluation(), unstorable_evaluation()])
    assert counts(engine) == before
    assert ledger_queries.head(engine, TENANT) == head


def test_nothing_is_ever_deleted_or_overwritten_but_the_two_pointers(engine: Engine) -> None:
    first = new_evaluation(idempotency_key="k", series_key="form")
    with _statements(engine) as seen:
        record_batch(engine, [first])
        record_batch(engine, [first, new_evaluation(series_key="form")])
    changed = {match.group(2) for text in seen if (match := re.match(r"(UPDATE|DELETE FROM|MERGE INTO) (\w+)", text))}
    assert changed == {"effective_evaluation", "ledger_head"}


def test_a_batch_takes_as_many_statements_as_one_evaluation(engine: Engine) -> None:
    def batch(*keys: int) -> list[NewEvaluation]:
        return [new_evaluation(idempotency_key=str(key)) for key in keys]

    record_batch(engine, batch(0))
    with _statements(engine) as for_one:
        record_batch(engine, batch(1))
    with _statements(engine) as for_many:
        record_batch(engine, batch(*range(2, 66)))
    assert len(for_many) == len(for_one)


def test_a_tenant_that_several_writers_meet_first_gets_one_ledger(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as writers:
        outcomes = list(writers.map(lambda _: record_batch(engine, [new_evaluation()])[0], range(8)))
    assert sorted(recorded(outcome).position for outcome in outcomes) == list(range(1, 9))
    assert verify_ledger(engine, TENANT).fault is None


def test_batches_that_share_tenants_in_any_order_do_not_wait_for_each_other(engine: Engine) -> None:
    def write(at: int) -> int:
        tenants = ("a", "b") if at % 2 else ("b", "a")
        return len(record_batch(engine, [new_evaluation(tenant=tenant) for tenant in tenants]))

    with ThreadPoolExecutor(4) as writers:
        assert sum(writers.map(write, range(40))) == 80
    assert ledger_queries.head(engine, "a").position == ledger_queries.head(engine, "b").position == 40


def test_one_key_under_fire_is_recorded_once(engine: Engine) -> None:
    first = new_evaluation(idempotency_key="k")
    rivals = [replace(new_evaluation(idempotency_key="k"), request_digest=first.request_digest) for _ in range(40)]
    with ThreadPoolExecutor(8) as writers:
        outcomes = list(writers.map(lambda rival: record_batch(engine, [rival])[0], rivals))
    winner = next(outcome.stored for outcome in outcomes if isinstance(outcome, Recorded))
    assert [type(outcome) for outcome in outcomes].count(Recorded) == 1
    assert {outcome.stored for outcome in outcomes if not isinstance(outcome, KeyConflict)} == {winner}
    assert count(engine, tables.evaluation) == 1


@contextmanager
def _statements(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    @contextmanager
    def noting_driver(connection: Connection) -> Iterator[Any]:
        with driver_of(connection) as driver:
            driver.set_trace_callback(seen.append)
            yield driver
            driver.set_trace_callback(None)

    def note_trip(driver: PatientConnection, said: Sequence[Any], *rest: Any) -> list[Any]:
        seen.extend(each.text.decode() for each in said)
        return answered(driver, said, *rest)

    event.listen(engine, "before_cursor_execute", note)
    answered = trips._answered
    try:
        with patch.object(trips, "_answered", note_trip), patch.object(direct, "driver_of", noting_driver):
            yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
