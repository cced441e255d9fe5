"""Scores a form and records it: everything is computed in memory, then saved once."""

from collections.abc import Callable
from datetime import datetime

from app.services.author import Author
from app.services.errors import OutsideDataScope
from app.services.form import Form, FormHead, ScoredForm, series_key, series_key_alone
from app.services.ids import uuid7
from app.services.recording import Answer, Recorder, request_digest
from app.services.score import Scored, Scorer
from app.storage.ledger import DEFAULT_ALGORITHM, digest
from app.storage.records import NewEvaluation

_EVALUATION = "evaluation"


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
        return await self.record_in(series_key(form.submission), _EVALUATION, form, author, idempotency_key)

    async def record_in(
        self, series: str | None, operation: str, form: Form, author: Author, idempotency_key: str | None
    ) -> Answer:
        """The same as the next attempt of a series (None: the first of its own), asked for as `operation`."""
        _require_admitted(author, form.submission)
        with self._recorder.holding(author.tenant, idempotency_key):
            scored = scored_form(form, self._scorer.score(form.submission, drafts=False))
            new = self._new_record(series, operation, scored, author, idempotency_key)
            return await self._recorder.record(new)

    async def record_scored(self, scored: ScoredForm, author: Author, idempotency_key: str | None) -> Answer:
        """As `record`, for a form that has its score already."""
        _require_admitted(author, scored.head)
        with self._recorder.holding(author.tenant, idempotency_key):
            new = self._new_record(series_key(scored.head), _EVALUATION, scored, author, idempotency_key)
            return await self._recorder.record(new)

    def _new_record(
        self, series: str | None, operation: str, scored: ScoredForm, author: Author, idempotency_key: str | None
    ) -> NewEvaluation:
        head, pack, submission = scored.head, scored.pack, scored.canonical
        now = self._clock()
        evaluation_id = uuid7(now, self._randomness(10))
        return NewEvaluation(
            id=evaluation_id,
            tenant=author.tenant,
            recorded_at=now,
            recorded_by=author.subject,
            kind=head.kind.value,
            fiscal_year=head.fiscal_year,
            region_code=head.region_code,
            department_code=head.department.code,
            unit_code=head.unit.code,
            project_code=head.project.code,
            series_key=series or series_key_alone(evaluation_id),
            status=scored.status,
            score=scored.score,
            weight=scored.weight,
            declared_total=scored.declared_total,
            grade=scored.grade,
            rule_pack_id=pack.id,
            rule_pack_version=pack.version,
            rule_pack_digest=pack.digest,
            engine_version=self._scorer.engine_version,
            submission=submission,
            sheet=scored.sheet,
            submission_digest=digest(submission, self._algorithm),
            sheet_digest=digest(scored.sheet, self._algorithm),
            finding_codes=scored.finding_codes,
            request_digest=request_digest(operation, submission),
            idempotency_key=idempotency_key,
            data=author.data,
        )


def scored_form(form: Form, scored: Scored) -> ScoredForm:
    """The form with what the domain made of it."""
    totals = scored.evaluation.totals
    return ScoredForm(
        head=form.submission,
        canonical=form.canonical.encode(),
        pack=scored.used.pack,
        sheet=scored.sheet.encode(),
        status=scored.evaluation.status.value,
        score=totals.score,
        weight=totals.weight,
        declared_total=totals.declared,
        grade=totals.grade,
        finding_codes=tuple(sorted({finding.code for finding in scored.evaluation.findings})),
    )


def _require_admitted(author: Author, head: FormHead) -> None:
    outside = author.data.left_out(head.region_code, head.department.code)
    if outside:
        raise OutsideDataScope(outside)
