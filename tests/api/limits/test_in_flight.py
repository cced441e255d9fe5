"""While too many requests are worked on, the next one is told to come back, and the probes are answered."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from threading import Event
from time import monotonic, sleep

import httpx2 as httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import Engine

import app.storage.engine
from app.api.security.permissions import public
from app.main import create_app
from app.settings import Settings
from tests.databases import PostgresqlDatabases
from tests.network import listening
from tests.serving import SIGNER, shipped_packs

LIMIT = 3
# More than there are threads for.
CLIENTS = 60


def service(url: str) -> FastAPI:
    settings = Settings(database_url=url, max_requests_in_flight=LIMIT)
    return create_app(settings, catalogue=shipped_packs(), signer=SIGNER)


@contextmanager
def address_of(application: FastAPI) -> Iterator[str]:
    with listening(application) as port:
        yield f"http://127.0.0.1:{port}"


def test_one_more_than_the_limit_is_told_to_come_back_and_probes_are_answered(migrated_database_url: str) -> None:
    application, release = service(migrated_database_url), Event()
    router = APIRouter(dependencies=[Depends(public())])
    router.get("/wait")(lambda: release.wait(30))
    application.include_router(router)
    with address_of(application) as address, ThreadPoolExecutor(LIMIT) as pool:
        waiting = [pool.submit(until_let_in, f"{address}/wait") for _ in range(LIMIT)]
        refused = until_refused(f"{address}/v1/rule-packs")
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == "/problems/service-unavailable"
        assert int(refused.headers["retry-after"]) >= 1
        assert httpx.get(f"{address}/healthz").status_code == 200
        assert httpx.get(f"{address}/readyz").status_code == 200
        assert httpx.get(f"{address}/metrics").status_code == 200
        release.set()
        assert [each.result().status_code for each in waiting] == [200] * LIMIT
        assert httpx.get(f"{address}/v1/rule-packs").status_code == 200


def until_let_in(url: str) -> httpx.Response:
    """The answer of one who comes back for as long as the test's own questions are in the way."""
    with httpx.Client(timeout=30) as client:
        while (answer := client.get(url)).status_code == 503:
            pass
        return answer


def until_refused(url: str) -> httpx.Response:
    """The first refusal, which comes once all that wait have been let in."""
    deadline = monotonic() + 20
    with httpx.Client() as client:
        while (answer := client.get(url)).status_code != 503:
            assert monotonic() < deadline
        return answer


def test_without_a_free_connection_callers_are_told_to_come_back_and_the_process_is_seen_to_live(
    postgresql_databases: PostgresqlDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = app.storage.engine.create_engine
    engines: list[Engine] = []

    def remembered(url: str) -> Engine:
        engines.append(impatient(url, wait_seconds=1))
        return engines[-1]

    monkeypatch.setattr("app.running.create_engine", remembered)
    with postgresql_databases.migrated() as url:
        application = create_app(Settings(database_url=url), catalogue=shipped_packs(), signer=SIGNER)
        with address_of(application) as address, ThreadPoolExecutor(CLIENTS) as pool, all_taken(engines[0]):
            asked = [pool.submit(httpx.get, f"{address}/v1/evaluations", timeout=30) for _ in range(CLIENTS)]
            alive = probed(f"{address}/healthz", until=asked)
            answers = [each.result() for each in asked]
    assert {answer.status_code for answer in answers} == {503}
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers)
    assert median(alive) < 0.05


@contextmanager
def all_taken(engine: Engine) -> Iterator[None]:
    """Every connection that the service may open is in somebody else's hands."""
    taken = [engine.connect() for _ in range(engine.pool.size() + engine.pool._max_overflow)]
    yield
    for each in taken:
        each.close()


def probed(url: str, until: list[Future[httpx.Response]]) -> list[float]:
    """Seconds that each answer took, while somebody still waits."""
    took: list[float] = []
    with httpx.Client() as client:
        while not all(each.done() for each in until):
            began = monotonic()
            assert client.get(url).status_code == 200
            took.append(monotonic() - began)
            sleep(0.01)
    return took
