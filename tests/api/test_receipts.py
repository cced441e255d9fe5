"""Receipts of recorded evaluations, checked by the program that their holders have."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.v1.ledger_answers import ReceiptAnswer
from app.settings import Settings
from tests.forms import NAMES, example, project_form
from tests.serving import post, recorded, serving
from tests.verify.ledgers import Kept


def receipt_of(client: TestClient, answer: dict[str, Any]) -> dict[str, Any]:
    read = client.get(answer["links"]["receipt"])
    assert read.status_code == 200, read.text
    receipt: dict[str, Any] = read.json()
    return receipt


def test_a_receipt_has_exactly_the_fields_that_are_described(client: TestClient) -> None:
    receipt = receipt_of(client, recorded(client, example()))
    assert ReceiptAnswer.model_validate(receipt, strict=True).model_dump() == receipt


@pytest.mark.parametrize("name", NAMES)
def test_the_receipt_of_every_kind_of_form_holds_with_what_its_holder_kept(
    client: TestClient, tmp_path: Path, name: str
) -> None:
    created = post(client, example(name))
    receipt = receipt_of(client, created.json())
    audit = client.get(created.json()["links"]["audit"]).text
    kept = Kept(tmp_path, receipt["verifier_key"])
    file, answer, form = kept.file("r.json", receipt), kept.file("a.json", created.text), kept.file("s.json", audit)
    assert kept.verdict(file, "--evaluation", answer, "--submission", form) == 0


def test_a_receipt_of_a_superseded_and_of_a_withdrawn_evaluation_still_holds(
    client: TestClient, tmp_path: Path
) -> None:
    first = post(client, example())
    second = recorded(client, example())
    client.post(
        f"/v1/evaluations/{second['id']}/withdrawal",
        content=json.dumps({"reason": "重复"}),
        headers={"content-type": "application/json"},
    )
    for text in (first.text, client.get(first.json()["links"]["self"]).text, client.get(second["links"]["self"]).text):
        receipt = receipt_of(client, json.loads(text))
        kept = Kept(tmp_path, receipt["verifier_key"])
        assert kept.verdict(kept.file("r.json", receipt), "--evaluation", kept.file("a.json", text)) == 0


def test_an_answer_with_another_score_does_not_hold(client: TestClient, tmp_path: Path) -> None:
    created = post(client, example())
    receipt = receipt_of(client, created.json())
    kept = Kept(tmp_path, receipt["verifier_key"])
    answer = kept.file("a.json", created.text.replace("98.48", "99.48"))
    assert kept.verdict(kept.file("r.json", receipt), "--evaluation", answer) == 1


def test_receipts_of_every_place_in_a_growing_ledger_hold(client: TestClient, tmp_path: Path) -> None:
    made = []
    for number in range(9):
        made.append(recorded(client, project_form(f"P{number}")))
        for answer in (made[0], made[number // 2], made[-1]):
            receipt = receipt_of(client, answer)
            assert receipt["tree_size"] == number + 1
            kept = Kept(tmp_path, receipt["verifier_key"])
            assert kept.verdict(kept.file("r.json", receipt)) == 0


def test_nobody_has_a_receipt_of_what_was_not_recorded(client: TestClient) -> None:
    assert client.get("/v1/evaluations/01a203a0-4abe-72fa-b298-b12a442e6b03/receipt").status_code == 404


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_receipts_name_the_algorithm_that_the_ledger_began_with(
    migrated_database_url: str, tmp_path: Path, algorithm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_ALGORITHM", algorithm)
    assert Settings().ledger_algorithm == algorithm
    with serving(migrated_database_url) as client:
        created = post(client, example())
        receipt = receipt_of(client, created.json())
    assert receipt["entry_digest"].startswith(f"{algorithm}:")
    assert ("hash sm3" in receipt["checkpoint"]) == (algorithm == "sm3")
    kept = Kept(tmp_path, receipt["verifier_key"])
    answer = kept.file("a.json", created.text)
    assert kept.verdict(kept.file("r.json", receipt), "--evaluation", answer) == 0
