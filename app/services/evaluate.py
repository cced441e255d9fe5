"""Scores a form and records it: everything is computed in memory, then saved once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.services.answer import answer_text
from app.services.errors import IdempotencyKeyReused, RequestInFlight
from app.services.form import Form, series_key, series_key_alone
from app.services.ids import uuid7
from app.services.score import Scorer
from app.storage.ledger import DEFAULT_ALGORITHM, digest
from app.storage.records import New, NewEvaluation, Outcome, Recorded, Replayed


class Writer(Protocol):
    """Where everything accepted goes; an outcome comes back only once it is durable."""

    async def record(self, new: New) -> Outcome: ...


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
        algorithm: str = DEFAULT_ALGORITHM,
    ) -> None:
        self._scorer = scorer
        self._writer = writer
        self._clock = clock
        self._randomness = randomness
        self._algorithm = algorithm
        self._in_flight: set[tuple[str, str]] = set()

    async def record(self, form: Form, tenant: str, subject: str, idempotency_key: str | None) -> Answer:
        """Scores, stores and answers; a key seen before with the same body gets the stored answer.

        Raises IdempotencyKeyReused for the key with another body, RequestInFlight while its first request
        is still being recorded here, and whatever the catalogue and the storage raise.
        """
        if idempotency_key is None:
            return await self._record(form, tenant, subject, None)
        mark = (tenant, idempotency_key)
        if mark in self._in_flight:
            raise RequestInFlight
        self._in_flight.add(mark)
        try:
            return await self._record(form, tenant, subject, idempotency_key)
        finally:
            self._in_flight.discard(mark)

    async def _record(self, form: Form, tenant: str, subject: str, idempotency_key: str | None) -> Answer:
        match await self._writer.record(self._new_record(form, tenant, subject, idempotency_key)):
            case Recorded(stored):
                return Answer(stored.id, answer_text(stored), replayed=False)
            case Replayed(stored):
                return Answer(stored.id, answer_text(stored), replayed=True)
            case _:
                raise IdempotencyKeyReused

    def _new_record(self, form: Form, tenant: str, subject: str, idempotency_key: str | None) -> NewEvaluation:
        submission = form.submission
        scored = self._scorer.score(submission, drafts=False)
        evaluation, pack = scored.evaluation, scored.used.pack
        now = self._clock()
        evaluation_id = uuid7(now, self._randomness(10))
        return NewEvaluation(
            id=evaluation_id,
            tenant=tenant,
            recorded_at=now,
            recorded_by=subject,
            kind=submission.kind.value,
            fiscal_year=submission.fiscal_year,
            region_code=submission.region_code,
            department_code=submission.department.code,
            unit_code=submission.unit.code,
            project_code=submission.project.code,
            series_key=series_key(submission) or series_key_alone(evaluation_id),
            status=evaluation.status.value,
            score=evaluation.totals.score,
            weight=evaluation.totals.weight,
            declared_total=evaluation.totals.declared,
            grade=evaluation.totals.grade,
            rule_pack_id=pack.id,
            rule_pack_version=pack.version,
            rule_pack_digest=pack.digest,
            engine_version=self._scorer.engine_version,
            submission=form.canonical,
            sheet=scored.sheet,
            submission_digest=digest(form.canonical, self._algorithm),
            sheet_digest=digest(scored.sheet, self._algorithm),
            finding_codes=tuple(sorted({finding.code for finding in evaluation.findings})),
            request_digest=digest(f"evaluation\n{form.canonical}"),
            idempotency_key=idempotency_key,
        )
