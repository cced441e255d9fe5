"""What a batch comes to, worked out without a database."""

import json
from dataclasses import replace

from app.storage.data_scope import DataScope
from app.storage.ledger import entry_digest
from app.storage.merkle import Frontier, read_digest_text
from app.storage.plan import Known, Plan, Series, UsedKey, plan
from app.storage.records import (
    AlreadyWithdrawn,
    Appended,
    AttemptUnseen,
    KeyConflict,
    New,
    NewEntry,
    Recorded,
    StoredEvaluation,
)
from tests.storage.making import START, TENANT, new_evaluation, new_withdrawal, nothing_known, recorded, replayed

NOTHING_YET = nothing_known(TENANT)
FORM = (TENANT, "form")


def planned(*batch: New, known: Known = NOTHING_YET) -> Plan:
    return plan(batch, known)


def attempts(number: int) -> list[StoredEvaluation]:
    """Attempts at one form, as recorded by a first batch."""
    return planned(*(new_evaluation(series_key="form") for _ in range(number))).evaluations


def known_of(recorded_before: list[StoredEvaluation], **changes: object) -> Known:
    """What the database knows when these attempts at one form stand."""
    last = recorded_before[-1]
    standing = {each.attempt: each.id for each in recorded_before}
    known = replace(
        NOTHING_YET,
        frontiers={TENANT: Frontier("sha256").extend([b"x" * 32] * last.position)},
        series={FORM: Series(last.attempt, last.id)},
        standing={FORM: standing},
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def test_members_get_consecutive_positions_and_their_hashes_are_the_leaves_in_order() -> None:
    made = planned(new_evaluation(), new_evaluation(), new_evaluation())
    assert [entry.position for entry in made.entries] == [1, 2, 3]
    assert [entry.entry_digest for entry in made.entries] == [
        entry_digest("sha256", entry.body) for entry in made.entries
    ]
    assert made.leaves == {TENANT: [read_digest_text(entry.entry_digest)[1] for entry in made.entries]}


def test_a_ledger_is_continued_from_its_head_under_its_own_algorithm() -> None:
    known = replace(NOTHING_YET, frontiers={TENANT: Frontier("sm3").extend([b"x" * 32] * 41)})
    (entry,) = planned(new_evaluation(), known=known).entries
    assert entry.position == 42
    assert entry.entry_digest == entry_digest("sm3", entry.body)


def test_each_tenant_has_its_own_positions() -> None:
    known = nothing_known("a")
    known.frontiers["b"] = Frontier("sha256").extend([b"x" * 32] * 9)
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
    made = planned(
        new_evaluation(tenant="a", idempotency_key="k"),
        new_evaluation(tenant="b", idempotency_key="k"),
        known=nothing_known("a", "b"),
    )
    assert [type(outcome) for outcome in made.outcomes] == [Recorded, Recorded]


def test_a_replay_shows_the_evaluation_as_it_was_first_answered() -> None:
    first, later = attempts(2)
    withdrawn = recorded(planned(new_withdrawal(first), known=known_of([first, later])).outcomes[0])
    known = replace(
        NOTHING_YET,
        used_keys={(TENANT, "k"): UsedKey("sha256:request", first.id)},
        replayed={first.id: replace(withdrawn, superseded_by=later.id)},
    )
    made = planned(new_evaluation(idempotency_key="k", request_digest="sha256:request"), known=known)
    assert replayed(made.outcomes[0]) == first
    assert made.entries == []


def test_attempts_count_on_within_a_batch_and_the_last_one_is_effective() -> None:
    batch = [new_evaluation(series_key="form") for _ in range(3)]
    fresh = planned(*batch)
    assert [record.attempt for record in fresh.evaluations] == [1, 2, 3]
    assert fresh.series == {FORM: Series(3, batch[-1].id)}

    later = planned(*batch, known=replace(NOTHING_YET, series={FORM: Series(4, "the fourth")}))
    assert [record.attempt for record in later.evaluations] == [5, 6, 7]
    assert later.series == {FORM: Series(7, batch[-1].id)}


def test_an_attempt_supersedes_the_one_that_counted_and_its_entry_is_a_revision() -> None:
    first, second = attempts(2)
    assert (first.supersedes, second.supersedes) == (None, first.id)
    kinds = [entry.entry_kind for entry in planned(new_evaluation(series_key="form"), known=known_of([first])).entries]
    assert kinds == ["revision"]
    withdrawn = replace(NOTHING_YET, series={FORM: Series(2, None)})
    (entry,) = planned(new_evaluation(series_key="form"), known=withdrawn).entries
    assert entry.entry_kind == json.loads(entry.body)["entry"] == "evaluation"


def test_findings_are_stored_once_each_and_in_order() -> None:
    made = planned(new_evaluation(finding_codes=("B", "A", "B")))
    assert made.evaluations[0].finding_codes == ("A", "B")


# Withdrawals.


def test_the_latest_attempt_that_is_not_withdrawn_counts() -> None:
    first, second, third = attempts(3)
    known = known_of([first, second, third])
    for withdrawn, counts in (
        ([third], second.id),
        ([first], third.id),
        ([third, second], first.id),
        ([second, third], first.id),
        ([first, second, third], None),
    ):
        made = planned(*(new_withdrawal(each) for each in withdrawn), known=known)
        assert made.series == {FORM: Series(3, counts)}
        outcome = recorded(made.outcomes[-1])
        assert outcome.withdrawal is not None
        assert outcome.withdrawal.effective_id == outcome.superseded_by == counts
        assert (outcome.effective, outcome.status_now) == (False, "withdrawn")


def test_a_withdrawal_has_a_place_of_its_own_in_the_ledger() -> None:
    first, second = attempts(2)
    made = planned(new_withdrawal(first, reason="误报"), new_evaluation(), known=known_of([first, second]))
    assert [(entry.position, entry.entry_kind, entry.evaluation_id) for entry in made.entries] == [
        (3, "withdrawal", first.id),
        (4, "evaluation", made.evaluations[0].id),
    ]
    ((target, withdrawal),) = made.withdrawals
    assert (target.id, withdrawal.reason, withdrawal.position) == (first.id, "误报", 3)


def test_what_is_withdrawn_cannot_be_withdrawn_again() -> None:
    (first,) = attempts(1)
    again = planned(new_withdrawal(first), new_withdrawal(first), known=known_of([first]))
    assert [type(outcome) for outcome in again.outcomes] == [Recorded, AlreadyWithdrawn]
    assert len(again.entries) == 1
    known = known_of([first], standing={FORM: {}})
    assert planned(new_withdrawal(first), known=known).outcomes == [AlreadyWithdrawn()]


def test_an_attempt_made_in_the_batch_counts_when_an_older_one_is_withdrawn_behind_it() -> None:
    (first,) = attempts(1)
    made = planned(new_evaluation(series_key="form"), new_withdrawal(first), known=known_of([first]))
    assert made.series == {FORM: Series(2, made.evaluations[0].id)}


def test_a_retried_withdrawal_is_answered_as_it_was() -> None:
    first, second = attempts(2)
    new = new_withdrawal(second, idempotency_key="k")
    made = planned(new, new, new_evaluation(series_key="form"), new, known=known_of([first, second]))
    outcome = recorded(made.outcomes[0])
    assert replayed(made.outcomes[1]) == replayed(made.outcomes[3]) == outcome
    assert outcome.superseded_by == first.id
    assert made.new_keys == {(TENANT, "k"): UsedKey(new.request_digest, second.id)}


# Other entries.


def test_any_other_event_is_an_entry_and_nothing_else() -> None:
    pack = {"id": "beijing", "version": "1.0.1", "digest": "sha256:07f4"}
    new = NewEntry(tenant=TENANT, kind="rule_pack", facts=pack, recorded_at=START, recorded_by="admin")
    made = planned(new_evaluation(), new)
    outcome = made.outcomes[1]
    assert isinstance(outcome, Appended)
    assert outcome.entry == made.entries[1]
    assert (outcome.entry.position, outcome.entry.entry_kind, outcome.entry.evaluation_id) == (2, "rule_pack", None)
    assert json.loads(outcome.entry.body) == {
        "entry": "rule_pack",
        "position": 2,
        "recorded_at": "2025-01-20T08:00:00.000000Z",
        "recorded_by": "admin",
        "rule_pack": pack,
        "tenant": TENANT,
    }


BEIJING = DataScope(region="11")


def test_an_attempt_that_its_author_does_not_see_is_not_superseded() -> None:
    before = attempts(2)
    unseen = known_of(before, places={each.id: ("650106", "149") for each in before})
    made = planned(new_evaluation(series_key="form", data=BEIJING), known=unseen)
    assert (made.outcomes, made.entries, made.series) == ([AttemptUnseen()], [], {})
    seen = known_of(before, places={before[0].id: ("650106", "149"), before[1].id: ("110106", "149")})
    assert recorded(planned(new_evaluation(series_key="form", data=BEIJING), known=seen).outcomes[0]).attempt == 3


def test_an_attempt_of_the_same_batch_counts_as_well() -> None:
    elsewhere, here = new_evaluation(series_key="form", region_code="650106"), new_evaluation(series_key="form")
    unseeing = new_evaluation(series_key="form", data=BEIJING)
    assert planned(elsewhere, unseeing).outcomes[1] == AttemptUnseen()
    assert recorded(planned(elsewhere, here, unseeing).outcomes[2]).attempt == 3


def test_a_series_of_which_nothing_counts_is_open_to_everybody() -> None:
    known = known_of(attempts(1), series={FORM: Series(1, None)})
    assert recorded(planned(new_evaluation(series_key="form", data=BEIJING), known=known).outcomes[0]).attempt == 2
