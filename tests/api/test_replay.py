"""Scoring a recorded form again over HTTP: what may be asked, what is refused, and that nothing is stored."""

from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.forms import example, project_form
from tests.hostile.runner import problem_in
from tests.own_packs import ID
from tests.serving import JSON, recorded
from tests.storage.making import counts


def replay(client: TestClient, evaluation_id: str, content: str | None = None) -> Any:
    headers = JSON if content is not None else {}
    return client.post(f"/v1/evaluations/{evaluation_id}/replay", content=content, headers=headers)


def test_a_recorded_form_is_reproduced_and_nothing_is_stored(client: TestClient, engine: Engine) -> None:
    created = recorded(client, example())
    before = counts(engine)
    for content in (None, "{}", '{"rule_pack": null}', f'{{"rule_pack": {{"id": "{ID}"}}}}'):
        answer = replay(client, created["id"], content)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["evaluation"], body["reproduced"], body["lines"]) == (created["id"], True, [])
        assert body["recorded"]["sheet_digest"] == created["audit"]["sheet_digest"] == body["replayed"]["sheet_digest"]
    other = replay(client, created["id"], '{"rule_pack": {"id": "hubei-project-self-evaluation"}}')
    assert (other.status_code, other.json()["reproduced"]) == (200, False)
    assert counts(engine) == before


def test_a_superseded_record_can_be_replayed_as_well(client: TestClient) -> None:
    first = recorded(client, project_form())
    recorded(client, project_form(declared={"total": "90"}))
    assert client.get(first["links"]["self"]).json()["status"] == "superseded"
    assert replay(client, first["id"]).json()["reproduced"]


def test_what_was_not_recorded_cannot_be_replayed(client: TestClient) -> None:
    for evaluation_id in ("01a203a0-4abe-72fa-b298-b12a442e6b03", "x"):
        answer = replay(client, evaluation_id)
        assert (answer.status_code, problem_in(answer)["type"]) == (404, "/problems/not-found")


WRONG: list[tuple[str, int, str, list[str]]] = [
    ('{"rule_pack": {"id": "nobody-has-this"}}', 422, "rule-pack-not-found", []),
    (f'{{"rule_pack": {{"id": "{ID}", "version": "9.9.9"}}}}', 422, "rule-pack-not-found", []),
    ('{"rule_pack": "beijing"}', 422, "invalid-request", ["/rule_pack"]),
    ('{"rule_pack": {"version": "1.0.0"}}', 422, "invalid-request", ["/rule_pack/id"]),
    ('{"rulepack": {"id": "a"}}', 422, "invalid-request", ["/rulepack"]),
    ("[]", 422, "invalid-request", [""]),
    ("{", 400, "malformed-json", [""]),
]


def test_a_wrong_request_is_told_what_is_wrong(client: TestClient) -> None:
    created = recorded(client, example())
    for content, status, problem, pointers in WRONG:
        answer = replay(client, created["id"], content)
        body = problem_in(answer)
        assert (answer.status_code, body["type"]) == (status, f"/problems/{problem}"), content
        assert [error["pointer"] for error in body.get("errors", ())] == pointers, content
