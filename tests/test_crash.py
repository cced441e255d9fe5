"""What was answered survives `kill -9`: the real program, a real file, real connections."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread

import httpx2 as httpx
import pytest

from app.storage.audit import verify_ledger
from app.storage.engine import create_engine
from app.storage.migrate import upgrade
from app.storage.signing import create_key_file
from tests.forms import example_bytes, project_form
from tests.serving import JSON

LONGEST_START = 60
JIXIAO = Path(sys.executable).with_name("jixiao")


@dataclass
class Server:
    """The program on one database file and one port, through as many lives as a test gives it."""

    database: Path
    port: int
    log: Path
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.database}"

    @property
    def key(self) -> Path:
        return self.database.with_name("ledger.key")

    def start(self) -> None:
        """Returns once the service is ready."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen([JIXIAO, "serve"], env=self._surroundings(), stdout=log, stderr=log)
        deadline = time.monotonic() + LONGEST_START
        while not self._ready():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut would: no signal handler runs."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def _surroundings(self) -> dict[str, str]:
        own = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATABASE_URL": self.url,
            "LEDGER_KEY_FILE": str(self.key),
            "LOG_LEVEL": "warning",
        }
        return {**os.environ, **own}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "jixiao.db", free_port(), tmp_path / "server.log")
    upgrade(made.url)
    create_key_file(made.key)
    made.start()
    yield made
    made.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_an_evaluation_reads_back_equal_to_the_byte_after_a_kill(server: Server) -> None:
    answer = httpx.post(f"{server.address}/v1/evaluations", content=example_bytes(), headers=JSON)
    assert answer.status_code == 201
    audit = httpx.get(f"{server.address}{answer.json()['links']['audit']}")
    server.kill()
    server.start()
    read = httpx.get(f"{server.address}{answer.headers['location']}")
    assert (read.status_code, read.content) == (200, answer.content)
    assert httpx.get(f"{server.address}{answer.json()['links']['audit']}").content == audit.content


CLIENTS = 4
FORMS_EACH = 40
KILLS = 2


@dataclass
class Acknowledged:
    """Bodies that the service answered for good, by idempotency key."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, key: str, body: bytes) -> None:
        with self._lock:
            self.bodies[key] = body

    def reached(self, count: int) -> bool:
        with self._lock:
            return len(self.bodies) >= count


def test_nothing_acknowledged_is_lost_and_nothing_is_stored_twice(server: Server) -> None:
    acknowledged = Acknowledged()
    with killing(server, acknowledged), ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda number: send_all(server, number, acknowledged), range(CLIENTS)))
    assert len(acknowledged.bodies) == CLIENTS * FORMS_EACH
    with httpx.Client(base_url=server.address) as client:
        for body in acknowledged.bodies.values():
            read = client.get(json.loads(body)["links"]["self"])
            assert (read.status_code, read.content) == (200, body)
    server.kill()
    engine = create_engine(server.url)
    verdict = verify_ledger(engine, "default")
    engine.dispose()
    assert (verdict.checked, verdict.fault) == (len(acknowledged.bodies), None)


@contextmanager
def killing(server: Server, acknowledged: Acknowledged) -> Iterator[None]:
    """Kills the server each time that a further share of the forms has been answered, and starts it again."""

    def kill_at_milestones() -> None:
        for number in range(1, KILLS + 1):
            while not acknowledged.reached(number * CLIENTS * FORMS_EACH // (KILLS + 1)):
                time.sleep(0.005)
            server.kill()
            server.start()

    killer = Thread(target=kill_at_milestones)
    killer.start()
    yield
    killer.join()


def send_all(server: Server, number: int, acknowledged: Acknowledged) -> None:
    """Sends one client's forms one after the other, each until it is answered, as a gateway would."""
    with httpx.Client(base_url=server.address) as client:
        for each in range(FORMS_EACH):
            key = f"client-{number}-form-{each}"
            body = send(client, key)
            acknowledged.note(key, body)


def send(client: httpx.Client, key: str) -> bytes:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            answer = client.post("/v1/evaluations", json=project_form(project=key), headers={"idempotency-key": key})
            assert answer.status_code in (200, 201, 409, 503), answer.text
            if answer.is_success:
                return answer.content
        time.sleep(0.02)
    raise TimeoutError(key)
