"""A stop in steps: not ready, no new connections, everything accepted answered, gone."""

import json
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx2 as httpx
import pytest

from app.storage.engine import create_engine, reading
from tests.forms import example_bytes, project_form
from tests.program import Program, running_program
from tests.serving import JSON

SOON = 3.0
ONE_WISH = 0.5


@contextmanager
def half_a_request(program: Program) -> Iterator[tuple[socket.socket, bytes]]:
    """A connection on which the service waits for the second half of a form."""
    body = example_bytes()
    head = "POST /v1/evaluations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json"
    with socket.create_connection(("127.0.0.1", program.port), timeout=20) as connection:
        connection.sendall(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[: len(body) // 2])
        # Its head has arrived once a later connection's request is answered.
        httpx.get(f"{program.address}/healthz")
        yield connection, body[len(body) // 2 :]


def refuses_connections(program: Program) -> bool:
    try:
        socket.create_connection(("127.0.0.1", program.port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


def wait_until_closed(program: Program) -> None:
    deadline = time.monotonic() + 20
    while not refuses_connections(program):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_under_load_no_accepted_request_is_cut_and_what_was_answered_is_stored(tmp_path: Path) -> None:
    answered: list[str] = []
    stopping = Event()

    def send(client_number: int) -> None:
        with httpx.Client(base_url=program.address) as client:
            for number in range(10_000):
                form = project_form(project=f"{client_number}-{number}")
                try:
                    answer = client.post("/v1/evaluations", json=form)
                except httpx.NetworkError:
                    # The door is closed, or was before the service saw who stood there.
                    assert stopping.is_set()
                    return
                assert answer.status_code == 201, answer.text
                answered.append(answer.json()["id"])

    with running_program(tmp_path, DRAIN_SECONDS="1") as program, ThreadPoolExecutor(4) as pool:
        clients = [pool.submit(send, number) for number in range(4)]
        while len(answered) < 40:
            time.sleep(0.01)
        stopping.set()
        program.process.send_signal(signal.SIGTERM)
        for client in clients:
            client.result(timeout=30)
        assert program.process.wait(20) == 0
    assert program.events()[-1]["event"] == "stop.finished"
    begun = [event["status"] for event in program.events() if event.get("route") == "/v1/evaluations"]
    assert begun == [201] * len(answered)
    engine = create_engine(program.url)
    with reading(engine) as connection:
        stored = set(connection.exec_driver_sql("SELECT id FROM evaluation").scalars())
    engine.dispose()
    assert set(answered) <= stored


def test_it_is_not_ready_first_and_still_answers_and_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    with running_program(tmp_path, DRAIN_SECONDS="600") as program:
        assert httpx.get(f"{program.address}/readyz").status_code == 200
        program.process.send_signal(signal.SIGTERM)
        program.waited_for("stop.draining")
        ready = httpx.get(f"{program.address}/readyz")
        assert ready.status_code == 503
        assert ready.headers["retry-after"]
        answer = httpx.post(f"{program.address}/v1/evaluations", content=example_bytes(), headers=JSON)
        assert (answer.status_code, answer.headers["connection"]) == (201, "close")
        assert httpx.get(f"{program.address}/healthz").status_code == 200
        time.sleep(ONE_WISH)
        program.process.send_signal(signal.SIGTERM)
        assert program.process.wait(SOON) == -signal.SIGTERM


def test_what_is_in_flight_is_finished_after_the_door_is_closed(tmp_path: Path) -> None:
    with running_program(tmp_path, DRAIN_SECONDS="0") as program:
        with half_a_request(program) as (connection, rest):
            # As a supervisor does that signals the whole group, and a parent that passes its signal on.
            program.process.send_signal(signal.SIGTERM)
            program.process.send_signal(signal.SIGINT)
            program.process.send_signal(signal.SIGTERM)
            wait_until_closed(program)
            connection.sendall(rest)
            assert connection.recv(65536).startswith(b"HTTP/1.1 201 ")
        assert program.process.wait(20) == 0


def test_what_never_ends_is_cut_off_and_ctrl_c_waits_for_no_load_balancer(tmp_path: Path) -> None:
    with running_program(tmp_path, DRAIN_SECONDS="600", STOP_SECONDS="1") as program:
        with half_a_request(program):
            began = time.monotonic()
            program.process.send_signal(signal.SIGINT)
            assert program.process.wait(20) == 0
            assert time.monotonic() - began >= 1
        cut = [event for event in program.events() if event["event"] == "request"][-1]
        assert (cut["route"], cut["status"], cut["level"]) == ("/v1/evaluations", None, "error")


def test_an_address_that_is_taken_is_said_in_the_log(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with pytest.raises(AssertionError, match="address already in use"), running_program(tmp_path, PORT=port):
            pass
    last = json.loads((tmp_path / "log").read_text(encoding="utf-8").splitlines()[-1])
    assert (last["level"], last["event"]) == ("error", "uvicorn.error")
