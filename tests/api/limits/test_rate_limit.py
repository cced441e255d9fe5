"""A caller who asks too often is told so, and when to come back; others are not."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Request
from starlette.testclient import TestClient

from app.api.limits import rate_limit
from app.api.limits.rate_limit import RateLimit, read_limit
from app.api.security.caller import SCOPES, Caller
from app.main import create_app
from app.settings import Settings
from app.storage.data_scope import WHOLE_TENANT
from tests.databases import SqliteDatabases
from tests.forms import example
from tests.hostile.runner import problem_in
from tests.log_lines import LogLines
from tests.serving import AT_THE_MACHINE, SIGNER, shipped_packs


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which a test moves on."""
    seconds = [1_000_000.0]
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: seconds[0])
    monkeypatch.setattr(rate_limit.time, "time", lambda: seconds[0])
    return seconds


def test_the_limit_is_held_in_every_window_not_only_from_minute_to_minute(now: list[float]) -> None:
    limit = RateLimit(read_limit("3/minute"))
    accepted = []
    for second in (0, 59, 59.5, 59.9, 60.5, 60.6, 118.9, 119.1, 119.6):
        now[0] = 1_000_000.0 + second
        accepted.append(limit.count("t", "s").accepted)
    assert accepted == [True, True, True, False, True, False, False, True, True]


def test_it_is_told_what_is_left_and_when_there_is_more(now: list[float]) -> None:
    limit = RateLimit(read_limit("2/10seconds"))
    told = [limit.count("t", "s").fields for _ in range(3)]
    assert [dict(fields)[b"ratelimit-policy"] for fields in told] == [b'"per-process";q=2;w=10'] * 3
    assert [dict(fields)[b"ratelimit"] for fields in told] == [
        b'"per-process";r=1;t=10',
        b'"per-process";r=0;t=10',
        b'"per-process";r=0;t=10',
    ]
    now[0] += 7.5
    assert limit.count("t", "s").seconds == 3
    now[0] += 3
    assert limit.count("t", "s").accepted


def test_callers_are_counted_apart(now: list[float]) -> None:
    limit = RateLimit(read_limit("1/hour"))
    assert [limit.count(*caller).accepted for caller in (("a", "x"), ("a", "y"), ("b", "x"), ("a", "x"))] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("text", ["600/minute", "10/second", "5000/6hours", "1 per day", "100000/day"])
def test_a_limit_is_read(text: str) -> None:
    assert read_limit(text).amount >= 1
    assert Settings(rate_limit=text).rate_limit == text


@pytest.mark.parametrize("text", ["many", "0/second", "-1/second", "100001/day", "1/second;2/day", "1/fortnight", "5"])
def test_another_text_is_no_limit(text: str) -> None:
    with pytest.raises(ValueError, match="rate_limit"):
        Settings(rate_limit=text)


@pytest.fixture
def client(sqlite_databases: SqliteDatabases, log_lines: LogLines, now: list[float]) -> Iterator[TestClient]:
    """The service with two requests a minute for each caller, who says who it is."""

    async def identify(request: Request) -> Caller:
        who = request.headers.get("x-api-key", "nobody")
        return Caller("default", who, frozenset(SCOPES), WHOLE_TENANT, "key")

    with sqlite_databases.migrated() as url:
        settings = Settings(database_url=url, rate_limit="2/minute")
        application = create_app(settings, catalogue=shipped_packs(), signer=SIGNER)
        with TestClient(application, **AT_THE_MACHINE) as made:
            application.state.identify = identify
            yield made


def listing(client: TestClient, who: str) -> Any:
    return client.get("/v1/evaluations", headers={"x-api-key": who})


def test_one_request_too_many_is_refused_with_the_time_to_come_back(
    client: TestClient, log_lines: LogLines, now: list[float]
) -> None:
    first, second, third = (listing(client, "a") for _ in range(3))
    assert (first.status_code, first.headers["ratelimit"]) == (200, '"per-process";r=1;t=60')
    assert (second.status_code, second.headers["ratelimit"]) == (200, '"per-process";r=0;t=60')
    assert problem_in(third)["type"] == "/problems/rate-limited"
    assert (third.status_code, third.headers["retry-after"]) == (429, "60")
    assert third.headers["ratelimit-policy"] == '"per-process";q=2;w=60'
    assert third.headers["ratelimit"] == '"per-process";r=0;t=60'
    assert listing(client, "b").status_code == 200
    (event,) = log_lines.named("rate.limited")
    assert (event["subject"], event["status"], event["problem"]) == ("a", 429, "rate-limited")
    now[0] += 60.1
    assert listing(client, "a").status_code == 200


def test_a_body_is_not_even_read_and_counts_once(client: TestClient) -> None:
    answers = [client.post("/v1/evaluations", json=example(), headers={"x-api-key": "a"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert client.post("/v1/evaluations", content=b"{", headers={"x-api-key": "a"}).status_code == 429


def test_a_refused_request_counts_too(client: TestClient) -> None:
    assert [client.post("/v1/evaluations", content=b"{", headers={"x-api-key": "a"}).status_code for _ in range(3)] == [
        415,
        415,
        429,
    ]


def test_what_watches_over_the_service_is_not_counted(client: TestClient) -> None:
    for _ in range(5):
        for path in ("/healthz", "/readyz", "/docs"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert "ratelimit" not in answer.headers
