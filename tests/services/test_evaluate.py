"""Recording: what reaches storage, and what its outcomes become."""

import asyncio
import json
from pathlib import Path

import pytest

from app.rules.catalogue import load_catalogue
from app.rules.errors import RulePackDraft
from app.services.errors import IdempotencyKeyReused, OutsideDataScope, RequestInFlight
from app.services.evaluate import EvaluationService
from app.services.form import Form
from app.services.recording import Answer, Recorder
from app.services.score import Scorer
from app.storage.data_scope import DataScope
from app.storage.errors import StorageUnavailable
from app.storage.ledger import digest
from app.storage.records import KeyConflict, NewEvaluation
from tests.forms import example, form_from
from tests.own_packs import write_draft
from tests.services.memory import MemoryLedger, Writing, body_of
from tests.serving import START, counted_randomness, shipped_packs


def service(writer: MemoryLedger, scorer: Scorer | None = None) -> EvaluationService:
    engine = scorer or Scorer(shipped_packs(), "0.0.1")
    return EvaluationService(engine, Recorder(writer), lambda: START, counted_randomness())


def recorded(writer: MemoryLedger, form: Form, key: str | None = None) -> Answer:
    return asyncio.run(service(writer).record(form, Writing("丰台区"), key))


def asked(writer: MemoryLedger) -> NewEvaluation:
    """The one thing that reached storage."""
    (new,) = writer.asked
    assert isinstance(new, NewEvaluation)
    return new


def test_what_is_stored_is_what_is_answered() -> None:
    writer = MemoryLedger()
    answer = recorded(writer, form_from(example()))
    new = asked(writer)
    body = json.loads(body_of(answer))
    assert (answer.id, answer.replayed) == (new.id, False)
    assert body_of(answer).endswith(b"," + new.sheet[1:])
    assert (body["id"], body["recorded_at"]) == (new.id, "2025-01-20T08:00:00.000000Z")
    assert body["audit"]["sheet_digest"] == new.sheet_digest == digest(new.sheet)
    assert body["audit"]["submission_digest"] == new.submission_digest == digest(new.submission)


def test_the_facts_beside_the_texts_are_those_of_the_form_and_the_sheet() -> None:
    writer = MemoryLedger()
    recorded(writer, form_from(example()), key="k")
    new = asked(writer)
    sheet = json.loads(new.sheet)
    assert (new.tenant, new.idempotency_key, new.engine_version) == ("丰台区", "k", "0.0.1")
    assert (new.kind, new.fiscal_year, new.region_code) == ("project_self_evaluation", 2024, "110106")
    assert (new.department_code, new.unit_code, new.project_code) == ("149", "149020", "11010624T000002725033")
    assert (str(new.score), new.grade, new.status) == ("98.48", "excellent", "scored")
    assert (new.rule_pack_id, new.rule_pack_version) == (sheet["rule_pack"]["id"], sheet["rule_pack"]["version"])
    assert new.rule_pack_digest == sheet["rule_pack"]["digest"]
    assert set(new.finding_codes) == {finding["code"] for finding in sheet["findings"]}
    assert (str(new.weight), str(new.declared_total), new.recorded_by) == ("100", "95", "budget-office")
    assert new.series_key == "2024/project_self_evaluation/149020/11010624T000002725033"


def test_a_key_that_belongs_to_another_request_is_refused() -> None:
    with pytest.raises(IdempotencyKeyReused):
        recorded(MemoryLedger(KeyConflict()), form_from(example()), key="k")


def test_a_request_under_a_key_in_flight_is_told_to_wait_and_one_of_another_tenant_is_not() -> None:
    evaluations = service(MemoryLedger())
    form = form_from(example())

    async def run() -> list[Answer | BaseException]:
        asked = [evaluations.record(form, Writing(tenant), "k") for tenant in ("a", "a", "b")]
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second, other = asyncio.run(run())
    assert isinstance(first, Answer)
    assert isinstance(second, RequestInFlight)
    assert isinstance(other, Answer)


def test_a_key_is_free_again_after_an_error() -> None:
    writer = MemoryLedger(StorageUnavailable("gone"))
    evaluations = service(writer)
    form = form_from(example())
    with pytest.raises(StorageUnavailable):
        asyncio.run(evaluations.record(form, Writing(), "k"))
    writer.answer = None
    assert asyncio.run(evaluations.record(form, Writing(), "k")).id


def test_a_draft_never_reaches_storage(tmp_path: Path) -> None:
    writer = MemoryLedger()
    write_draft(tmp_path)
    scorer = Scorer(load_catalogue(tmp_path))
    named = {"rule_pack": {"id": "beijing-project-self-evaluation", "version": "2.0.0"}}
    with pytest.raises(RulePackDraft):
        asyncio.run(service(writer, scorer).record(form_from(example() | named), Writing(), None))
    assert writer.asked == []


def test_digests_are_of_the_ledgers_algorithm_and_the_key_knows_its_request_under_any() -> None:
    writers = MemoryLedger(), MemoryLedger()
    for writer, algorithm in zip(writers, ("sha256", "sm3"), strict=True):
        evaluations = EvaluationService(
            Scorer(shipped_packs()), Recorder(writer), lambda: START, counted_randomness(), algorithm
        )
        asyncio.run(evaluations.record(form_from(example()), Writing(), "k"))
    one, other = map(asked, writers)
    assert other.sheet_digest == digest(other.sheet, "sm3")
    assert other.submission_digest == digest(other.submission, "sm3")
    assert one.request_digest == other.request_digest


@pytest.mark.parametrize(
    ("data", "inside"),
    [
        (DataScope(region="11"), True),
        (DataScope(region="1102"), False),
        (DataScope(departments=frozenset({"149", "150"})), True),
        (DataScope(departments=frozenset({"150"})), False),
    ],
    ids=["region", "another region", "department", "another department"],
)
def test_a_form_outside_the_callers_data_scope_never_reaches_storage(data: DataScope, inside: bool) -> None:
    writer = MemoryLedger()
    sending = service(writer).record(form_from(example()), Writing(data=data), None)
    if inside:
        assert asyncio.run(sending).id in writer.evaluations
    else:
        with pytest.raises(OutsideDataScope):
            asyncio.run(sending)
        assert writer.asked == []
