"""Makes an evaluation void with a reason; it stays readable, and the latest attempt not withdrawn counts."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from app.services.author import Author
from app.services.found import Store, found
from app.services.recording import Answer, Recorder, request_digest
from app.storage.records import NewWithdrawal


class WithdrawalService:
    """Withdrawals, each recorded before it is answered."""

    def __init__(self, store: Store, recorder: Recorder, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._recorder = recorder
        self._clock = clock

    async def withdraw(self, evaluation_id: str, reason: str, author: Author, idempotency_key: str | None) -> Answer:
        """The evaluation as its withdrawal leaves it.

        Raises EvaluationNotFound, AlreadyWithdrawn, IdempotencyKeyReused, RequestInFlight, and what the storage raises.
        """
        with self._recorder.holding(author.tenant, idempotency_key):
            target = await asyncio.to_thread(found, self._store, author.tenant, author.data, evaluation_id)
            return await self._recorder.record(
                NewWithdrawal(
                    target=target,
                    reason=reason,
                    recorded_at=self._clock(),
                    recorded_by=author.subject,
                    request_digest=request_digest(f"withdrawal of {target.id}", reason.encode()),
                    idempotency_key=idempotency_key,
                )
            )
