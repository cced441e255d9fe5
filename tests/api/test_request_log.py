"""One line per request: who did what and how it ended; nothing that a caller wrote."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx2 as httpx
import pytest
import structlog
from fastapi.testclient import TestClient

from app.api.problem import Problem
from app.api.security.caller import LOCAL_CALLER, Caller
from app.api.security.problem_types import Unauthenticated, WholeTenantNeeded
from tests.forms import example, form
from tests.hostile.runner import problem_in
from tests.log_lines import LogLines
from tests.serving import AT_THE_MACHINE, JSON, application, post, recorded

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
BREAKS = "\r\n\x1b[31m\x85\u2028"


@pytest.fixture
def client(migrated_database_url: str, log_lines: LogLines) -> Iterator[TestClient]:
    with TestClient(application(migrated_database_url), raise_server_exceptions=False, **AT_THE_MACHINE) as made:
        yield made


def the_line(log_lines: LogLines) -> dict[str, Any]:
    (line,) = log_lines.all()
    return line


def test_a_request_leaves_one_line(client: TestClient, log_lines: LogLines) -> None:
    content = httpx.Request("POST", "http://x", json=example()).content
    sent = {**JSON, "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "x-request-id": "gateway-7"}
    answer = client.post("/v1/evaluations?x=1", content=content, headers=sent)
    line = the_line(log_lines)
    assert line.pop("duration_ms") > 0
    assert line.pop("time") > "2026"
    assert line == {
        "level": "info",
        "event": "request",
        "method": "POST",
        "route": "/v1/evaluations",
        "status": 201,
        "request_id": "gateway-7",
        "trace_id": TRACE,
        "client": "127.0.0.1",
        "tenant": "default",
        "subject": "local",
        "bytes_in": len(content),
        "bytes_out": len(answer.content),
    }


def test_the_route_stands_for_the_path_and_an_evaluations_id_beside_it(client: TestClient, log_lines: LogLines) -> None:
    made = recorded(client, form())
    client.get(made["links"]["audit"])
    line = log_lines.all()[-1]
    assert (line["route"], line["evaluation"]) == ("/v1/evaluations/{evaluation_id}/audit", made["id"])


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/nothing/zhangsan", None),
        ("/v1/evaluations/zhangsan", "/v1/evaluations/{evaluation_id}"),
        ("/docs/assets/zhangsan", "/docs/assets"),
        ("/problems/zhangsan", "/problems/{slug}"),
        ("/v1/evaluations?cursor=zhangsan&project_code=zhangsan", "/v1/evaluations"),
    ],
)
def test_what_a_caller_put_into_the_address_is_not_logged(
    client: TestClient, log_lines: LogLines, path: str, route: str | None
) -> None:
    client.get(path)
    assert the_line(log_lines)["route"] == route
    assert "zhangsan" not in log_lines.text


def test_a_refusal_is_named_and_nothing_of_the_body_is_logged(client: TestClient, log_lines: LogLines) -> None:
    answer = post(client, form(project={"name": "zhangsan 13912345678"}, fiscal_year=1824))
    line = the_line(log_lines)
    assert (line["status"], line["problem"], line["level"]) == (422, "invalid-request", "info")
    assert line["trace_id"] == problem_in(answer)["trace_id"]
    assert "zhangsan" not in log_lines.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("authorization", "Bearer secret-token"),
        ("x-api-key", "secret-token"),
        ("cookie", "secret-token"),
        ("idempotency-key", "secret-token"),
        ("user-agent", "secret-token"),
    ],
)
def test_no_header_is_logged_but_the_ids(client: TestClient, log_lines: LogLines, name: str, value: str) -> None:
    client.get("/readyz", headers={name: value})
    assert "secret-token" not in log_lines.text


def test_whatever_an_address_or_a_header_holds_a_request_is_one_line(client: TestClient, log_lines: LogLines) -> None:
    client.get(f"/v1/evaluations/{quote(BREAKS)}")
    client.get("/readyz", headers={"x-request-id": "a\x85b".encode()})
    client.request("GE\x7fT", "/readyz")
    assert [line["event"] for line in log_lines.all()] == ["request"] * 3


def test_a_personal_number_sent_as_the_request_id_is_masked(client: TestClient, log_lines: LogLines) -> None:
    assert client.get("/readyz", headers={"x-request-id": "13912345678"}).headers["x-request-id"] == "13912345678"
    assert the_line(log_lines)["request_id"] == "***"


@pytest.mark.parametrize("text", ["plain", "身份证 11010619900101123X", f"a{BREAKS}b", "a" * 2001, "中文|13912345678"])
def test_the_line_is_what_the_steps_of_every_other_line_make_of_it(
    client: TestClient, log_lines: LogLines, text: str
) -> None:
    async def identify(_request: object) -> Caller:
        return replace(LOCAL_CALLER, tenant=text, subject=text)

    client.app.state.identify = identify
    client.get("/v1/evaluations", headers={"x-request-id": "13912345678"})
    names = ("time", "level", "event")
    fields = {name: value for name, value in the_line(log_lines).items() if name not in names}
    sent = {**fields, "request_id": "13912345678", "tenant": text, "subject": text}
    structlog.get_logger().info("request", **sent)
    ours, other = (line.partition(b",")[2] for line in log_lines.output.getvalue().splitlines())
    assert ours == other


def test_a_database_that_does_not_answer_is_an_error_with_its_reason(database_url: str, log_lines: LogLines) -> None:
    with TestClient(application(database_url), raise_server_exceptions=False, **AT_THE_MACHINE) as client:
        post(client, example())
    reason, line = log_lines.all()
    assert (reason["event"], reason["error"], reason["level"]) == ("service.unavailable", "SchemaOutdated", "error")
    assert reason["trace_id"] == line["trace_id"]
    assert (line["status"], line["level"], line["problem"]) == (503, "error", "service-unavailable")


@pytest.mark.parametrize(
    ("problem", "event"),
    [
        (Unauthenticated(), "authentication.failed"),
        (WholeTenantNeeded(), "access.denied"),
    ],
)
def test_a_caller_who_is_turned_away_is_a_security_event(
    client: TestClient, log_lines: LogLines, problem: Problem, event: str
) -> None:
    async def refuse(_request: object) -> None:
        problem.reason = "expired"
        raise problem

    client.app.state.identify = refuse
    client.get("/v1/evaluations")
    request, security = log_lines.all()
    assert (security["event"], security["level"], security["reason"]) == (event, "warning", "expired")
    assert security["problem"] == problem.slug
    same = ("method", "route", "status", "request_id", "trace_id", "client", "tenant", "subject")
    assert [security[name] for name in same] == [request[name] for name in same]


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/evaluations"), ("POST", "/v1/evaluations")])
def test_an_error_of_ours_is_told_once_by_either_way(
    client: TestClient, log_lines: LogLines, method: str, path: str
) -> None:
    async def fail(_request: object) -> None:
        raise RuntimeError

    client.app.state.identify = fail
    assert client.request(method, path, headers=JSON, content=b"{}").status_code == 500
    assert [line["event"] for line in log_lines.all()] == ["error.unforeseen", "request"]
