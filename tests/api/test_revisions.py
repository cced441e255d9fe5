"""Revising and withdrawing over HTTP: nothing is lost from sight, and what counts is always the latest that stands."""

import json
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api.v1.answers import AuditAnswer, EvaluationAnswer
from app.storage import ledger_queries
from app.storage.audit import verify_ledger
from app.storage.data_scope import DataScope
from tests.callers import bearer, issue
from tests.forms import example, form, line, project_form
from tests.hostile.runner import problem_in
from tests.serving import JSON, post, recorded, serving

ADDRESS = "/v1/evaluations"


def revise(client: TestClient, evaluation_id: str, sent: dict[str, Any], key: str | None = None) -> httpx.Response:
    return _post(client, f"{ADDRESS}/{evaluation_id}/revisions", sent, key)


def withdraw(client: TestClient, evaluation_id: str, reason: str = "误报", key: str | None = None) -> httpx.Response:
    return _post(client, f"{ADDRESS}/{evaluation_id}/withdrawal", {"reason": reason}, key)


def _post(client: TestClient, address: str, body: dict[str, Any], key: str | None) -> httpx.Response:
    headers = JSON if key is None else {**JSON, "idempotency-key": key}
    return client.post(address, content=json.dumps(body, ensure_ascii=False).encode(), headers=headers)


def read(client: TestClient, evaluation_id: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"{ADDRESS}/{evaluation_id}").json()
    return body


def listed(client: TestClient, **query: Any) -> list[tuple[str, str]]:
    items = client.get(ADDRESS, params=query).json()["items"]
    return [(item["id"], item["status"]) for item in items]


def test_a_revision_is_answered_like_any_evaluation_and_supersedes(client: TestClient, engine: Engine) -> None:
    first = recorded(client, example())
    changed = example()
    changed["indicators"][0]["actual"] = "1628"
    answer = revise(client, first["id"], changed)
    body = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"{ADDRESS}/{body['id']}")
    assert EvaluationAnswer.model_validate(body, strict=True).model_dump() == body
    assert (body["attempt"], body["effective"], body["supersedes"]) == (2, True, first["id"])
    assert body["totals"]["score"] == "99.61"
    before = read(client, first["id"])
    assert (before["status"], before["effective"], before["superseded_by"]) == ("superseded", False, body["id"])
    assert before["totals"] == first["totals"]
    assert client.get(answer.headers["location"]).content == answer.content
    kinds = [entry.entry_kind for entry in ledger_queries.entries(engine, "default", 0, 9)]
    assert kinds == ["evaluation", "revision"]
    assert verify_ledger(engine, "default").fault is None


def test_a_withdrawal_is_answered_with_the_evaluation_as_it_leaves_it(client: TestClient, engine: Engine) -> None:
    first = recorded(client, project_form())
    answer = withdraw(client, first["id"], " 误报，项目已撤销 ")
    body = answer.json()
    assert answer.status_code == 200
    assert EvaluationAnswer.model_validate(body, strict=True).model_dump() == body
    assert (body["status"], body["effective"], body["attempt"]) == ("withdrawn", False, 1)
    assert body["withdrawal"] == {
        "reason": "误报，项目已撤销",
        "recorded_at": "2025-01-20T08:00:01.000000Z",
        "position": 2,
    }
    changed = {"status", "effective", "withdrawal"}
    assert {key: body[key] for key in first.keys() - changed} == {key: first[key] for key in first.keys() - changed}
    assert client.get(first["links"]["self"]).content == answer.content
    assert verify_ledger(engine, "default").fault is None


def test_the_attempts_go_on_counting_whatever_was_withdrawn(client: TestClient) -> None:
    first, second = recorded(client, project_form()), recorded(client, project_form())
    assert withdraw(client, second["id"]).json()["superseded_by"] == first["id"]
    assert read(client, first["id"])["status"] == "scored"
    assert withdraw(client, first["id"]).json()["superseded_by"] is None
    third = recorded(client, project_form())
    assert (third["attempt"], third["supersedes"]) == (3, None)
    assert [read(client, each["id"])["superseded_by"] for each in (first, second)] == [third["id"]] * 2


def test_lists_and_roll_ups_show_what_counts(client: TestClient) -> None:
    full, poor = project_form(), project_form(indicators=[line(weight="90", actual="10 人次")])
    first, second = recorded(client, full)["id"], recorded(client, poor)["id"]
    alone = recorded(client, form())["id"]

    def rolled_up() -> dict[str, str]:
        groups = client.get("/v1/rollups", params={"group_by": "fiscal_year"}).json()["groups"]
        return {each["evaluation"]: each["score"] for group in groups for each in group["evaluations"]}

    assert listed(client) == [(alone, "scored"), (second, "scored")]
    assert rolled_up() == {second: "19", alone: "100"}
    withdraw(client, second)
    assert listed(client) == [(alone, "scored"), (first, "scored")]
    assert rolled_up() == {first: "100", alone: "100"}
    withdraw(client, alone)
    assert listed(client) == [(first, "scored")]
    everything = listed(client, include_superseded=True)
    assert everything == [(alone, "withdrawn"), (second, "withdrawn"), (first, "scored")]


def test_the_tag_changes_with_every_change_of_standing(client: TestClient) -> None:
    first = recorded(client, project_form())
    tags = [client.get(first["links"]["self"]).headers["etag"]]
    second = revise(client, first["id"], project_form()).json()
    tags.append(client.get(first["links"]["self"]).headers["etag"])
    withdraw(client, second["id"])
    tags.append(client.get(first["links"]["self"]).headers["etag"])
    withdraw(client, first["id"])
    tags.append(client.get(first["links"]["self"]).headers["etag"])
    assert tags[2] == tags[0]
    assert len(set(tags)) == 3


def test_the_audit_shows_who_did_what_and_both_entries(client: TestClient) -> None:
    first = recorded(client, project_form())
    second = revise(client, first["id"], project_form()).json()
    withdraw(client, second["id"], "误报")
    audit = client.get(second["links"]["audit"]).json()
    assert AuditAnswer.model_validate(audit, strict=True).model_dump() == audit
    assert (audit["recorded_by"], audit["attempt"], audit["supersedes"]) == ("local", 2, first["id"])
    assert (audit["entry"]["position"], audit["entry"]["entry_kind"]) == (2, "revision")
    withdrawal = audit["withdrawal"]
    assert (withdrawal["reason"], withdrawal["recorded_by"]) == ("误报", "local")
    assert (withdrawal["entry"]["position"], withdrawal["entry"]["entry_kind"]) == (3, "withdrawal")
    assert json.loads(withdrawal["entry"]["body"])["withdrawal"]["effective"] == first["id"]
    assert client.get(first["links"]["audit"]).json()["withdrawal"] is None


# Keys.


@pytest.mark.parametrize("act", [revise, withdraw], ids=["revision", "withdrawal"])
def test_a_retry_gets_the_stored_answer_whatever_has_happened_since(client: TestClient, act: Any) -> None:
    first = recorded(client, project_form())
    argument = project_form() if act is revise else "误报"
    answer = act(client, first["id"], argument, "k")
    recorded(client, project_form())
    if act is revise:
        withdraw(client, answer.json()["id"])
    again = act(client, first["id"], argument, "k")
    assert (again.status_code, again.content) == (200, answer.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in answer.headers


def test_a_key_belongs_to_one_request_of_whatever_kind(client: TestClient, engine: Engine) -> None:
    first, other = recorded(client, form()), recorded(client, form())
    sent = form(declared={"total": "95"})
    assert post(client, sent, "posted").status_code == 201
    assert revise(client, first["id"], sent, "revised").status_code == 201
    assert withdraw(client, first["id"], "误报", "withdrawn").status_code == 200
    before = ledger_queries.head(engine, "default")
    for answer in (
        revise(client, first["id"], sent, "posted"),
        withdraw(client, first["id"], "误报", "posted"),
        post(client, sent, "revised"),
        revise(client, other["id"], sent, "revised"),
        post(client, sent, "withdrawn"),
        withdraw(client, other["id"], "误报", "withdrawn"),
        withdraw(client, first["id"], "误报了", "withdrawn"),
    ):
        assert (answer.status_code, problem_in(answer)["type"]) == (422, "/problems/idempotency-key-reused")
    assert ledger_queries.head(engine, "default") == before


# Refusals.


def test_another_form_is_refused_by_the_fields_that_differ(client: TestClient, engine: Engine) -> None:
    first = recorded(client, project_form())
    answer = revise(client, first["id"], project_form(unit="U2", fiscal_year=2023))
    assert answer.status_code == 422
    problem = problem_in(answer)
    assert problem["type"] == "/problems/another-form"
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
        ("/fiscal_year", "differs"), ("/unit", "differs"),
    ]  # fmt: skip
    assert ledger_queries.head(engine, "default").position == 1


def test_a_second_withdrawal_is_refused(client: TestClient, engine: Engine) -> None:
    first = recorded(client, project_form())
    withdraw(client, first["id"])
    answer = withdraw(client, first["id"], "再次")
    assert (answer.status_code, problem_in(answer)["type"]) == (409, "/problems/already-withdrawn")
    assert read(client, first["id"])["withdrawal"]["reason"] == "误报"
    assert ledger_queries.head(engine, "default").position == 2


@pytest.mark.parametrize("part", ["revisions", "withdrawal"])
def test_an_id_that_nobody_has_is_not_found(client: TestClient, part: str) -> None:
    body = project_form() if part == "revisions" else {"reason": "误报"}
    answer = _post(client, f"{ADDRESS}/01a203a0-4abe-72fa-b298-b12a442e6b03/{part}", body, None)
    assert (answer.status_code, problem_in(answer)["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/reason"),
        ({"reason": ""}, "/reason"),
        ({"reason": " \t\n"}, "/reason"),
        ({"reason": None}, "/reason"),
        ({"reason": "长" * 4001}, "/reason"),
        ({"reason": "误报\x00"}, "/reason"),
        ({"reason": "误报", "raeson": "误报"}, "/raeson"),
        ([], ""),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_withdrawal_needs_a_reason(client: TestClient, engine: Engine, body: Any, pointer: str) -> None:
    first = recorded(client, project_form())
    answer = _post(client, f"{ADDRESS}/{first['id']}/withdrawal", body, None)
    assert answer.status_code == 422
    assert [error["pointer"] for error in problem_in(answer)["errors"]] == [pointer]
    assert ledger_queries.head(engine, "default").position == 1


def test_the_longest_reason_is_kept_to_the_last_character(client: TestClient) -> None:
    first = recorded(client, project_form())
    reason = "长" * 3999 + "𠮷"
    assert withdraw(client, first["id"], reason).json()["withdrawal"]["reason"] == reason


def test_a_limited_data_scope_neither_sees_nor_sends_what_is_outside(migrated_database_url: str) -> None:
    limited = bearer(issue(migrated_database_url, "evaluations:write", data=DataScope(region="11")))
    whole = bearer(issue(migrated_database_url, "evaluations:write"))
    outside, inside = project_form(), project_form(region_code="110106")
    with serving(migrated_database_url) as client:
        target = client.post(ADDRESS, json=outside, headers=whole).json()["id"]
        for part, body in (("revisions", outside), ("revisions", inside), ("withdrawal", {"reason": "误报"})):
            answer = client.post(f"{ADDRESS}/{target}/{part}", json=body, headers=limited)
            assert (answer.status_code, problem_in(answer)["type"]) == (404, "/problems/not-found")
        own = client.post(ADDRESS, json=project_form("P2", region_code="110106"), headers=limited)
        assert own.status_code == 201
        for address in (ADDRESS, f"{ADDRESS}/{own.json()['id']}/revisions"):
            answer = client.post(address, json=project_form("P2"), headers=limited)
            assert (answer.status_code, problem_in(answer)["type"]) == (403, "/problems/outside-data-scope")
        assert client.post(f"{ADDRESS}/{own.json()['id']}/withdrawal", json={"reason": "x"}, headers=limited).is_success
