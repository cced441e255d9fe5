"""Holds cases of the corpus against an application: the right refusal, in the right shape, in good time."""

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx

from app.api.problem_document import ProblemDocument
from tests.hostile.corpus import JSON, Accepted, Refused

# Generous for a busy machine; the point is that no case takes seconds.
LONGEST_ANSWER = 1.0
_CHUNK = 65_536
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PYDANTIC = re.compile(r"Input should|Field required|should have at|should match|not permitted|Value error")


def refusal(client: httpx.Client, path: str, case: Refused) -> dict[str, Any]:
    """Posts the case, checks everything the corpus states, and gives back the problem."""
    answer, took = _timed(client, path, case)
    if took >= LONGEST_ANSWER:
        # What a first request sets up, or another process delays, does not come twice; a body that costs much does.
        answer, took = _timed(client, path, case)
    assert answer.status_code == case.status, answer.text[:500]
    problem = problem_in(answer)
    assert problem["type"] == f"/problems/{case.problem}"
    assert problem["instance"] == path
    errors = problem.get("errors", [])
    assert {error["pointer"] for error in errors} == set(case.pointers)
    if case.codes:
        assert [error["code"] for error in errors] == list(case.codes)
    assert took < LONGEST_ANSWER
    return problem


def _timed(client: httpx.Client, path: str, case: Refused) -> tuple[httpx.Response, float]:
    """The answer, and the seconds that it took."""
    content = case.body if isinstance(case.body, bytes) else case.body()
    began = time.perf_counter()
    answer = client.post(path, content=_chunks(content) if case.chunked else content, headers=dict(case.headers))
    return answer, time.perf_counter() - began


def acceptance(client: httpx.Client, path: str, case: Accepted) -> httpx.Response:
    """Posts the case and checks that it is let in."""
    answer = client.post(path, content=case.body, headers=JSON)
    assert answer.is_success, answer.text[:500]
    return answer


def problem_in(answer: httpx.Response) -> dict[str, Any]:
    """The problem in an answer, after checking its shape and that people can read it."""
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    ProblemDocument.model_validate(document)
    assert document["status"] == answer.status_code
    assert re.fullmatch("[0-9a-f]{32}", document["trace_id"])
    assert _CHINESE.search(document["title"])
    assert _CHINESE.search(document["detail"])
    for error in document.get("errors", []):
        assert _CHINESE.search(error["message_zh"])
        assert not _PYDANTIC.search(error["message_zh"] + error["message_en"])
        assert re.fullmatch("[a-z_]+", error["code"])
    return document


def _chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]
