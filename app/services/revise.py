"""A corrected form: the next attempt at the same one, which from then on counts in its place."""

import asyncio
from collections.abc import Callable

from app.domain.submission import Submission
from app.services.author import Author
from app.services.errors import AnotherForm
from app.services.evaluate import EvaluationService
from app.services.form import Form, differing_identity
from app.services.found import Store, found
from app.services.recording import Answer
from app.storage.records import StoredEvaluation


class RevisionService:
    """`read_submission` makes the form of its canonical text."""

    def __init__(
        self, store: Store, evaluations: EvaluationService, read_submission: Callable[[bytes], Submission]
    ) -> None:
        self._store = store
        self._evaluations = evaluations
        self._read_submission = read_submission

    async def revise(self, evaluation_id: str, form: Form, author: Author, idempotency_key: str | None) -> Answer:
        """Scores and records the form as the next attempt, whichever attempt counts now.

        Raises EvaluationNotFound, AnotherForm where year, kind, unit or project differ, and what recording raises.
        """
        target = await asyncio.to_thread(self._target, evaluation_id, form.submission, author)
        operation = f"revision of {target.id}"
        return await self._evaluations.record_in(target.series_key, operation, form, author, idempotency_key)

    def _target(self, evaluation_id: str, revised: Submission, author: Author) -> StoredEvaluation:
        target = found(self._store, author.tenant, author.data, evaluation_id)
        differing = differing_identity(self._read_submission(target.submission), revised)
        if differing:
            raise AnotherForm(differing)
        return target
