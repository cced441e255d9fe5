"""The authorisation matrix: every operation of the contract × every kind of caller, on both engines.

Requests are made from the OpenAPI document's own examples, so that a new operation is called without further ado;
what it should answer stands in expectations.py, and must.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from app.api.security.caller import SCOPES
from app.openapi import FILE
from app.storage.data_scope import DataScope
from tests.api.security.expectations import EVALUATION, EXPECTED, Expected
from tests.callers import NOBODYS_KEY, bearer, issue, keys_of
from tests.databases import Databases
from tests.forms import TRAINING, example
from tests.serving import serving

Document = dict[str, Any]
DOCUMENT: Document = json.loads(FILE.read_text(encoding="utf-8"))
OPERATIONS: dict[str, tuple[str, str, Document]] = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}
FORM = example(TRAINING)
SECRET = FORM["unit"]["name"]
TARGET = "https://platform.example.gov.cn"


@dataclass
class House:
    """A running service with one record, and a key for every kind of caller."""

    client: TestClient
    keys: dict[str, str | None]
    kept: dict[tuple[bool, bool], str] = field(default_factory=dict)

    def new_record(self) -> str:
        answer = self.client.post("/v1/evaluations", json=FORM, headers=bearer(str(self.keys["admin"])))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def new_webhook(self) -> str:
        made = self.client.post("/v1/webhooks", json={"url": TARGET}, headers=bearer(str(self.keys["admin"])))
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def new_batch(self) -> str:
        answer = self.client.post("/v1/batches", json=[FORM], headers=bearer(str(self.keys["admin"])))
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def new(self, expected: Expected) -> str:
        """A record of the kind that an operation is about."""
        if expected.webhook:
            return self.new_webhook()
        return self.new_batch() if expected.batch else self.new_record()

    def standing(self, expected: Expected) -> str:
        """One that no operation has used up."""
        kind = expected.webhook, expected.batch
        if kind not in self.kept:
            self.kept[kind] = self.new(expected)
        return self.kept[kind]

    def ask(self, operation_id: str, role: str, record: str) -> httpx.Response:
        """About a record of whatever kind the operation is about."""
        method, path, operation = OPERATIONS[operation_id]
        key = self.keys[role]
        examples = {each["name"]: example_of(each) for each in operation.get("parameters", ()) if each["required"]}
        examples |= dict.fromkeys(("evaluation_id", "webhook_id", "batch_id"), record)
        query = EXPECTED[operation_id].query or {
            each["name"]: examples[each["name"]]
            for each in operation.get("parameters", ())
            if each["in"] == "query" and each["required"]
        }
        return self.client.request(
            method,
            path.format(**examples),
            params={name: record if value == EVALUATION else value for name, value in query.items()},
            json=body_of(operation),
            headers=bearer(key) if key else {},
        )


def example_of(parameter: Document) -> Any:
    """The first example of a parameter."""
    shown = parameter.get("examples") or parameter["schema"].get("examples")
    return next(iter(shown.values()))["value"] if isinstance(shown, dict) else shown[0]


def body_of(operation: Document) -> Any:
    """The first example of a request body."""
    if "requestBody" not in operation:
        return None
    return next(iter(operation["requestBody"]["content"]["application/json"]["examples"].values()))["value"]


ROLES = (
    "nobody",
    "unknown",
    "expired",
    "revoked",
    *SCOPES,
    "another tenant",
    "inside its region",
    "inside its department",
    "outside its region",
    "outside its department",
    "of no department",
)
UNKNOWN = ("nobody", "unknown", "expired", "revoked")
INSIDE = ("inside its region", "inside its department")
OUTSIDE = ("outside its region", "outside its department", "of no department")


def keys_for_all(url: str) -> dict[str, str | None]:
    def limited(**data: Any) -> str:
        return issue(url, "admin", data=DataScope(**data))

    keys: dict[str, str | None] = {scope: issue(url, scope) for scope in SCOPES}
    keys |= {
        "nobody": None,
        "unknown": NOBODYS_KEY,
        "expired": issue(url, "admin", lifetime=timedelta(0)),
        "revoked": issue(url, "admin"),
        "another tenant": issue(url, "admin", tenant="another"),
        "inside its region": limited(region="1101"),
        "inside its department": limited(departments=frozenset({FORM["department"]["code"], "999"})),
        "outside its region": limited(region="1102"),
        "outside its department": limited(region="1101", departments=frozenset({"999"})),
        "of no department": limited(departments=frozenset()),
    }
    with keys_of(url) as service:
        service.revoke(str(keys["revoked"]).split("_")[1])
    return keys


@pytest.fixture(scope="module")
def house(databases: Databases) -> Iterator[House]:
    # Nothing is delivered from here: the target is an example.
    settings = {"webhook_targets": TARGET, "background_work": False}
    with databases.migrated() as url, serving(url, settings=settings) as client:
        yield House(client, keys_for_all(url))


def expected_status(expected: Expected, role: str) -> int:
    if expected.scope is None:
        return expected.ok
    if role in UNKNOWN:
        return 401
    if role == "another tenant":
        return expected.other
    if role in OUTSIDE:
        return expected.outside
    if role in INSIDE:
        return 403 if expected.whole_tenant else 404 if expected.batch else expected.ok
    return expected.ok if role in (expected.scope, "admin") else 403


def test_the_matrix_has_every_operation_and_no_other() -> None:
    assert EXPECTED.keys() == OPERATIONS.keys(), "say in expectations.py who may call a new operation"


def test_the_contract_names_the_same_scopes() -> None:
    named = {name: operation.get("x-scope") for name, (_, _, operation) in OPERATIONS.items()}
    assert named == {name: expected.scope for name, expected in EXPECTED.items()}


@pytest.mark.parametrize("role", ROLES)
def test_every_operation_answers_this_caller_as_it_should(house: House, role: str) -> None:
    answered, leaking = {}, []
    for name, expected in EXPECTED.items():
        record = house.new(expected) if expected.consumes else house.standing(expected)
        answer = house.ask(name, role, record)
        answered[name] = answer.status_code
        posted = name in ("createEvaluation", "createPlatformEvaluation", "createBatch", "previewEvaluation")
        if role in ("another tenant", *OUTSIDE) and not posted and shows(answer, record):
            leaking.append(name)
    assert answered == {name: expected_status(expected, role) for name, expected in EXPECTED.items()}
    assert leaking == []


def shows(answer: httpx.Response, record: str) -> bool:
    """Whether an answer tells anything of the record, beyond repeating the address that was asked for."""
    text = re.sub(rf"/v1/\w+/{record}", "", answer.text)
    return record in text or SECRET in text


@pytest.mark.parametrize("role", ["another tenant", *OUTSIDE])
def test_what_one_may_not_see_answers_like_what_is_not_there(house: House, role: str) -> None:
    nothing = "019ab3c2-7d10-7c3e-9a55-0242ac120002"
    for name, expected in EXPECTED.items():
        if (expected.other if role == "another tenant" else expected.outside) == 404:
            record = house.standing(expected)
            unseen, missing = house.ask(name, role, record), house.ask(name, role, nothing)
            assert stripped(unseen, record) == stripped(missing, nothing), name


def stripped(answer: httpx.Response, evaluation_id: str) -> tuple[int, dict[str, Any]]:
    """Status and body, without what is different in every answer."""
    body = json.loads(answer.text.replace(evaluation_id, "…"))
    del body["trace_id"]
    return answer.status_code, body


@pytest.mark.parametrize("role", ["admin", *INSIDE, *OUTSIDE])
def test_lists_and_roll_ups_show_what_is_inside(house: House, role: str) -> None:
    house.new_record()
    count = 0 if role in OUTSIDE else 1
    assert len(house.ask("listEvaluations", role, "").json()["items"]) == count
    rolled = house.ask("getRollup", role, "").json()
    assert (rolled["forms"], len(rolled["groups"])) == (count, count)


def test_a_form_is_not_taken_from_under_another_department(house: House) -> None:
    """The same unit and project under one's own department would take the place of the other's attempt."""
    first = recorded_as(house, "admin", FORM)
    moved = {**FORM, "department": {"code": "999", "name": "另一部门"}}
    for path in ("/v1/evaluations", f"/v1/evaluations/{first}/revisions"):
        answer = house.client.post(path, json=moved, headers=bearer(str(house.keys["outside its department"])))
        expected = (403, "/problems/outside-data-scope") if path == "/v1/evaluations" else (404, "/problems/not-found")
        assert (answer.status_code, answer.json()["type"]) == expected
    assert (
        "替代"
        in house.client.post(
            "/v1/evaluations", json=moved, headers=bearer(str(house.keys["outside its department"]))
        ).json()["detail"]
    )
    kept = house.client.get(f"/v1/evaluations/{first}", headers=bearer(str(house.keys["admin"]))).json()
    assert kept["effective"] is True
    by_both = recorded_as(house, "inside its department", moved)
    assert by_both != first


def recorded_as(house: House, role: str, form: dict[str, Any]) -> str:
    answer = house.client.post("/v1/evaluations", json=form, headers=bearer(str(house.keys[role])))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
