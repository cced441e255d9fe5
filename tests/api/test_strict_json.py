"""How a body is read: within its limit, as UTF-8 JSON and nothing else, and every number exactly."""

import asyncio
import gc
import json
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Body, Request
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict
from starlette.types import Message

from app.api.json_syntax import control_characters, holds_more_than, parse_json
from app.api.problem_types import MalformedJson
from app.api.strict_json import BODY_HAS_COME, DEFAULT_MAX_BODY_BYTES, StrictJsonRoute
from app.api.v1.fields import RequestModel
from tests.api.edge import edge_app
from tests.hostile.corpus import JSON, form
from tests.hostile.runner import problem_in

router = APIRouter(route_class=StrictJsonRoute)


class Note(RequestModel):
    text: str | None = None


@router.post("/optional")
def take_optional(note: Note | None = None) -> dict[str, Any]:
    return {"note": note.text if note else None}


@router.post("/several")
def take_several(notes: list[Note]) -> dict[str, Any]:
    return {"texts": [note.text for note in notes]}


@router.post("/raw")
async def take_raw(note: Note, request: Request) -> dict[str, Any]:
    return {"text": note.text, "bytes": len(await request.body())}


@router.delete("/bodiless")
def take_none() -> dict[str, Any]:
    return {"done": True}


class WideRoute(StrictJsonRoute):
    max_body_bytes = 3 * DEFAULT_MAX_BODY_BYTES
    max_values = 3


@router.post("/wide")
def take_narrow(note: Note) -> dict[str, Any]:
    return {"text": note.text}


wide = APIRouter(route_class=WideRoute)


@wide.post("/wider")
def take_wide(note: Note) -> dict[str, Any]:
    return {"text": len(note.text or "")}


@pytest.fixture
def client() -> TestClient:
    return TestClient(edge_app(router, wide), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("content", "line", "column", "word"),
    [
        (b'{"a": NaN}', 1, 7, "NaN"),
        ('{"名称": "参培率",\n "年度": tru}'.encode(), 2, 11, "JSON"),
        (b'{"a":1}\n\n]', 3, 1, "多余"),
        (b'{"a":', 1, 5, "不完整"),
        (b'{"a":1,"b":2,"a":3}', 1, 18, "“a”"),
        (b'{"a":"\\ud800"}', 1, 13, "\\u"),
        (b'{"a":"\xff"}', 1, 7, "UTF-8"),
        (b"[" * 300, 1, 202, "200"),
        (b"\xef\xbb\xbf{}", 1, 1, "BOM"),
        ("{}".encode("utf-16"), 1, 1, "UTF-16"),
    ],
)
def test_malformed_json_is_refused_with_line_column_and_reason(
    client: TestClient, content: bytes, line: int, column: int, word: str
) -> None:
    problem = problem_in(client.post("/v1/evaluations", content=content, headers=JSON))
    assert (problem["line"], problem["column"]) == (line, column)
    assert word in problem["detail"]
    assert problem["detail"].startswith(f"第 {line} 行第 {column} 列")


def test_a_long_duplicate_key_is_cut_in_the_answer(client: TestClient) -> None:
    key = "k" * 100_000
    answer = client.post("/v1/evaluations", content=f'{{"{key}":1,"{key}":2}}', headers=JSON)
    assert problem_in(answer)["errors"][0]["code"] == "duplicate_key"
    assert len(answer.content) < 2_000


@pytest.mark.parametrize("content_type", ["application/json", "APPLICATION/JSON", "application/vnd.api+json"])
@pytest.mark.parametrize("parameters", ["", ";charset=utf-8", '; charset="UTF-8"', "; charset=utf8; q=1", ";"])
def test_json_in_utf_8_is_taken_however_its_type_is_spelt(
    client: TestClient, content_type: str, parameters: str
) -> None:
    headers = {"content-type": content_type + parameters}
    assert client.post("/raw", content=b'{"text":"a"}', headers=headers).json() == {"text": "a", "bytes": 12}


def test_a_body_of_exactly_the_limit_is_read(client: TestClient) -> None:
    content = form('"unit":{}').ljust(DEFAULT_MAX_BODY_BYTES)
    assert client.post("/v1/evaluations", content=content, headers=JSON).status_code == 200


def test_the_limit_comes_from_the_application() -> None:
    app = edge_app()
    app.state.max_body_bytes = 100
    problem = problem_in(TestClient(app).post("/v1/evaluations", content=b" " * 101, headers=JSON))
    assert (problem["type"], problem["limit"]) == ("/problems/body-too-large", 100)


def test_a_route_class_may_set_limits_of_its_own(client: TestClient) -> None:
    long = f'{{"text":"{"x" * DEFAULT_MAX_BODY_BYTES}"}}'
    assert client.post("/wider", content=long, headers=JSON).json() == {"text": DEFAULT_MAX_BODY_BYTES}
    assert client.post("/wide", content=long, headers=JSON).status_code == 413
    crowded = problem_in(client.post("/wider", content=b'{"a":[1,2,3]}', headers=JSON))
    assert crowded["errors"][0]["code"] == "too_many_values"


def test_an_announced_length_over_the_limit_is_refused_before_anything_is_read() -> None:
    status, pulled = _post_by_hand([(b"content-length", b"9999999")], lambda n: b"x")
    assert (status, pulled) == (413, 0)


def test_an_endless_body_is_refused_as_soon_as_it_passes_the_limit() -> None:
    status, pulled = _post_by_hand([], lambda n: b" " * 65_536)
    assert status == 413
    assert pulled == DEFAULT_MAX_BODY_BYTES // 65_536 + 1


def test_a_connection_that_closes_midway_is_no_fault_of_the_service() -> None:
    status, pulled = _post_by_hand([], lambda n: b"{" if n == 1 else None)
    assert (status, pulled) == (400, 2)


def test_an_optional_body_may_be_left_out_but_not_be_wrong(client: TestClient) -> None:
    assert client.post("/optional").json() == {"note": None}
    assert client.post("/optional", content=b'{"text":"a"}', headers=JSON).json() == {"note": "a"}
    assert client.post("/optional", content=b'{"text":NaN}', headers=JSON).status_code == 400
    assert client.post("/optional", content=b'{"text":"a"}').status_code == 415


def test_a_route_without_body_ignores_one(client: TestClient) -> None:
    assert client.request("DELETE", "/bodiless", content=b"[NaN").json() == {"done": True}


def test_endpoints_may_take_a_list_of_models(client: TestClient) -> None:
    assert client.post("/several", json=[{"text": "a"}, {}]).json() == {"texts": ["a", None]}
    problem = problem_in(client.post("/several", json=[{}, {"text": 1}]))
    assert [error["pointer"] for error in problem["errors"]] == ["/1/text"]


class Lenient(BaseModel):
    model_config = ConfigDict(extra="forbid")

    count: int


class Careless(BaseModel):
    model_config = ConfigDict(strict=True)


@pytest.mark.parametrize(
    "kind",
    [Lenient, Careless, Lenient | None, list[Lenient], Note | Lenient, dict[str, Any], Annotated[int, Body()]],
)
def test_a_body_that_is_no_strict_model_is_refused_when_the_route_is_made(kind: Any) -> None:
    def take(body: kind) -> None: ...

    with pytest.raises(TypeError, match="/lenient"):
        APIRouter(route_class=StrictJsonRoute).post("/lenient")(take)


@pytest.mark.parametrize("content", [b"[" + b"[]," * 100_000 + b"[]]", b"[" * 200_000])
def test_garbage_collection_goes_on_after_a_large_body(content: bytes) -> None:
    assert gc.isenabled()
    with suppress(MalformedJson):
        parse_json(content)
    assert gc.isenabled()


def test_the_endpoint_is_not_run_when_a_text_holds_a_control_character(client: TestClient) -> None:
    problem = problem_in(client.post("/raw", content=b'{"text":"a\\u0000"}', headers=JSON))
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [("/text", "control_character")]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_a_json_number_is_read_to_the_last_digit(number: Decimal) -> None:
    read = parse_json(f'{{"n":{number:f}}}'.encode())
    assert isinstance(read, dict)
    assert not isinstance(read["n"], float)
    assert read["n"] == number


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_problem(content: bytes) -> None:
    with suppress(MalformedJson):
        assert parse_json(content) is not None


json_values = st.recursive(
    st.text(max_size=5) | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_every_control_character_is_found_and_nothing_else(document: Any) -> None:
    found = control_characters(b"\\u0000", document)
    assert len(found) == sum(map(_is_controlled, _all_texts(document)))


@example([[[[[]]]]], 3)
@given(json_values, st.integers(0, 30))
def test_values_are_counted_at_every_depth(document: Any, limit: int) -> None:
    body = json.dumps(document, separators=(",", ":")).encode()
    assert holds_more_than(limit, body, document) == (_count(document) > limit)


def test_a_place_deeper_than_any_field_is_given_by_what_encloses_it() -> None:
    document: Any = "\x00"
    for _ in range(150):
        document = [document]
    assert control_characters(b"\\u0000", document) == [[0] * 8]


def _is_controlled(text: str) -> bool:
    return any(ord(character) < 32 and character not in "\t\n\r" for character in text)


def _all_texts(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    if isinstance(node, list):
        return [text for item in node for text in _all_texts(item)]
    if isinstance(node, dict):
        return [text for key, item in node.items() for text in (key, *_all_texts(item))]
    return []


def _count(node: Any) -> int:
    children = node if isinstance(node, list) else list(node.values()) if isinstance(node, dict) else []
    return len(children) + sum(map(_count, children))


def _post_by_hand(headers: list[tuple[bytes, bytes]], chunk: Callable[[int], bytes | None]) -> tuple[int, int]:
    """Posts an endless body to the bare ASGI application: the status, and how often it asked for more."""
    pulled = 0
    sent: list[Message] = []

    async def receive() -> Message:
        nonlocal pulled
        pulled += 1
        content = chunk(pulled)
        if content is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": content, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/evaluations",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), *headers],
    }
    asyncio.run(edge_app()(scope, receive, send))
    return sent[0]["status"], pulled


@pytest.mark.parametrize(("state", "status"), [({}, 408), ({BODY_HAS_COME: True}, 200)])
def test_only_a_body_that_has_not_come_yet_is_timed(state: dict[str, Any], status: int) -> None:
    application = edge_app(router)
    application.state.body_seconds = 0.05
    head = {"type": "http", "method": "POST", "path": "/optional", "query_string": b"", "state": state}
    scope = {**head, "headers": [(b"content-type", b"application/json")], "root_path": "", "client": None}
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(0.2)
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    assert sent[0]["status"] == status
