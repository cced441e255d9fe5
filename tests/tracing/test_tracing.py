"""Traces: what a request leaves behind, what is never in it, and that nothing is done where nobody asked."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import ValidationError
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

import app
from app import settings as settings_module
from app.settings import Settings
from app.trace_export import provider_of
from app.tracing import Tracing
from tests.databases import SqliteDatabases
from tests.forms import example, form, project_form
from tests.log_lines import LogLines
from tests.network import listening
from tests.serving import JSON, application, post, recorded, serving

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
EXPORTER = InMemorySpanExporter()


@pytest.fixture(scope="module")
def traced(sqlite_databases: SqliteDatabases) -> Iterator[TestClient]:
    tracing = Tracing(provider_of(SimpleSpanProcessor(EXPORTER)))
    with sqlite_databases.migrated() as url, serving(url, tracing=tracing) as client:
        yield client


@pytest.fixture
def client(traced: TestClient) -> TestClient:
    EXPORTER.clear()
    return traced


def spans() -> dict[str, ReadableSpan]:
    return {span.name: span for span in EXPORTER.get_finished_spans()}


def trace_of(span: ReadableSpan) -> str:
    return f"{span.context.trace_id:032x}"


@pytest.mark.parametrize("made", [example(), form(indicators=[{"name": "满意度", "target": "优", "weight": "90"}])])
def test_a_recorded_form_leaves_a_request_its_scoring_and_its_commit(
    client: TestClient, made: dict[str, object]
) -> None:
    answer = recorded(client, made)
    found = spans()
    assert sorted(found) == ["POST /v1/evaluations", "commit", "score"]
    request, score, commit = found["POST /v1/evaluations"], found["score"], found["commit"]
    for part in (score, commit):
        assert part.parent is not None
        assert part.parent.span_id == request.context.span_id
        assert int(request.start_time or 0) <= int(part.start_time or 0) < int(part.end_time or 0)
        assert int(part.end_time or 0) <= int(request.end_time or 0)
    assert dict(commit.attributes or {}) == {
        "jixiao.outcome": "Recorded",
        "jixiao.evaluation_id": answer["id"],
        "jixiao.position": answer["audit"]["position"],
    }
    assert request.attributes is not None
    assert request.attributes["http.response.status_code"] == 201
    assert request.resource.attributes["service.name"] == "jixiao"


def test_a_preview_has_no_commit_and_a_repetition_no_position(client: TestClient) -> None:
    client.post("/v1/evaluations/preview", content=json.dumps(form()), headers=JSON)
    assert sorted(spans()) == ["POST /v1/evaluations/preview", "score"]
    for _ in range(2):
        EXPORTER.clear()
        post(client, project_form("P9"), "k9")
    assert "jixiao.position" not in (spans()["commit"].attributes or {})


def test_the_trace_id_is_that_of_the_log_and_of_the_problem(
    sqlite_databases: SqliteDatabases, log_lines: LogLines
) -> None:
    exporter = InMemorySpanExporter()
    tracing = Tracing(provider_of(SimpleSpanProcessor(exporter)))
    with sqlite_databases.migrated() as url, serving(url, tracing=tracing) as client:
        problem = post(client, {}).json()
    (span,) = exporter.get_finished_spans()
    assert problem["trace_id"] == trace_of(span)
    assert [line["trace_id"] for line in log_lines.all() if line["event"] == "request"] == [trace_of(span)]


def test_the_trace_of_the_caller_is_continued(client: TestClient) -> None:
    problem = client.get("/v1/evaluations/none", headers=PARENT).json()
    (span,) = spans().values()
    assert problem["trace_id"] == trace_of(span) == TRACE
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == "00f067aa0ba902b7"


def test_nothing_that_a_caller_wrote_is_in_a_span(client: TestClient) -> None:
    secret = "13812345678"
    made = project_form(f"项目{secret}")
    recorded(client, made)
    client.get(f"/v1/evaluations?project_code={secret}")
    client.get(f"/{secret}?{secret}")
    client.request(f"X{secret}", "/v1/evaluations")
    post(client, {"kind": secret})
    told = [span.to_json() for span in EXPORTER.get_finished_spans()]
    assert len(told) == 7
    assert [each for each in told if secret in each or "项目" in each] == []
    assert all(not span.events for span in EXPORTER.get_finished_spans())


def test_an_error_nobody_foresaw_is_told_by_its_kind(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("13812345678")

    monkeypatch.setattr(client.app.state.reader, "page", fail)  # type: ignore[attr-defined]
    assert client.get("/v1/evaluations").status_code == 500
    (span,) = spans().values()
    assert not span.status.is_ok
    assert "13812345678" not in span.to_json()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_a_probe_leaves_no_trace(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200
    assert spans() == {}


@dataclass
class Collector:
    """A loopback receiver of OTLP over HTTP."""

    bodies: list[bytes] = field(default_factory=list)
    status: int = 200

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        assert (scope["method"], scope["path"]) == ("POST", "/v1/traces")
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def test_a_collector_gets_the_spans_when_the_service_stops(sqlite_databases: SqliteDatabases) -> None:
    collector = Collector()
    with listening(collector) as port, sqlite_databases.migrated() as url:
        address = f"http://127.0.0.1:{port}/v1/traces"
        with serving(url, settings={"traces_url": address}) as client:
            recorded(client, form())
    names = []
    for body in collector.bodies:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            names += [span.name for scope in resource.scope_spans for span in scope.spans]
    assert sorted(names) == ["POST /v1/evaluations", "commit", "score"]


def test_a_collector_that_refuses_holds_nobody_up(sqlite_databases: SqliteDatabases) -> None:
    with listening(Collector(status=503)) as port, sqlite_databases.migrated() as url:
        with serving(url, settings={"traces_url": f"http://127.0.0.1:{port}/v1/traces"}) as client:
            recorded(client, form())
            began = time.monotonic()
        assert time.monotonic() - began < 4


def test_without_traces_the_sdk_is_not_loaded_and_no_request_is_looked_at() -> None:
    made = application("sqlite:///nowhere/unused.db")
    assert not made._native_telemetry.enabled()
    loads = re.compile(r"^\s*(?:from|import) (?:opentelemetry\.(?:sdk|exporter)|app\.trace_export)", re.MULTILINE)
    files = (Path(app.__file__).parent).rglob("*.py")
    assert [file.name for file in files if loads.search(file.read_text(encoding="utf-8"))] == ["trace_export.py"]


@pytest.mark.parametrize("url", ["collector:4318", "grpc://collector:4317"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="http or https"):
        Settings(traces_url=url)


def test_packages_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_module, "find_spec", lambda _: None)
    with pytest.raises(ValidationError, match=r"jixiao\[traces\]"):
        Settings(traces_url="http://127.0.0.1:4318/v1/traces")
