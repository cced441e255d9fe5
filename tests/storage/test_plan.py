"""What a batch comes to, worked out without a database."""

from dataclasses import replace
from itertools import pairwise

from app.storage.ledger import GENESIS, Head
from app.storage.plan import Known, Plan, UsedKey, plan
from app.storage.records import KeyConflict, NewEvaluation, Recorded
from tests.storage.making import TENANT, new_evaluation, recorded, replayed

NOTHING_YET = Known(heads={TENANT: GENESIS}, used_keys={}, attempts={}, replayed={})


def planned(*batch: NewEvaluation, known: Known = NOTHING_YET) -> Plan:
    return plan(batch, known)


def test_members_get_consecutive_positions_each_chained_to_the_one_before() -> None:
    made = planned(new_evaluation(), new_evaluation(), new_evaluation())
    assert [entry.position for entry in made.entries] == [1, 2, 3]
    assert made.entries[0].previous_digest == GENESIS.digest
    assert all(one.entry_digest == next_one.previous_digest for one, next_one in pairwise(made.entries))
    assert made.heads == {TENANT: Head(3, made.entries[-1].entry_digest)}


def test_a_ledger_is_continued_from_its_head() -> None:
    head = Head(41, "sha256:41")
    made = planned(new_evaluation(), known=replace(NOTHING_YET, heads={TENANT: head}))
    assert (made.entries[0].position, made.entries[0].previous_digest) == (42, "sha256:41")


def test_each_tenant_has_its_own_positions() -> None:
    known = replace(NOTHING_YET, heads={"a": GENESIS, "b": Head(9, "sha256:9")})
    made = planned(new_evaluation(tenant="a"), new_evaluation(tenant="b"), new_evaluation(tenant="a"), known=known)
    assert [(entry.tenant, entry.position) for entry in made.entries] == [("a", 1), ("b", 10), ("a", 2)]


def test_a_retry_beside_its_first_request_is_a_replay_of_it() -> None:
    first = new_evaluation(idempotency_key="k")
    retry = new_evaluation(idempotency_key="k", request_digest=first.request_digest)
    made = planned(first, retry)
    assert replayed(made.outcomes[1]) == recorded(made.outcomes[0])
    assert len(made.evaluations) == 1


def test_another_request_under_the_same_key_is_a_conflict() -> None:
    made = planned(new_evaluation(idempotency_key="k"), new_evaluation(idempotency_key="k"), new_evaluation())
    assert [type(outcome) for outcome in made.outcomes] == [Recorded, KeyConflict, Recorded]
    assert [record.position for record in made.evaluations] == [1, 2]


def test_a_key_belongs_to_one_tenant() -> None:
    known = replace(NOTHING_YET, heads={"a": GENESIS, "b": GENESIS})
    made = planned(
        new_evaluation(tenant="a", idempotency_key="k"), new_evaluation(tenant="b", idempotency_key="k"), known=known
    )
    assert [type(outcome) for outcome in made.outcomes] == [Recorded, Recorded]


def test_a_replay_shows_the_evaluation_as_it_was_first_answered() -> None:
    superseded = replace(
        planned(new_evaluation()).evaluations[0], effective=False, superseded_by="the id of a later attempt"
    )
    known = replace(
        NOTHING_YET,
        used_keys={(TENANT, "k"): UsedKey("sha256:request", superseded.id)},
        replayed={superseded.id: superseded},
    )
    made = planned(new_evaluation(idempotency_key="k", request_digest="sha256:request"), known=known)
    stored = replayed(made.outcomes[0])
    assert (stored.id, stored.effective, stored.superseded_by) == (superseded.id, True, None)
    assert made.entries == []


def test_attempts_count_on_within_a_batch_and_the_last_one_is_effective() -> None:
    batch = [new_evaluation(business_key="form") for _ in range(3)]
    fresh = planned(*batch)
    assert [record.attempt for record in fresh.evaluations] == [1, 2, 3]
    assert fresh.first_effective == {(TENANT, "form"): fresh.evaluations[-1]}
    assert fresh.moved_effective == {}

    later = planned(*batch, known=replace(NOTHING_YET, attempts={(TENANT, "form"): 4}))
    assert [record.attempt for record in later.evaluations] == [5, 6, 7]
    assert later.moved_effective == {(TENANT, "form"): later.evaluations[-1]}
    assert later.first_effective == {}


def test_forms_without_a_business_key_stand_alone() -> None:
    made = planned(new_evaluation(business_key=None), new_evaluation(business_key=None))
    assert [record.attempt for record in made.evaluations] == [1, 1]
    assert made.first_effective == made.moved_effective == {}


def test_findings_are_stored_once_each_and_in_order() -> None:
    made = planned(new_evaluation(finding_codes=("B", "A", "B")))
    assert made.evaluations[0].finding_codes == ("A", "B")
