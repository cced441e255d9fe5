"""How each kind of problem comes about: a request to the real service, or, where that takes a fault or a crowd, the
kind itself through the service's own renderer."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx
from starlette.requests import Request
from starlette.testclient import TestClient

from app.api.problem import Problem
from app.api.problems import problem_response
from app.api.request_identity import Identity
from app.api.wording import Language
from app.storage.data_scope import DataScope
from tests.callers import bearer, issue
from tests.forms import example, form, project_form

Json = dict[str, Any]
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
FORMS = "/v1/evaluations"


@dataclass
class Callers:
    """Callers of one service; the last request made is what the example shows."""

    language: Language
    keys: dict[str, str]
    client: TestClient
    shown: str = ""
    number: int = field(default=0)

    def ask(
        self, method: str, path: str, body: Any = None, who: str | None = "admin", **headers: str
    ) -> httpx.Response:
        content = body if isinstance(body, str) or body is None else json.dumps(body, ensure_ascii=False)
        sent = {"accept-language": self.language, "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        sent |= {} if content is None else {"content-type": "application/json"}
        sent |= bearer(self.keys[who]) if who else {}
        further = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= further
        # A body that is the point of the example is written as text.
        written = f"\n\n{body}" if isinstance(body, str) and len(body) < 200 else ""
        self.shown = (
            f"{method} {path}" + "".join(f"\n{name.title()}: {value}" for name, value in further.items()) + written
        )
        return self.client.request(method, path, content=None if content is None else content.encode(), headers=sent)

    def form(self) -> Json:
        """Of a project of its own each time."""
        self.number += 1
        return project_form(f"{self.language}{self.number}")

    def recorded(self, sent: Json) -> str:
        answer = self.ask("POST", FORMS, sent)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


def keys_in(url: str) -> dict[str, str]:
    return {
        "admin": issue(url, "admin"),
        "reader": issue(url, "evaluations:read"),
        "regional": issue(url, "admin", data=DataScope(region="1102")),
    }


def _withdrawn_twice(by: Callers) -> httpx.Response:
    address = f"{FORMS}/{by.recorded(by.form())}/withdrawal"
    by.ask("POST", address, {"reason": "误报"})
    return by.ask("POST", address, {"reason": "又误报"})


def _another_year(by: Callers) -> httpx.Response:
    sent = by.form()
    return by.ask("POST", f"{FORMS}/{by.recorded(sent)}/revisions", sent | {"fiscal_year": 2023})


def _another_body(by: Callers) -> httpx.Response:
    key = f"2024-149020-{by.language}"
    by.ask("POST", FORMS, by.form(), idempotency_key=key)
    return by.ask("POST", FORMS, by.form(), idempotency_key=key)


CASES: dict[str, Callable[[Callers], httpx.Response]] = {
    "malformed-json": lambda by: by.ask("POST", FORMS, '{"kind": "project_self_evaluation",}'),
    "idempotency-key-invalid": lambda by: by.ask("POST", FORMS, form(), idempotency_key="two words"),
    "cursor-invalid": lambda by: by.ask("GET", f"{FORMS}?cursor=abc"),
    "unauthenticated": lambda by: by.ask("GET", FORMS, who=None),
    "scope-missing": lambda by: by.ask("POST", FORMS, form(), who="reader"),
    "outside-data-scope": lambda by: by.ask("POST", FORMS, example(), who="regional"),
    "whole-tenant-needed": lambda by: by.ask("GET", "/v1/scores", who="regional"),
    "not-found": lambda by: by.ask("GET", f"{FORMS}/019ab3c2-7d10-7c3e-9a55-0242ac120002"),
    "method-not-allowed": lambda by: by.ask("DELETE", FORMS),
    "already-withdrawn": _withdrawn_twice,
    "body-too-large": lambda by: by.ask("POST", FORMS, " " * (2 * 1024 * 1024 + 1)),
    "unsupported-media-type": lambda by: by.ask("POST", FORMS, "kind=x", content_type="text/plain"),
    "invalid-request": lambda by: by.ask(
        "POST",
        FORMS,
        '{"kind": "project_self_evaluation", "fiscal_year": 2024,'
        ' "indicators": [{"name": "培训人次", "weight": "十五", "actuel": "100"}]}',
    ),
    "webhook-target-refused": lambda by: by.ask(
        "POST", "/v1/webhooks", '{"url": "http://platform.example.gov.cn/hooks"}'
    ),
    "no-rule-pack": lambda by: by.ask("POST", FORMS, form(kind="department_self_evaluation")),
    "rule-pack-not-found": lambda by: by.ask("POST", FORMS, form(rule_pack={"id": "nowhere"})),
    "another-form": _another_year,
    "no-platform-table": lambda by: by.ask("GET", f"{FORMS}/{by.recorded(example('bohu-2022'))}?view=platform"),
    "idempotency-key-reused": _another_body,
}


def answered(kind: type[Problem], by: Callers) -> tuple[str, Json]:
    """The request, if one brings the problem about, and the answer."""
    by.shown = ""
    case = CASES.get(kind.slug)
    answer: Json = case(by).json() if case else json.loads(bytes(rendered(kind, by.language)))
    return by.shown, answer


def rendered(kind: type[Problem], language: Language) -> bytes | memoryview:
    """The problem as the service writes it where nothing more is known of the case."""
    problem = kind.__new__(kind)
    Problem.__init__(problem)
    state = {"identity": Identity(TRACE, TRACE, None)}
    scope = {"type": "http", "path": FORMS, "state": state, "headers": [(b"accept-language", language.encode())]}
    return problem_response(Request(scope), problem).body
