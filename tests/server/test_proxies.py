"""The proxy configurations that are shipped do what they say, in front of the real service."""

import json
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

import httpx2 as httpx
import pytest

from app.storage.migrate import upgrade
from tests.batches import LINES
from tests.callers import bearer, issue
from tests.forms import example_bytes
from tests.program import Program, running_program
from tests.server.proxies import PATIENCE, PROXIES, Proxy, anyones
from tests.serving import JSON

SLOW = 30
LATE = 10
HEAD = b"POST /v1/evaluations/preview HTTP/1.1\r\nHost: jixiao.example.gov.cn\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The service with a key: without any it would refuse what a proxy forwards."""
    folder = tmp_path_factory.mktemp("service")
    url = f"sqlite:///{folder / 'jixiao.db'}"
    upgrade(url)
    (folder / "key").write_text(issue(url, "admin"), encoding="ascii")
    with running_program(folder) as running:
        yield running


@pytest.fixture(scope="module", params=PROXIES)
def proxy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, program: Program
) -> Iterator[Proxy]:
    with PROXIES[request.param](tmp_path_factory.mktemp(request.param), program.port) as running:
        yield running


@pytest.fixture
def client(proxy: Proxy, program: Program) -> Iterator[httpx.Client]:
    key = program.log.with_name("key").read_text(encoding="ascii")
    with httpx.Client(base_url=proxy.address, verify=anyones(), headers=bearer(key)) as made:
        yield made


def test_a_form_is_scored_and_read_back(client: httpx.Client) -> None:
    answer = client.post("/v1/evaluations", content=example_bytes(), headers=JSON)
    assert answer.status_code == 201
    assert answer.headers["strict-transport-security"]
    read = client.get(answer.headers["location"])
    assert (read.status_code, read.content) == (200, answer.content)


def test_a_caller_cannot_say_that_it_is_somebody_else(client: httpx.Client, program: Program) -> None:
    told = {"x-forwarded-for": "203.0.113.7", "forwarded": "for=203.0.113.7", "x-forwarded-host": "elsewhere"}
    answer = client.get("/healthz", headers=told)
    line = program.waited_for("request", request_id=answer.headers["x-request-id"])
    assert line["client"] == "127.0.0.1"


def test_slow_callers_are_let_go_and_others_do_not_notice(proxy: Proxy, client: httpx.Client) -> None:
    body = example_bytes()
    whole = HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode()
    usual = median(asked(client) for _ in range(20))
    with ExitStack() as open_ones:
        slow = [open_ones.enter_context(proxy.connect()) for _ in range(SLOW)]
        began = time.monotonic()
        for number, connection in enumerate(slow):
            connection.sendall((HEAD, whole, whole + body[:100])[number % 3])
        meanwhile = median(asked(client) for _ in range(20))
        for connection in slow:
            assert until_closed(connection)[:12] in (b"", b"HTTP/1.1 408")
        assert time.monotonic() - began < PATIENCE + LATE
    # The service itself saw none of them; a busy machine is given some room.
    assert meanwhile < 3 * usual + 0.05


def asked(client: httpx.Client) -> float:
    began = time.monotonic()
    assert client.post("/v1/evaluations/preview", content=example_bytes(), headers=JSON).status_code == 200
    return time.monotonic() - began


def until_closed(connection: ssl.SSLSocket) -> bytes:
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


@pytest.mark.parametrize("size", [2 * 1024 * 1024 + 1, 4 * 1024 * 1024])
def test_a_body_too_large_is_refused_in_the_services_shape(client: httpx.Client, size: int) -> None:
    answer = client.post("/v1/evaluations", content=b" " * size, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert answer.json()["type"] == "/problems/body-too-large"


def test_a_batch_may_be_larger_than_any_form(client: httpx.Client) -> None:
    form = json.dumps(json.loads(example_bytes())).encode()
    answer = client.post("/v1/batches", content=form + b"\n" + b" " * 4 * 1024 * 1024, headers=LINES)
    assert (answer.status_code, answer.json()["forms"]) == (202, 1)


def test_figures_are_not_for_everybody(client: httpx.Client) -> None:
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("name", PROXIES)
def test_without_the_service_callers_are_told_to_come_back(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    nobody = 1
    with PROXIES[name](tmp_path_factory.mktemp(name), nobody) as proxy:
        answer = httpx.get(f"{proxy.address}/readyz", verify=anyones())
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert answer.headers["retry-after"] == "5"
    assert json.loads(answer.content)["type"] == "/problems/service-unavailable"
