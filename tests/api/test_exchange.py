"""Every answer is identified, safe to open in a browser, and kept by nobody who was not told to."""

import anyio
import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.api.exchange import ExchangeMiddleware
from tests.api.edge import edge_app
from tests.hostile.runner import problem_in
from tests.log_lines import LogLines
from tests.serving import serving

router = APIRouter()


@router.get("/unforeseen")
def unforeseen() -> None:
    raise RuntimeError("password=hunter2 张三")


@router.get("/page")
def page() -> Response:
    return Response("<p>", headers={"content-security-policy": "default-src 'self'", "cache-control": "private"})


@router.get("/tagged")
def tagged() -> Response:
    return Response("{}", headers={"etag": '"1"'})


@pytest.fixture
def client() -> TestClient:
    return TestClient(edge_app(router))


@pytest.mark.parametrize("path", ["/nothing", "/unforeseen", "/problems", "/tagged"])
def test_every_answer_carries_safe_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-request-id"]


def test_a_page_keeps_its_own_policy(client: TestClient) -> None:
    headers = client.get("/page").headers
    assert headers.get_list("content-security-policy") == ["default-src 'self'"]
    assert headers.get_list("cache-control") == ["private"]


def test_nobody_keeps_an_answer_without_a_tag_or_a_permission(client: TestClient) -> None:
    assert client.get("/problems").headers["cache-control"] == "no-store"
    assert "cache-control" not in client.get("/tagged").headers


def test_no_other_site_may_read_answers_and_no_server_names_itself(migrated_database_url: str) -> None:
    with serving(migrated_database_url) as service:
        sent = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
        for answer in (service.get("/readyz", headers=sent), service.options("/v1/evaluations", headers=sent)):
            assert not [name for name in answer.headers if name.startswith("access-control-") or name == "server"]


def test_an_error_nobody_foresaw_is_answered_and_logged_without_its_message(
    client: TestClient, log_lines: LogLines
) -> None:
    problem = problem_in(client.get("/unforeseen"))
    (line,) = log_lines.named("error.unforeseen")
    assert line["trace_id"] == problem["trace_id"]
    assert line["error"] == "RuntimeError"
    assert line["at"].startswith("tests/api/test_exchange.py:")
    assert "hunter2" not in log_lines.text


def test_an_answer_that_breaks_off_is_logged_and_not_answered_twice(log_lines: LogLines) -> None:
    async def breaks_off(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    anyio.run(ExchangeMiddleware(breaks_off), scope, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert [line["event"] for line in log_lines.all()] == ["error.unforeseen", "request"]


def test_a_request_that_is_cut_off_is_logged_without_a_status(log_lines: LogLines) -> None:
    async def never(*_: object) -> None:
        await anyio.sleep_forever()

    async def cut_off() -> None:
        with anyio.move_on_after(0.01):
            await ExchangeMiddleware(never)({"type": "http", "method": "GET", "path": "/", "headers": []}, never, never)

    anyio.run(cut_off)
    (line,) = log_lines.all()
    assert (line["event"], line["status"], line["level"]) == ("request", None, "error")
