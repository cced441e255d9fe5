"""What was answered survives `kill -9` to the byte; reliability/trials/a1_server_killed.py does the same under load."""

from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from app.storage.migrate import upgrade
from tests.forms import example_bytes
from tests.program import Program
from tests.serving import JSON


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Program]:
    made = Program(f"sqlite:///{tmp_path / 'jixiao.db'}", tmp_path / "server.log", tmp_path / "ledger.key")
    upgrade(made.url)
    made.start()
    yield made
    made.stop()


def test_an_evaluation_reads_back_equal_to_the_byte_after_a_kill(server: Program) -> None:
    answer = httpx.post(f"{server.address}/v1/evaluations", content=example_bytes(), headers=JSON)
    assert answer.status_code == 201
    audit = httpx.get(f"{server.address}{answer.json()['links']['audit']}")
    server.kill()
    server.start()
    read = httpx.get(f"{server.address}{answer.headers['location']}")
    assert (read.status_code, read.content) == (200, answer.content)
    assert httpx.get(f"{server.address}{answer.json()['links']['audit']}").content == audit.content
