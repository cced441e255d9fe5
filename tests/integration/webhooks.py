"""Webhooks as an operator of several workers has them: killed in between, nothing is lost, in order, or forged."""

import json
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any

import httpx2 as httpx

from app.storage.migrate import upgrade
from tests.databases import PostgresqlDatabases
from tests.forms import example
from tests.integration.item import Stand
from tests.postgresql import postgresql_server
from tests.program import Program, Worker
from tests.receiver import Received, Receiver, receiving

_SUBSCRIPTIONS = 4
_FORMS = 60
_LONGEST_WAIT = 90
_TAKES = 0.01
_FORM = json.dumps(example(), ensure_ascii=False).encode()


@dataclass
class Overlaps:
    """A receiver that takes its time, and notes when a subscription's events come two at once."""

    at_work: Counter[str] = field(default_factory=Counter)
    lock: Any = field(default_factory=Lock)
    seen: int = 0

    def __call__(self, received: Received) -> int:
        with self.lock:
            self.at_work[received.path] += 1
            self.seen += self.at_work[received.path] > 1
        time.sleep(_TAKES)
        with self.lock:
            self.at_work[received.path] -= 1
        return 204


@dataclass
class House:
    """A service that answers requests, and two workers that deliver."""

    service: Program
    workers: list[Worker]
    client: httpx.Client

    def subscribe(self, url: str) -> str:
        """The secret."""
        answer = self.client.post("/v1/webhooks", json={"url": url})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["secret"])

    def record(self, forms: int) -> None:
        for _ in range(forms):
            answer = self.client.post("/v1/evaluations", content=_FORM, headers={"content-type": "application/json"})
            assert answer.status_code == 201, answer.text

    def stands(self) -> list[tuple[str, int]]:
        items = self.client.get("/v1/webhooks").json()["items"]
        return [(each["status"], each["position"]) for each in items]


def kept_through_kills(stand: Stand) -> str:
    """All workers are killed at once in the middle of deliveries, and those that follow told to stop at the end."""
    overlaps = Overlaps()
    with receiving(overlaps) as receiver, _house(stand, receiver) as house:
        secrets = {f"/{number}": house.subscribe(f"{receiver.origin}/{number}") for number in range(_SUBSCRIPTIONS)}
        recording = Thread(target=house.record, args=(_FORMS,))
        recording.start()
        receiver.waited_for(_FORMS)
        for worker in house.workers:
            worker.kill()
        _start(*house.workers)
        recording.join()
        _wait(house, _FORMS)
        for worker in house.workers:
            worker.process.send_signal(signal.SIGTERM)
            assert worker.process.wait(20) == 0, worker.said()
        repeated = _checked(receiver, secrets)
    # A process that was killed has its answer still under way when its successor begins; nobody else does.
    assert overlaps.seen <= _SUBSCRIPTIONS, overlaps.seen
    return f"{_SUBSCRIPTIONS} × {_FORMS} events: 0 lost, in order, {repeated} repeated"


@contextmanager
def _house(stand: Stand, receiver: Receiver) -> Iterator[House]:
    place = stand.place()
    key = place / "ledger.key"
    settings = {"WEBHOOK_TARGETS": receiver.origin}
    with ExitStack() as held:
        server = held.enter_context(postgresql_server())
        url = held.enter_context(PostgresqlDatabases(server.data, upgrade).migrated())
        service = Program(url, place / "service", key, settings={**settings, "BACKGROUND_WORK": "false"})
        workers = [Worker(url, place / f"worker-{number}", key, settings=settings) for number in range(2)]
        for program in (service, *workers):
            held.callback(program.stop)
        _start(service, *workers)
        client = held.enter_context(httpx.Client(base_url=service.address, timeout=30))
        yield House(service, workers, client)


def _start(*programs: Program) -> None:
    with ThreadPoolExecutor(len(programs)) as threads:
        list(threads.map(lambda program: program.start(), programs))


def _wait(house: House, position: int) -> None:
    deadline = time.monotonic() + _LONGEST_WAIT
    while house.stands() != [("active", position)] * _SUBSCRIPTIONS:
        assert time.monotonic() < deadline, (house.stands(), [worker.said() for worker in house.workers])
        time.sleep(0.1)


def _checked(receiver: Receiver, secrets: dict[str, str]) -> int:
    """How many events came again; each subscription has all of them, in order, signed, and always the same."""
    by_path: dict[str, list[Received]] = defaultdict(list)
    for request in receiver.requests:
        by_path[request.path].append(request)
    for path, secret in secrets.items():
        first: dict[str, Received] = {}
        for request in by_path[path]:
            assert request.signed_by(secret)
            assert request.body == first.setdefault(request.id, request).body
        assert [request.position for request in first.values()] == list(range(1, _FORMS + 1)), path
    return len(receiver.requests) - _FORMS * len(secrets)
