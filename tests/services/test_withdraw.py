"""A withdrawal makes void, once, and says what counts instead."""

import asyncio
import json

import pytest

from app.services.errors import AlreadyWithdrawn, EvaluationNotFound, IdempotencyKeyReused, RequestInFlight
from app.services.recording import Answer, Recorder
from app.services.withdraw import WithdrawalService
from app.storage.data_scope import DataScope
from app.storage.records import Recorded, StoredEvaluation
from tests.services.memory import MemoryLedger, Writing, body_of
from tests.serving import START
from tests.storage.making import TENANT, new_evaluation

BY = Writing(TENANT)


def recorded(ledger: MemoryLedger, **changes: object) -> StoredEvaluation:
    outcome = asyncio.run(ledger.record(new_evaluation(**changes)))
    assert isinstance(outcome, Recorded)
    return outcome.stored


def service(ledger: MemoryLedger) -> WithdrawalService:
    return WithdrawalService(ledger, Recorder(ledger), lambda: START)


def withdraw(
    ledger: MemoryLedger, evaluation_id: str, reason: str = "误报", key: str | None = None, by: Writing = BY
) -> Answer:
    return asyncio.run(service(ledger).withdraw(evaluation_id, reason, by, key))


def test_a_withdrawn_evaluation_says_why_and_since_when() -> None:
    ledger = MemoryLedger()
    stored = recorded(ledger)
    body = json.loads(body_of(withdraw(ledger, stored.id)))
    assert (body["status"], body["effective"], body["superseded_by"]) == ("withdrawn", False, None)
    assert body["withdrawal"] == {"reason": "误报", "recorded_at": "2025-01-20T08:00:00.000000Z", "position": 2}
    assert (body["attempt"], body["recorded_at"]) == (1, json.loads(ledger.entries[0].body)["recorded_at"])
    assert json.loads(ledger.entries[1].body)["recorded_by"] == "budget-office"


def test_the_attempt_before_counts_again() -> None:
    ledger = MemoryLedger()
    first, second = (recorded(ledger, series_key="form") for _ in range(2))
    body = json.loads(body_of(withdraw(ledger, second.id)))
    assert body["superseded_by"] == first.id
    counts = ledger.get(TENANT, first.id)
    assert counts is not None
    assert (counts.effective, counts.status_now) == (True, "scored")


def test_a_superseded_attempt_can_be_withdrawn_and_the_latest_still_counts() -> None:
    ledger = MemoryLedger()
    first, second = (recorded(ledger, series_key="form") for _ in range(2))
    assert json.loads(body_of(withdraw(ledger, first.id)))["superseded_by"] == second.id


def test_twice_is_refused_but_a_retry_is_answered_as_before() -> None:
    ledger = MemoryLedger()
    stored = recorded(ledger, series_key="form")
    first = withdraw(ledger, stored.id, key="k")
    recorded(ledger, series_key="form")
    again = withdraw(ledger, stored.id, key="k")
    assert (body_of(again), again.replayed) == (body_of(first), True)
    for key in (None, "another"):
        with pytest.raises(AlreadyWithdrawn):
            withdraw(ledger, stored.id, key=key)
    with pytest.raises(IdempotencyKeyReused):
        withdraw(ledger, stored.id, "又一个原因", key="k")


def test_what_does_not_exist_for_the_caller_cannot_be_withdrawn() -> None:
    ledger = MemoryLedger()
    stored = recorded(ledger)
    elsewhere = Writing(TENANT, data=DataScope(region="65"))
    for evaluation_id, by in (("never", BY), (stored.id, Writing("another")), (stored.id, elsewhere)):
        with pytest.raises(EvaluationNotFound):
            withdraw(ledger, evaluation_id, by=by)
    assert len(ledger.entries) == 1


def test_a_key_in_flight_is_in_flight_for_every_use_case() -> None:
    ledger = MemoryLedger()
    stored = recorded(ledger)
    recorder = Recorder(ledger)

    async def run() -> Answer:
        withdrawals = WithdrawalService(ledger, recorder, lambda: START)
        with recorder.holding(TENANT, "k"), pytest.raises(RequestInFlight):
            await withdrawals.withdraw(stored.id, "误报", BY, "k")
        return await withdrawals.withdraw(stored.id, "误报", BY, "k")

    assert asyncio.run(run()).id == stored.id
