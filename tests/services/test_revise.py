"""A corrected form is the next attempt at the same one, and no other form."""

import asyncio
import json
from typing import Any

import pytest

from app.api.v1.mapping import read_submission
from app.services.errors import AnotherForm, EvaluationNotFound, IdempotencyKeyReused
from app.services.evaluate import EvaluationService
from app.services.recording import Answer, Recorder
from app.services.revise import RevisionService
from app.services.score import Scorer
from app.services.withdraw import WithdrawalService
from app.storage.data_scope import DataScope
from tests.forms import form, form_from, project_form
from tests.services.memory import MemoryLedger, Writing, body_of
from tests.serving import START, counted_randomness, shipped_packs

BY = Writing()


class Service:
    """All that writes, on one ledger in memory."""

    def __init__(self) -> None:
        self.ledger = MemoryLedger()
        recorder = Recorder(self.ledger)
        self.evaluations = EvaluationService(Scorer(shipped_packs()), recorder, lambda: START, counted_randomness())
        self.revisions = RevisionService(self.ledger, self.evaluations, read_submission)
        self.withdrawals = WithdrawalService(self.ledger, recorder, lambda: START)

    def record(self, sent: dict[str, Any], key: str | None = None) -> Answer:
        return asyncio.run(self.evaluations.record(form_from(sent), BY, key))

    def revise(self, target: str, sent: dict[str, Any], key: str | None = None, by: Writing = BY) -> Answer:
        return asyncio.run(self.revisions.revise(target, form_from(sent), by, key))

    def stands(self, evaluation_id: str) -> tuple[int, bool, str | None, str | None]:
        stored = self.ledger.get("default", evaluation_id)
        assert stored is not None
        return stored.attempt, stored.effective, stored.supersedes, stored.superseded_by


def test_a_revision_counts_in_the_place_of_what_it_revises() -> None:
    service = Service()
    first = service.record(project_form()).id
    second = service.revise(first, project_form(declared={"total": "95"}))
    assert service.stands(second.id) == (2, True, first, None)
    assert service.stands(first) == (1, False, None, second.id)
    assert json.loads(body_of(second))["supersedes"] == first
    assert [entry.entry_kind for entry in service.ledger.entries] == ["evaluation", "revision"]


def test_a_plain_post_and_a_revision_are_attempts_of_one_series() -> None:
    service = Service()
    first = service.record(project_form()).id
    second = service.revise(first, project_form()).id
    third = service.record(project_form()).id
    # Whichever attempt is named: the one that counts is superseded.
    fourth = service.revise(first, project_form()).id
    assert service.stands(third) == (3, False, second, fourth)
    assert service.stands(fourth) == (4, True, third, None)


def test_a_form_that_stands_alone_is_revised_in_its_own_series() -> None:
    service = Service()
    alone, other = service.record(form()).id, service.record(form()).id
    revised = service.revise(alone, form(unit={"code": "U1", "name": "U1"})).id
    again = service.revise(revised, form()).id
    assert service.stands(again) == (3, True, revised, None)
    assert service.stands(other) == (1, True, None, None)


@pytest.mark.parametrize(
    ("first", "second", "differing"),
    [
        (project_form(), project_form(fiscal_year=2023), ("fiscal_year",)),
        (project_form(), project_form(unit="U2"), ("unit",)),
        (project_form(), project_form(project="P2"), ("project",)),
        (project_form(), form(), ("unit", "project")),
        (project_form(), form(unit={"code": "U1"}), ("project",)),
        (form(), project_form(), ("unit", "project")),
        (form(unit={"code": "U1"}), project_form(), ("project",)),
        (form(unit={"code": "U1"}), form(unit={"code": "U2"}), ("unit",)),
        (form(), form(fiscal_year=2023), ("fiscal_year",)),
        (project_form(), project_form(kind="project_target_self_evaluation"), ("kind",)),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else "",
)
def test_another_form_is_no_revision(first: dict[str, Any], second: dict[str, Any], differing: tuple[str, ...]) -> None:
    service = Service()
    target = service.record(first).id
    with pytest.raises(AnotherForm) as raised:
        service.revise(target, second)
    assert raised.value.members == differing
    assert len(service.ledger.evaluations) == 1


def test_what_does_not_exist_for_the_caller_cannot_be_revised() -> None:
    service = Service()
    target = service.record(project_form()).id
    elsewhere = Writing(data=DataScope(region="11"))
    for evaluation_id, by in (("never", BY), (target, Writing("another")), (target, elsewhere)):
        with pytest.raises(EvaluationNotFound):
            service.revise(evaluation_id, project_form(), by=by)


def test_a_retry_gets_the_stored_answer_and_another_target_is_another_request() -> None:
    service = Service()
    first, other = service.record(form()).id, service.record(form()).id
    revised = service.revise(first, form(), "k")
    again = service.revise(first, form(), "k")
    assert (again.id, body_of(again), again.replayed) == (revised.id, body_of(revised), True)
    for reused in (lambda: service.revise(other, form(), "k"), lambda: service.record(form(), "k")):
        with pytest.raises(IdempotencyKeyReused):
            reused()


def test_what_was_withdrawn_can_be_revised_and_the_next_attempt_counts() -> None:
    service = Service()
    first = service.record(project_form()).id
    asyncio.run(service.withdrawals.withdraw(first, "误报", BY, None))
    assert service.stands(first) == (1, False, None, None)
    second = service.revise(first, project_form()).id
    assert service.stands(second) == (2, True, None, None)
    assert service.stands(first) == (1, False, None, second)
