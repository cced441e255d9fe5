"""On PostgreSQL a batch takes two trips, and comes to the same as statement by statement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError

from app.storage import commit, trips
from app.storage.commit import record_batch
from app.storage.engine import writing
from app.storage.errors import StorageBusy, StorageUnavailable
from app.storage.postgresql import PatientConnection
from app.storage.tables import evaluation, evaluation_finding
from app.storage.transaction import transaction
from tests.storage.making import count, new_evaluation, recorded, unstorable_evaluation
from tests.storage.test_postgresql import calling_off, standby_missing

pytestmark = pytest.mark.postgresql


def test_a_batch_takes_two_trips(postgresql_engine: Engine) -> None:
    record_batch(postgresql_engine, [new_evaluation()])
    with counted() as taken:
        record_batch(postgresql_engine, [new_evaluation(idempotency_key=f"k{number}") for number in range(40)])
    assert len(taken) == 2


def test_texts_are_packed_while_the_server_looks_up(postgresql_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    for module, name in ((trips, "send"), (commit, "pack_all"), (trips, "fetch_many")):
        monkeypatch.setattr(module, name, noted(name, getattr(module, name), steps))
    record_batch(postgresql_engine, [new_evaluation()])
    steps.clear()
    record_batch(postgresql_engine, [new_evaluation()])
    assert steps[:3] == ["send", "pack_all", "fetch_many"]
    assert steps.count("pack_all") == 1


def test_what_is_asked_later_takes_a_trip_of_its_own(postgresql_engine: Engine) -> None:
    findings = select(evaluation_finding.c.code)
    with writing(postgresql_engine) as connection, transaction(connection) as doing:
        before = doing.ask(findings, {})
        assert before() == []
        doing.insert(evaluation_finding, {"tenant": ["t"], "code": ["岗位"], "position": [1]})
        after = doing.ask(findings, {})
        assert (after(), before()) == ([("岗位",)], [])
        assert [tuple(row) for row in doing.connection.execute(findings)] == [("岗位",)]


def test_after_a_failure_the_connection_is_as_good_as_before(postgresql_engine: Engine) -> None:
    for _ in range(3):
        record_batch(postgresql_engine, [new_evaluation()])
        with pytest.raises(IntegrityError, match="fiscal_year"):
            record_batch(postgresql_engine, [new_evaluation(), unstorable_evaluation()])
    assert count(postgresql_engine, evaluation) == 3
    assert prepared(postgresql_engine) == 0
    record_batch(postgresql_engine, [new_evaluation()])
    assert prepared(postgresql_engine) > 0


def test_what_others_roll_back_takes_nothing_away(postgresql_engine: Engine) -> None:
    """The driver lets the server forget everything that was prepared, with statements of its own."""
    record_batch(postgresql_engine, [new_evaluation()])
    with postgresql_engine.connect() as connection:
        for _ in range(10):
            connection.execute(text("SELECT 1"))
    record_batch(postgresql_engine, [new_evaluation()])
    assert count(postgresql_engine, evaluation) == 2


def test_a_lock_that_is_not_to_be_had_is_busy_and_stores_nothing(postgresql_engine: Engine) -> None:
    first = recorded(record_batch(postgresql_engine, [new_evaluation()])[0])
    with writing(postgresql_engine) as other, other.begin():
        other.execute(text("SELECT * FROM ledger_head FOR UPDATE"))
        with pytest.raises(StorageBusy, match="lock timeout"):
            record_batch(postgresql_engine, [new_evaluation(tenant=first.tenant)])
    assert count(postgresql_engine, evaluation) == 1


def test_a_server_that_hangs_up_is_unavailable_and_says_why(postgresql_engine: Engine) -> None:
    record_batch(postgresql_engine, [new_evaluation()])
    with pytest.raises(StorageUnavailable, match="AdminShutdown"), hung_up(postgresql_engine):
        record_batch(postgresql_engine, [new_evaluation()])
    record_batch(postgresql_engine, [new_evaluation()])
    assert count(postgresql_engine, evaluation) == 2


def test_a_trip_that_breaks_off_leaves_no_answers_for_the_next_one(
    postgresql_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(_pgconn: object) -> NoReturn:
        raise RuntimeError("broken off")

    record_batch(postgresql_engine, [new_evaluation()])
    with monkeypatch.context() as broken:
        broken.setattr(trips, "fetch_many", break_off)
        with pytest.raises(StorageUnavailable, match="closed"):
            record_batch(postgresql_engine, [new_evaluation()])
    record_batch(postgresql_engine, [new_evaluation()])
    assert count(postgresql_engine, evaluation) == 2


def test_a_batch_whose_wait_for_the_standby_was_called_off_is_not_taken_for_done(postgresql_engine: Engine) -> None:
    record_batch(postgresql_engine, [new_evaluation()])
    refused = pytest.raises(StorageUnavailable, match="called off")
    with standby_missing(postgresql_engine), calling_off(postgresql_engine), refused:
        for _ in range(10_000):
            record_batch(postgresql_engine, [new_evaluation()])
    record_batch(postgresql_engine, [new_evaluation()])


def noted(name: str, call: Callable[..., Any], steps: list[str]) -> Callable[..., Any]:
    def note(*arguments: Any) -> Any:
        steps.append(name)
        return call(*arguments)

    return note


@contextmanager
def counted() -> Iterator[list[None]]:
    taken: list[None] = []
    answered = trips._answered

    def note(*said: Any) -> Any:
        taken.append(None)
        return answered(*said)

    try:
        trips._answered = note
        yield taken
    finally:
        trips._answered = answered


@contextmanager
def hung_up(engine: Engine) -> Iterator[None]:
    """Between the two trips the server ends the connection."""
    answered, ended = trips._answered, []

    def note(driver: PatientConnection, *said: Any) -> Any:
        if ended:
            with engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": driver.info.backend_pid})
        ended.append(None)
        return answered(driver, *said)

    try:
        trips._answered = note
        yield
    finally:
        trips._answered = answered


def prepared(engine: Engine) -> int:
    """How many statements the next connection's server knows by a name of ours."""
    with engine.connect() as connection:
        known: int = connection.execute(
            text("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'jixiao%'")
        ).scalar_one()
        return known


def test_columns_are_told_by_their_names_wherever_they_stand(postgresql_engine: Engine) -> None:
    with postgresql_engine.begin() as connection:
        for name, other in (("sheet", "held"), ("submission", "sheet"), ("held", "submission")):
            connection.execute(text(f"ALTER TABLE evaluation RENAME COLUMN {name} TO {other}"))
    new = new_evaluation()
    record_batch(postgresql_engine, [new])
    with postgresql_engine.connect() as connection:
        assert connection.execute(select(evaluation.c.submission, evaluation.c.sheet)).one() == (
            new.submission,
            new.sheet,
        )
