"""Many forms at once, worked off by two workers on PostgreSQL of which one is killed, and by a service that is."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2 as httpx
import psycopg

from app.storage.migrate import upgrade
from tests.batches import forms_as_lines, hand_in, require_each_recorded_once, waited_for
from tests.databases import PostgresqlDatabases
from tests.integration.item import Stand
from tests.postgresql import postgresql_server
from tests.program import Program, Worker

_FORMS = 10_000


@contextmanager
def _processes(url: str, stand: Stand) -> Iterator[tuple[Program, list[Worker]]]:
    """A service that leaves the work to others, and two that do it."""
    place = stand.place()
    service = Program(url, place / "log", place / "ledger.key", settings={"BACKGROUND_WORK": "false"})
    workers = [Worker(url, place / f"worker-{number}", service.key) for number in range(2)]
    try:
        for each in (service, *workers):
            each.start()
        yield service, workers
    finally:
        for each in (service, *workers):
            each.stop()


def shared(stand: Stand) -> str:
    """Two workers share a batch; one is killed in the middle, and what it held is taken up by the other."""
    with postgresql_server() as server, PostgresqlDatabases(server.data, upgrade).migrated() as url:
        with _processes(url, stand) as (service, workers):
            began = time.monotonic()
            batch = hand_in(service.address, forms_as_lines(_FORMS))
            accepted = time.monotonic() - began
            waited_for(batch, lambda read: read["recorded"] >= _FORMS // 4)
            workers[0].kill()
            slowest = _slowest_preview(service.address, batch)
            require_each_recorded_once(batch, _FORMS)
            took = time.monotonic() - began
        shares = _shares(url)
    assert len(shares) == 2
    assert min(shares) > _FORMS // 20, f"the work was shared {shares}"
    return (
        f"{_FORMS} accepted in {accepted:.1f} s, all recorded once in {took:.0f} s by two workers ({shares[0]} and"
        f" {shares[1]}), one killed; previews meanwhile in at most {slowest * 1000:.0f} ms"
    )


def _slowest_preview(address: str, batch: str) -> float:
    """How long a preview took at most while the batch went on for a few seconds."""
    form = httpx.get(f"{address}/examples/beijing-training-2024.json").json()
    slowest = 0.0
    with httpx.Client(base_url=address) as client:
        for _ in range(20):
            began = time.monotonic()
            assert client.post("/v1/evaluations/preview", json=form).status_code == 200
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.1)
    return slowest


def _shares(url: str) -> list[int]:
    """How many forms each worker has recorded."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT sum(forms) FROM batch_parcel GROUP BY claimed_by ORDER BY 1")
        return [int(row[0]) for row in found]
