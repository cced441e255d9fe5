"""The audit: what was sent, by which rules, how every point came about, and proof that none of it was altered."""

import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from starlette.testclient import TestClient

from app.api.v1.answers import AuditAnswer
from app.storage import ledger_queries, tables
from app.storage.audit import verify_ledger
from app.storage.ledger import canonical, digest, entry_digest
from app.storage.merkle import read_digest_text, root_of
from tests.forms import BEIJING, Form, example, form, line, project_form
from tests.serving import recorded
from tests.storage.tampering import tampering


def audit_of(client: TestClient, answer: dict[str, Any]) -> dict[str, Any]:
    read = client.get(answer["links"]["audit"])
    assert read.status_code == 200, read.text
    audit: dict[str, Any] = read.json()
    return audit


@pytest.mark.parametrize("name", BEIJING)
def test_an_audit_has_exactly_the_fields_that_are_described(client: TestClient, name: str) -> None:
    audit = audit_of(client, recorded(client, example(name)))
    assert AuditAnswer.model_validate(audit, strict=True).model_dump() == audit


@pytest.mark.parametrize("name", BEIJING)
def test_the_submission_is_kept_as_it_was_sent(client: TestClient, name: str) -> None:
    sent = example(name)
    audit = audit_of(client, recorded(client, sent))
    assert audit["submission"] == sent
    assert audit["submission_digest"] == digest(canonical(sent))


def test_numbers_are_kept_as_exact_text_and_empty_cells_not_at_all(client: TestClient) -> None:
    sent = form(declared={"total": 95.50}, indicators=[line(weight=90, declared_score=None, improvement=None)])
    submission = audit_of(client, recorded(client, sent))["submission"]
    assert submission["declared"] == {"total": "95.5"}
    assert submission["indicators"] == [line(weight="90")]


def test_every_line_of_the_sheet_is_in_the_audit_with_its_trace(client: TestClient) -> None:
    answer = recorded(client, example())
    lines = audit_of(client, answer)["lines"]
    assert [each["pointer"] for each in lines] == ["/funds", *(f"/indicators/{index}" for index in range(7))]
    scored = [answer["funds"]["execution"], *answer["indicators"]]
    for told, line_scored in zip(lines, scored, strict=True):
        assert {name: told[name] for name in ("score", "outcome", "explanation")} == {
            name: line_scored[name] for name in ("score", "outcome", "explanation")
        }
        assert told["explanation"]["steps"]
        assert told["explanation"]["citation"]["document"]
    assert [told["name"] for told in lines[1:]] == [each["name"] for each in example()["indicators"]]


def test_the_audit_names_the_rules_and_the_engine_of_the_answer(client: TestClient) -> None:
    answer = recorded(client, example())
    audit = audit_of(client, answer)
    for shared in ("rule_pack", "engine_version", "recorded_at"):
        assert audit[shared] == answer[shared]
    assert audit["evaluation"] == answer["id"]


def test_the_digests_are_those_of_what_is_stored(client: TestClient, engine: Engine) -> None:
    answer = recorded(client, example())
    audit = audit_of(client, answer)
    with engine.connect() as connection:
        stored = connection.execute(select(tables.evaluation)).one()
    assert audit["sheet_digest"] == f"sha256:{hashlib.sha256(stored.sheet).hexdigest()}"
    assert audit["submission_digest"] == f"sha256:{hashlib.sha256(stored.submission).hexdigest()}"
    for shared in ("sheet_digest", "submission_digest"):
        assert audit[shared] == answer["audit"][shared]
    sheet = json.loads(stored.sheet)
    assert {name: answer[name] for name in sheet} == sheet


def test_the_entries_make_a_tree_that_anyone_can_recompute(client: TestClient, engine: Engine) -> None:
    answers = [recorded(client, each) for each in (example(), form(), project_form(), project_form())]
    entries = [audit_of(client, answer)["entry"] for answer in answers]
    assert [entry["position"] for entry in entries] == [1, 2, 3, 4]
    assert [entry["entry_kind"] for entry in entries] == ["evaluation", "evaluation", "evaluation", "revision"]
    for entry, answer in zip(entries, answers, strict=True):
        leaf = hashlib.sha256(b"\x00" + entry["body"].encode()).hexdigest()
        assert entry["entry_digest"] == f"sha256:{leaf}" == entry_digest("sha256", entry["body"])
        assert answer["audit"]["entry_digest"] == entry["entry_digest"]
    leaves = [read_digest_text(entry["entry_digest"])[1] for entry in entries]
    assert ledger_queries.head(engine, "default").root == f"sha256:{root_of('sha256', leaves).hex()}"


def test_an_entry_says_what_was_recorded(client: TestClient) -> None:
    answer = recorded(client, example())
    entry = audit_of(client, answer)["entry"]
    said = json.loads(entry["body"])
    assert (entry["entry_kind"], said["entry"], said["position"]) == ("evaluation", "evaluation", 1)
    assert said["evaluation"]["id"] == answer["id"]
    assert said["evaluation"]["score"] == "98.48"
    assert said["evaluation"]["attempt"] == 1
    assert said["evaluation"]["sheet_digest"] == answer["audit"]["sheet_digest"]
    assert said["evaluation"]["rule_pack"]["digest"] == answer["rule_pack"]["digest"]


def test_a_superseded_record_keeps_its_audit(client: TestClient) -> None:
    first = recorded(client, project_form())
    before = audit_of(client, first)
    recorded(client, project_form(declared={"total": "95"}))
    assert audit_of(client, first) == before


def test_the_ledger_of_what_was_posted_verifies(client: TestClient, engine: Engine) -> None:
    forms: list[Form] = [example(name) for name in BEIJING] + [project_form(), project_form(), form()]
    last = [recorded(client, each) for each in forms][-1]
    verdict = verify_ledger(engine, "default")
    assert (verdict.checked, verdict.fault) == (len(forms), None)
    entries = ledger_queries.entries(engine, "default", 0, len(forms))
    assert entries[-1].entry_digest == last["audit"]["entry_digest"]


@pytest.mark.parametrize(
    ("column", "fault"),
    [("sheet", "altered_sheet"), ("submission", "altered_submission"), ("score", "altered_evaluation")],
)
def test_a_record_altered_behind_the_service_is_found(
    client: TestClient, engine: Engine, column: str, fault: str
) -> None:
    recorded(client, form())
    recorded(client, example())
    changed = {"score": Decimal(99), "sheet": b'{"totals":{"score":"99"}}', "submission": b"{}"}[column]
    with tampering(engine) as connection:
        connection.execute(update(tables.evaluation).where(tables.evaluation.c.position == 2).values({column: changed}))
    verdict = verify_ledger(engine, "default")
    assert verdict.fault is not None
    assert (verdict.checked, verdict.fault.position, verdict.fault.code) == (1, 2, fault)
