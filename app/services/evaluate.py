"""Scores a form and records it: everything is computed in memory, then saved once."""

from collections.abc import Callable
from datetime import datetime

from app.services.author import Author
from app.services.errors import OutsideDataScope
from app.services.form import Form, series_key, series_key_alone
from app.services.ids import uuid7
from app.services.recording import Answer, Recorder, request_digest
from app.services.score import Scorer
from app.storage.ledger import DEFAULT_ALGORITHM, digest
from app.storage.records import NewEvaluation


class EvaluationService:
    """Accepted evaluations, each recorded before it is answered."""

    def __init__(
        self,
        scorer: Scorer,
        recorder: Recorder,
        clock: Callable[[], datetime],
        randomness: Callable[[int], bytes],
        algorithm: str = DEFAULT_ALGORITHM,
    ) -> None:
        self._scorer = scorer
        self._recorder = recorder
        self._clock = clock
        self._randomness = randomness
        self._algorithm = algorithm

    async def record(self, form: Form, author: Author, idempotency_key: str | None) -> Answer:
        """Scores, stores and answers; a key seen before with the same body gets the stored answer.

        Raises OutsideDataScope, IdempotencyKeyReused for the key with another body, RequestInFlight while its first
        request is still being recorded here, and whatever the catalogue and the storage raise.
        """
        return await self.record_in(series_key(form.submission), "evaluation", form, author, idempotency_key)

    async def record_in(
        self, series: str | None, operation: str, form: Form, author: Author, idempotency_key: str | None
    ) -> Answer:
        """The same as the next attempt of a series (None: the first of its own), asked for as `operation`."""
        if not author.data.admits(form.submission.region_code, form.submission.department.code):
            raise OutsideDataScope
        with self._recorder.holding(author.tenant, idempotency_key):
            new = self._new_record(series, operation, form, author, idempotency_key)
            return await self._recorder.record(new)

    def _new_record(
        self, series: str | None, operation: str, form: Form, author: Author, idempotency_key: str | None
    ) -> NewEvaluation:
        submission = form.submission
        scored = self._scorer.score(submission, drafts=False)
        evaluation, pack = scored.evaluation, scored.used.pack
        now = self._clock()
        evaluation_id = uuid7(now, self._randomness(10))
        return NewEvaluation(
            id=evaluation_id,
            tenant=author.tenant,
            recorded_at=now,
            recorded_by=author.subject,
            kind=submission.kind.value,
            fiscal_year=submission.fiscal_year,
            region_code=submission.region_code,
            department_code=submission.department.code,
            unit_code=submission.unit.code,
            project_code=submission.project.code,
            series_key=series or series_key_alone(evaluation_id),
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
            request_digest=request_digest(operation, form.canonical),
            idempotency_key=idempotency_key,
        )
