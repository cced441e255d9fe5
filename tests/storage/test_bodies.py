"""What entries say: every fact that is stored, and the same text for the same facts."""

import json
from dataclasses import fields, replace
from datetime import timedelta, timezone
from decimal import Decimal

import pytest

from app.storage.bodies import entry_body, evaluation_body, withdrawal_body
from app.storage.ledger import canonical, digest
from app.storage.plan import plan
from app.storage.records import EvaluationSummary, StoredEvaluation, Withdrawal
from tests.storage.making import START, TENANT, new_evaluation, nothing_known


def stored() -> StoredEvaluation:
    return plan([new_evaluation()], nothing_known(TENANT)).evaluations[0]


WITHDRAWAL = Withdrawal(reason="误报", recorded_at=START, recorded_by="budget-office", position=2, effective_id="01a2")


def test_an_evaluation_has_every_fact_in_its_body() -> None:
    evaluation = stored()
    said = json.loads(evaluation_body(evaluation, 7, 2, "01a2"))
    about = said.pop("evaluation")
    assert said == {
        "entry": "revision",
        "position": 7,
        "recorded_at": evaluation.recorded_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "recorded_by": "budget-office",
        "tenant": TENANT,
    }
    about.update({f"rule_pack_{name}": value for name, value in about.pop("rule_pack").items()})
    of_the_entry = {"tenant", "recorded_at", "recorded_by", "position"}
    what_changes = {"effective", "superseded_by", "withdrawal"}
    assert set(about) == {each.name for each in fields(EvaluationSummary)} - of_the_entry - what_changes
    assert (about["score"], about["weight"], about["declared_total"]) == ("98.48", "100", "95.5")
    assert (about["attempt"], about["supersedes"]) == (2, "01a2")


def test_an_evaluation_that_supersedes_none_is_no_revision() -> None:
    assert json.loads(evaluation_body(stored(), 1, 1, None))["entry"] == "evaluation"


def test_a_withdrawal_says_what_is_void_and_what_counts_now() -> None:
    target = stored()
    said = json.loads(withdrawal_body(target, WITHDRAWAL, "sm3"))
    assert (said["entry"], said["position"], said["recorded_by"], said["tenant"]) == (
        "withdrawal", 2, "budget-office", TENANT,
    )  # fmt: skip
    assert said["withdrawal"] == {
        "attempt": 1,
        "effective": "01a2",
        "evaluation": target.id,
        "reason_digest": digest("误报", "sm3"),
        "series_key": target.series_key,
    }


def test_the_same_facts_make_the_same_text() -> None:
    one = new_evaluation(finding_codes=("B", "A", "B"), score=Decimal("98.480"), weight=Decimal("1E+2"))
    other = replace(
        one,
        finding_codes=("A", "B"),
        score=Decimal("98.48"),
        weight=Decimal("100.00"),
        recorded_at=one.recorded_at.astimezone(timezone(timedelta(hours=8))),
    )
    assert evaluation_body(one, 7, 1, None) == evaluation_body(other, 7, 1, None)


@pytest.mark.parametrize("changed", [{"score": None}, {"weight": Decimal(99)}, {"recorded_by": "x"}, {"grade": None}])
def test_another_fact_makes_another_text(changed: dict[str, object]) -> None:
    one = stored()
    assert evaluation_body(one, 1, 1, None) != evaluation_body(replace(one, **changed), 1, 1, None)  # type: ignore[arg-type]


def test_a_body_is_canonical() -> None:
    for body in (
        evaluation_body(stored(), 1, 1, None),
        withdrawal_body(stored(), WITHDRAWAL, "sha256"),
        entry_body(TENANT, 3, "rule_pack", {"id": "北京", "b": 1, "a": None}, START, "admin"),
    ):
        assert canonical(json.loads(body)) == body
        assert "\n" not in body
