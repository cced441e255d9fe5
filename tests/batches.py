"""Batches as a caller of the running program hands them in and follows them."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx

from tests.forms import project_form

Json = dict[str, Any]
LINES = {"content-type": "application/x-ndjson"}
AS_LINES = {"accept": "application/x-ndjson"}
_LONGEST = 300


def forms_as_lines(count: int) -> bytes:
    """Forms of as many projects: whatever is recorded twice is the second attempt at one of them."""
    return "".join(f"{json.dumps(project_form(f'P{number}'))}\n" for number in range(1, count + 1)).encode()


def hand_in(address: str, body: bytes) -> str:
    """Where the batch is."""
    answer = httpx.post(f"{address}/v1/batches", content=body, headers=LINES, timeout=_LONGEST)
    assert answer.status_code == 202, answer.text
    return f"{address}{answer.headers['location']}"


def waited_for(batch: str, holds: Callable[[Json], bool]) -> Json:
    """The batch as soon as that holds of it."""
    deadline = time.monotonic() + _LONGEST
    while True:
        read: Json = httpx.get(batch).json()
        if holds(read):
            return read
        assert time.monotonic() < deadline, read
        time.sleep(0.05)


def finished(batch: str) -> Json:
    return waited_for(batch, lambda read: read["finished_at"] is not None)


def require_each_recorded_once(batch: str, count: int) -> None:
    """Fails unless every form is the first and only attempt at its project, and the ledger holds nothing else."""
    read = finished(batch)
    assert (read["status"], read["recorded"], read["failed"]) == ("finished", count, 0), read
    items = [json.loads(line) for line in httpx.get(f"{batch}/results", headers=AS_LINES).text.splitlines()]
    assert [item["number"] for item in items] == list(range(1, count + 1))
    evaluations = [item["evaluation"] for item in items]
    assert [each["project_code"] for each in evaluations] == [f"P{number}" for number in range(1, count + 1)]
    assert {each["attempt"] for each in evaluations} == {1}
    assert sorted(each["position"] for each in evaluations) == list(range(1, count + 1))
    address = batch.partition("/v1/")[0]
    assert httpx.get(f"{address}/v1/scores", params={"limit": 1}).json()["head"] == count


def children(pid: int) -> list[int]:
    """The processes that one has begun."""
    begun = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for of_thread in begun for child in of_thread.read_text().split()]
