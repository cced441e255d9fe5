"""Scores a form and records it: everything is computed in memory, then saved once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.services.answer import answer_text
from app.services.errors import IdempotencyKeyReused, RequestInFlight
from app.services.form import Form, business_key
from app.services.ids import uuid7
from app.services.score import Scorer
from app.storage.ledger import digest
from app.storage.records import KeyConflict, NewEvaluation, Outcome, Recorded, Replayed


class Writer(Protocol):
    """Where accepted evaluations go; an outcome comes back only once it is durable."""

    async def record(self, new: NewEvaluation) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller gets: the record's id, the body, and whether an earlier request had been answered with it."""

    id: str
    body: str
    replayed: bool


class EvaluationService:
    """Accepted evaluations, each recorded before it is answered."""

    def __init__(
        self,
        scorer: Scorer,
        writer: Writer,
        clock: Callable[[], datetime],
        randomness: Callable[[int], bytes],
    ) -> None:
        self._scorer = scorer
        self._writer = writer
        self._clock = clock
        self._randomness = randomness
        self._in_flight: set[tuple[str, str]] = set()

    async def record(self, form: Form, tenant: str, idempotency_key: str | None) -> Answer:
        """Scores, stores and answers; a key seen before with the same body gets the stored answer.

        Raises IdempotencyKeyReused for the key with another body, RequestInFlight while its first request
        is still being recorded here, and whatever the catalogue and the storage raise.
        """
        if idempotency_key is None:
            return await self._record(form, tenant, None)
        mark = (tenant, idempotency_key)
        if mark in self._in_flight:
            raise RequestInFlight
        self._in_flight.add(mark)
        try:
            return await self._record(form, tenant, idempotency_key)
        finally:
            self._in_flight.discard(mark)

    async def _record(self, form: Form, tenant: str, idempotency_key: str | None) -> Answer:
        match await self._writer.record(self._new_record(form, tenant, idempotency_key)):
            case Recorded(stored):
                return Answer(stored.id, answer_text(stored), replayed=False)
            case Replayed(stored):
                return Answer(stored.id, answer_text(stored), replayed=True)
            case KeyConflict():
                raise IdempotencyKeyReused

    def _new_record(self, form: Form, tenant: str, idempotency_key: str | None) -> NewEvaluation:
        submission = form.submission
        scored = self._scorer.score(submission, drafts=False)
        evaluation, pack = scored.evaluation, scored.used.pack
        now = self._clock()
        submission_digest = digest(form.canonical)
        return NewEvaluation(
            id=uuid7(now, self._randomness(10)),
            tenant=tenant,
            recorded_at=now,
            kind=submission.kind.value,
            fiscal_year=submission.fiscal_year,
            region_code=submission.region_code,
            department_code=submission.department.code,
            unit_code=submission.unit.code,
            project_code=submission.project.code,
            business_key=business_key(submission),
            status=evaluation.status.value,
            score=evaluation.totals.score,
            grade=evaluation.totals.grade,
            rule_pack_id=pack.id,
            rule_pack_version=pack.version,
            rule_pack_digest=pack.digest,
            engine_version=self._scorer.engine_version,
            submission=form.canonical,
            sheet=scored.sheet,
            submission_digest=submission_digest,
            sheet_digest=digest(scored.sheet),
            finding_codes=tuple(sorted({finding.code for finding in evaluation.findings})),
            request_digest=submission_digest,
            idempotency_key=idempotency_key,
        )
