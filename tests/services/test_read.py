"""Reading back: one tenant never sees another's records, and a record that lost its entry is no answer."""

import asyncio
import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.services.errors import EvaluationNotFound
from app.services.read import ReadService
from app.storage.data_scope import WHOLE_TENANT
from app.storage.plan import plan
from app.storage.records import (
    AnsweredEvaluation,
    EvaluationFilters,
    EvaluationHead,
    EvaluationSummary,
    LedgerEntry,
    StoredEvaluation,
)
from tests.storage.making import TENANT, answered, new_evaluation, nothing_known


@dataclass
class Reading:
    """The same store, asked by callers who wait."""

    store: "RememberingStore"

    async def get(self, tenant: str, evaluation_id: str) -> AnsweredEvaluation | None:
        stored = self.store.get(tenant, evaluation_id)
        return stored and answered(stored)

    async def get_head(self, tenant: str, evaluation_id: str) -> EvaluationHead | None:
        return await self.get(tenant, evaluation_id)


@dataclass
class RememberingStore:
    """Records in memory, newest first."""

    records: list[StoredEvaluation]
    entries: list[LedgerEntry]

    def get(self, tenant: str, evaluation_id: str) -> StoredEvaluation | None:
        return next((each for each in self.records if (each.tenant, each.id) == (tenant, evaluation_id)), None)

    def list(
        self, tenant: str, filters: EvaluationFilters, before_position: int | None, limit: int
    ) -> list[EvaluationSummary]:
        last = len(self.records) + 1 if before_position is None else before_position
        return [each for each in self.records if each.tenant == tenant and each.position < last][:limit]

    def entry(self, tenant: str, position: int) -> LedgerEntry | None:
        return next((each for each in self.entries if (each.tenant, each.position) == (tenant, position)), None)


def store(count: int) -> RememberingStore:
    made = plan([new_evaluation() for _ in range(count)], nothing_known(TENANT))
    return RememberingStore(made.evaluations[::-1], made.entries)


def service_of(kept: RememberingStore) -> ReadService:
    return ReadService(kept, Reading(kept))


def answer_of(kept: RememberingStore, tenant: str, evaluation_id: str) -> Any:
    parts, digest = asyncio.run(service_of(kept).answer(tenant, WHOLE_TENANT, evaluation_id))
    body = b"".join(parts)
    assert asyncio.run(service_of(kept).digest(tenant, WHOLE_TENANT, evaluation_id)) == digest
    return json.loads(body)


def test_a_record_of_another_tenant_is_not_found() -> None:
    kept = store(1)
    stored = kept.records[0]
    assert answer_of(kept, TENANT, stored.id)["id"] == stored.id
    service = service_of(kept)
    for waiting in (service.answer, service.digest):
        with pytest.raises(EvaluationNotFound):
            asyncio.run(waiting("another", WHOLE_TENANT, stored.id))
    with pytest.raises(EvaluationNotFound):
        service.audit("another", WHOLE_TENANT, stored.id)


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (1, [1]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])])
def test_pages_say_where_the_next_one_begins(count: int, sizes: list[int]) -> None:
    service, found, before = service_of(store(count)), [], None
    while not found or before is not None:
        page = service.page(TENANT, EvaluationFilters(), before, 3)
        found.append(len(page.items))
        before = page.next_before
    assert found == sizes


def test_a_superseded_record_says_so_whatever_its_status_was() -> None:
    kept = store(1)
    kept.records[0] = replace(kept.records[0], status="incomplete", effective=False, superseded_by="01a2")
    answer = answer_of(kept, TENANT, kept.records[0].id)
    assert (answer["status"], answer["effective"], answer["superseded_by"]) == ("superseded", False, "01a2")


def test_a_record_without_its_ledger_entry_has_no_audit() -> None:
    kept = store(1)
    kept.entries.clear()
    with pytest.raises(LookupError, match="no ledger entry at position 1"):
        service_of(kept).audit(TENANT, WHOLE_TENANT, kept.records[0].id)
