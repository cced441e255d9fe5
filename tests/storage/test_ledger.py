"""The chain's arithmetic, without a database."""

import hashlib
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.storage import ledger
from app.storage.ledger import GENESIS, Head, LedgerEntry, verify
from app.storage.plan import Known, plan
from app.storage.records import StoredEvaluation
from tests.storage.making import TENANT, new_evaluation

Link = tuple[LedgerEntry, StoredEvaluation | None]


@pytest.fixture
def chain() -> list[Link]:
    """Five entries with their evaluations."""
    known = Known(heads={TENANT: GENESIS}, used_keys={}, attempts={}, replayed={})
    made = plan([new_evaluation() for _ in range(5)], known)
    return list(zip(made.entries, made.evaluations, strict=True))


def test_an_untouched_chain_holds_and_leads_to_its_last_entry(chain: list[Link]) -> None:
    verdict = verify(chain, GENESIS)
    assert verdict.fault is None
    assert verdict.checked == 5
    assert verdict.head == Head(5, chain[-1][0].entry_digest)


def test_a_part_of_a_chain_holds_after_the_entry_before_it(chain: list[Link]) -> None:
    verdict = verify(chain[2:], Head(2, chain[1][0].entry_digest))
    assert (verdict.checked, verdict.fault) == (3, None)


def test_an_empty_chain_holds() -> None:
    assert verify([], GENESIS) == ledger.Verdict(0, GENESIS, None)


def test_a_missing_entry_is_a_gap(chain: list[Link]) -> None:
    verdict = verify(chain[:2] + chain[3:], GENESIS)
    assert verdict.fault is not None
    assert (verdict.fault.position, verdict.fault.code, verdict.checked) == (3, "gap", 2)


def test_an_altered_text_is_found(chain: list[Link]) -> None:
    entry, evaluation = chain[3]
    chain[3] = (replace(entry, body=entry.body.replace("98.48", "99.48")), evaluation)
    assert _found(chain) == (4, "altered_entry")


def test_an_altered_text_with_a_new_digest_breaks_the_next_link(chain: list[Link]) -> None:
    entry, evaluation = chain[3]
    assert evaluation is not None
    evaluation = replace(evaluation, score=Decimal("99.48"))
    body = ledger.evaluation_body(evaluation, 4, 1)
    rewritten = ledger.entry_digest(entry.previous_digest, body)
    chain[3] = (replace(entry, body=body, entry_digest=rewritten), evaluation)
    assert _found(chain) == (5, "wrong_link")


def test_columns_that_contradict_the_text_are_found(chain: list[Link]) -> None:
    entry, evaluation = chain[1]
    chain[1] = (replace(entry, evaluation_id=chain[0][0].evaluation_id), evaluation)
    assert _found(chain) == (2, "altered_entry")


@pytest.mark.parametrize("name", ["submission", "sheet"])
def test_an_altered_document_is_found(chain: list[Link], name: str) -> None:
    entry, evaluation = chain[2]
    assert evaluation is not None
    chain[2] = (entry, replace(evaluation, **{name: getattr(evaluation, name) + " "}))
    assert _found(chain) == (3, f"altered_{name}")


def test_an_altered_fact_is_named(chain: list[Link]) -> None:
    entry, evaluation = chain[2]
    assert evaluation is not None
    chain[2] = (entry, replace(evaluation, grade="good", rule_pack_version="2.0.0"))
    fault = verify(chain, GENESIS).fault
    assert fault is not None
    assert fault.code == "altered_evaluation"
    assert fault.detail == f"evaluation.grade, evaluation.rule_pack.version of evaluation {evaluation.id}"


def test_a_missing_evaluation_is_found(chain: list[Link]) -> None:
    chain[4] = (chain[4][0], None)
    assert _found(chain) == (5, "missing_evaluation")


@pytest.mark.parametrize("digest", ["md5:00", "sha256", "", "shake_128:00"])
def test_a_digest_of_no_known_algorithm_does_not_pass(chain: list[Link], digest: str) -> None:
    entry, evaluation = chain[0]
    chain[0] = (replace(entry, entry_digest=digest), evaluation)
    assert _found(chain) in {(1, "altered_entry"), (1, "invalid_row")}


def test_an_entry_says_every_fact_of_its_evaluation(chain: list[Link]) -> None:
    entry, evaluation = chain[0]
    assert evaluation is not None
    said = json.loads(entry.body)["evaluation"]
    said.update({f"rule_pack_{name}": value for name, value in said.pop("rule_pack").items()})
    documents_and_place = {
        "submission", "sheet", "tenant", "recorded_at", "position",
        "previous_digest", "entry_digest", "effective", "superseded_by",
    }  # fmt: skip
    assert set(said) == set(StoredEvaluation.__dataclass_fields__) - documents_and_place
    assert said["score"] == "98.48"


def test_an_entry_is_the_same_text_whatever_order_its_facts_came_in() -> None:
    one = new_evaluation(finding_codes=("B", "A", "B"), score=Decimal("98.480"))
    other = replace(one, finding_codes=("A", "B"), score=Decimal("98.48"))
    assert ledger.evaluation_body(one, 7, 1) == ledger.evaluation_body(other, 7, 1)


def test_a_digest_names_its_algorithm_and_can_be_recomputed_by_anyone() -> None:
    assert ledger.digest("预算") == "sha256:" + hashlib.sha256("预算".encode()).hexdigest()
    with pytest.raises(ValueError, match="md5"):
        ledger.digest("预算", "md5")


def _found(chain: list[Link]) -> tuple[int, str]:
    fault = verify(chain, GENESIS).fault
    assert fault is not None
    return fault.position, fault.code
