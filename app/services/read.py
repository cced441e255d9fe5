"""What has been recorded, read back: one evaluation, a page of them, the audit of one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from app.services.answer import Parts, answer_again, answer_digest, rfc3339
from app.services.found import Store as Evaluations
from app.services.found import found, seen
from app.storage.data_scope import DataScope
from app.storage.records import (
    AnsweredEvaluation,
    EvaluationFilters,
    EvaluationHead,
    EvaluationSummary,
    LedgerEntry,
    StoredEvaluation,
)


class Reader(Protocol):
    """Where single evaluations are read from, many at once."""

    async def get(self, tenant: str, evaluation_id: str) -> AnsweredEvaluation | None: ...
    async def get_head(self, tenant: str, evaluation_id: str) -> EvaluationHead | None: ...


class Store(Evaluations, Protocol):
    """Where records are read from."""

    def list(
        self, tenant: str, filters: EvaluationFilters, before_position: int | None, limit: int
    ) -> list[EvaluationSummary]: ...
    def entry(self, tenant: str, position: int) -> LedgerEntry | None: ...


@dataclass(frozen=True, slots=True)
class Page:
    """Some evaluations, and the position after which the next page begins (None: this was the last)."""

    items: tuple[EvaluationSummary, ...]
    next_before: int | None


class ReadService:
    """Reading never shows one tenant the records of another, nor a caller what lies outside its data scope."""

    def __init__(self, store: Store, reader: Reader) -> None:
        self._store = store
        self._reader = reader

    async def answer(self, tenant: str, data: DataScope, evaluation_id: str) -> tuple[Parts, str]:
        """The answer, in parts, about an evaluation as it stands now, and its digest. Raises EvaluationNotFound."""
        return answer_again(seen(await self._reader.get(tenant, evaluation_id), data, evaluation_id))

    async def digest(self, tenant: str, data: DataScope, evaluation_id: str) -> str:
        """The digest of the answer, without reading most of it. Raises EvaluationNotFound."""
        return answer_digest(seen(await self._reader.get_head(tenant, evaluation_id), data, evaluation_id))

    def page(self, tenant: str, filters: EvaluationFilters, before_position: int | None, limit: int) -> Page:
        """At most `limit` evaluations, newest first."""
        listed = self._store.list(tenant, filters, before_position, limit + 1)
        more = len(listed) > limit
        items = tuple(listed[:limit])
        return Page(items, items[-1].position if more else None)

    def audit(self, tenant: str, data: DataScope, evaluation_id: str) -> dict[str, Any]:
        """Submission, rules, the trace of every score, digests and the ledger entry. Raises EvaluationNotFound."""
        stored = found(self._store, tenant, data, evaluation_id)
        entry, withdrawal = self._entry(tenant, stored.position), self._withdrawal(stored)
        sheet = json.loads(stored.sheet)
        return {
            "evaluation": stored.id,
            "recorded_at": rfc3339(stored.recorded_at),
            "recorded_by": stored.recorded_by,
            "attempt": stored.attempt,
            "supersedes": stored.supersedes,
            "engine_version": stored.engine_version,
            "rule_pack": sheet["rule_pack"],
            "submission": json.loads(stored.submission),
            "lines": list(_lines(sheet)),
            "submission_digest": stored.submission_digest,
            "sheet_digest": stored.sheet_digest,
            "entry": entry,
            "withdrawal": withdrawal,
        }

    def _withdrawal(self, stored: StoredEvaluation) -> dict[str, Any] | None:
        withdrawal = stored.withdrawal
        if withdrawal is None:
            return None
        return {
            "reason": withdrawal.reason,
            "recorded_at": rfc3339(withdrawal.recorded_at),
            "recorded_by": withdrawal.recorded_by,
            "entry": self._entry(stored.tenant, withdrawal.position),
        }

    def _entry(self, tenant: str, position: int) -> dict[str, Any]:
        entry = self._store.entry(tenant, position)
        if entry is None:
            raise LookupError(f"there is no ledger entry at position {position}")
        return {
            "position": entry.position,
            "entry_kind": entry.entry_kind,
            "body": entry.body,
            "entry_digest": entry.entry_digest,
        }


def _lines(sheet: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every scored line of the sheet with its trace, the execution line first."""
    if sheet["funds"]["execution"] is not None:
        yield _line("/funds", None, sheet["funds"]["execution"])
    for index, indicator in enumerate(sheet["indicators"]):
        yield _line(f"/indicators/{index}", indicator["name"], indicator)


def _line(pointer: str, name: str | None, scored: dict[str, Any]) -> dict[str, Any]:
    return {
        "pointer": pointer,
        "name": name,
        "score": scored["score"],
        "outcome": scored["outcome"],
        "explanation": scored["explanation"],
    }
