"""A caller who does not finish what it began does not keep the service, and one who is merely slow is served."""

import socket
import time
from collections.abc import Iterator

import pytest

from tests.forms import example_bytes
from tests.program import Program, running_program

# The limit of the test's server, and how late it may act on a busy machine.
SECONDS = 1
# The two clocks start a moment apart.
EARLY = 0.9
LATE = 10
HEAD = b"POST /v1/evaluations/preview HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("slow")
    with running_program(folder, HEAD_SECONDS=str(SECONDS), BODY_SECONDS=str(SECONDS)) as running:
        yield running


@pytest.fixture
def connection(program: Program) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", program.port), timeout=SECONDS + LATE) as made:
        yield made


def body_announced() -> bytes:
    return HEAD + f"Content-Length: {len(example_bytes())}\r\n\r\n".encode()


def answer_on(connection: socket.socket) -> bytes:
    """What comes until the service closes."""
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received


def be_answered(connection: socket.socket) -> None:
    """A whole request with its whole answer, after which the connection stays."""
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    received = b""
    while not received.endswith(b'{"status":"ok"}'):
        received += connection.recv(65536)
    assert received.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("head", [b"", b"G", HEAD, HEAD + b"X-Long: "])
def test_a_head_that_does_not_come_is_not_waited_for(connection: socket.socket, head: bytes) -> None:
    began = time.monotonic()
    connection.sendall(head)
    assert answer_on(connection) == b""
    assert EARLY <= time.monotonic() - began < SECONDS + LATE


def test_a_head_that_comes_byte_by_byte_is_not_waited_for(connection: socket.socket) -> None:
    connection.settimeout(0.05)
    began = time.monotonic()
    for byte in HEAD * 100:
        try:
            connection.sendall(bytes([byte]))
            if connection.recv(1) == b"":
                break
        except TimeoutError:
            continue
        except ConnectionError:
            break
    assert time.monotonic() - began < SECONDS + LATE


def test_a_second_head_on_a_connection_is_not_waited_for(connection: socket.socket) -> None:
    be_answered(connection)
    connection.sendall(HEAD)
    assert answer_on(connection) == b""


@pytest.mark.parametrize("sent", [0, 1, 2000])
def test_a_body_that_does_not_come_is_answered_and_the_connection_closed(
    program: Program, connection: socket.socket, sent: int
) -> None:
    began = time.monotonic()
    connection.sendall(body_announced() + example_bytes()[:sent])
    answer = answer_on(connection)
    assert EARLY <= time.monotonic() - began < SECONDS + LATE
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer.lower()
    assert b'"type": "/problems/body-too-slow"' in answer
    assert program.waited_for("request", status=408)["problem"] == "body-too-slow"


def test_a_body_that_comes_in_time_is_served_however_many_pieces_it_has(connection: socket.socket) -> None:
    connection.sendall(body_announced())
    body = example_bytes()
    for start in range(0, len(body), 500):
        connection.sendall(body[start : start + 500])
        time.sleep(0.02)
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_a_connection_between_two_requests_is_not_counted_as_a_slow_head(connection: socket.socket) -> None:
    for _ in range(3):
        be_answered(connection)
        time.sleep(SECONDS * 0.7)
