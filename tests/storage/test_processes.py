"""Several processes write to one ledger on PostgreSQL: one order, no gap, one result for one key."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from app.storage import ledger_queries
from app.storage.audit import verify_ledger
from app.storage.tables import evaluation, idempotency, withdrawal
from tests.storage.making import TENANT, count

REPOSITORY = Path(__file__).parents[2]
PROCESSES, ROUNDS = 4, 25

# Each round: attempts at forms that all processes send, one request that all of them send under the same key, and the
# withdrawal of an attempt of its own.
PROGRAM = """
import sys, uuid
from app.storage.commit import record_batch
from app.storage.engine import create_engine
from app.storage.records import Recorded, Replayed
from tests.storage.making import new_evaluation, new_withdrawal

url, rounds = sys.argv[1], int(sys.argv[2])
engine = create_engine(url, wait_seconds=30)
for number in range(rounds):
    ids = [str(uuid.uuid4()) for _ in range(3)]
    shared = new_evaluation(id=ids[2], idempotency_key=f"shared {number}", request_digest="the same")
    batch = [new_evaluation(id=each, series_key=f"form {number % 3}") for each in ids[:2]] + [shared]
    first, _, answered = record_batch(engine, batch)
    assert isinstance(first, Recorded) and isinstance(answered, Recorded | Replayed)
    record_batch(engine, [new_withdrawal(first.stored)])
    print(answered.stored.id, flush=True)
"""


@pytest.mark.postgresql
def test_processes_that_write_together_make_one_ledger_that_a_puller_reads_without_a_gap(
    postgresql_engine: Engine,
) -> None:
    engine = postgresql_engine
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", PROGRAM, url, str(ROUNDS)]
    processes = [
        subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    pulled: list[str] = []
    while any(process.poll() is None for process in processes):
        # Every look sees a whole beginning of the ledger, whatever is being committed.
        head = ledger_queries.head(engine, TENANT).position
        pulled += ledger_queries.bodies(engine, TENANT, len(pulled), head)
        assert len(pulled) == head
    outputs = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES, [errors for _, errors in outputs]

    entries = PROCESSES * ROUNDS * 3 + ROUNDS
    assert ledger_queries.bodies(engine, TENANT, 0, entries)[: len(pulled)] == pulled
    verdict = verify_ledger(engine, TENANT)
    assert (verdict.checked, verdict.fault) == (entries, None)
    assert {answered for answered, _ in outputs} == {outputs[0][0]}
    assert count(engine, idempotency) == ROUNDS
    assert count(engine, withdrawal) == PROCESSES * ROUNDS
    with engine.connect() as connection:
        attempts = select(func.count(), func.max(evaluation.c.attempt)).group_by(evaluation.c.series_key)
        assert all(number == highest for number, highest in connection.execute(attempts))
