"""Works batches off, parcel by parcel: scored elsewhere, recorded by the service that records every evaluation.

A form's idempotency key follows from its batch and its number: whatever happens to a worker, it is recorded once.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from app.logs.events import ServiceEvent
from app.services.author import Author
from app.services.batches.items import split
from app.services.batches.results import failed_line, recorded_line
from app.services.errors import RequestInFlight
from app.services.form import ScoredForm
from app.services.recording import Answer
from app.storage.batch_records import ClaimedParcel
from app.storage.data_scope import DataScope
from app.storage.errors import StorageError
from app.storage.records import EvaluationSummary

_BETWEEN_LOOKS = 1.0


class Claims(Protocol):
    """Where parcels are claimed and finished."""

    def any_open(self) -> bool: ...
    def claim(self, worker: str, now: datetime) -> ClaimedParcel | None: ...
    def finish(self, claimed: ClaimedParcel, results: str, recorded: int, failed: int, now: datetime) -> bool: ...
    def recorded(self, tenant: str, idempotency_keys: Sequence[str]) -> dict[str, EvaluationSummary]: ...
    def give_back(self, claimed: ClaimedParcel) -> None: ...


class Scoring(Protocol):
    """Who scores the forms, away from this event loop."""

    async def score(self, forms: Sequence[bytes], defaults: str | None) -> Sequence[ScoredForm | str]:
        """For each form its score, or the problem with it as JSON text."""
        ...

    def rest(self) -> None:
        """There is nothing to score for the moment."""
        ...


class Evaluations(Protocol):
    """Where evaluations are recorded."""

    async def record_scored(self, scored: ScoredForm, author: Author, idempotency_key: str | None) -> Answer: ...


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whoever handed the batch in, as records name them."""

    tenant: str
    subject: str
    data: DataScope


@dataclass(frozen=True, slots=True)
class _Line:
    """What a form came to."""

    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class BatchWork:
    """One round works one parcel off; several rounds may run at once, in this process and in others."""

    claims: Claims
    scoring: Scoring
    evaluations: Evaluations
    refusal: Callable[[Exception], str]
    """The problem, as JSON text, that an error is to whoever handed the form in."""
    clock: Callable[[], datetime]
    worker: str
    name: str = "batches"
    seconds: float = _BETWEEN_LOOKS

    async def round(self) -> bool:
        """Raises what the storage raises; the parcel is then anybody's again."""
        if not await asyncio.to_thread(self.claims.any_open):
            self.scoring.rest()
            return False
        claimed = await asyncio.to_thread(self.claims.claim, self.worker, self.clock())
        if claimed is None:
            return False
        try:
            await self._work_off(claimed)
        except RequestInFlight:
            # Another round of this process has it still, and took longer than a claim holds.
            return False
        except BaseException:
            with suppress(StorageError):
                await asyncio.to_thread(self.claims.give_back, claimed)
            raise
        return True

    async def _work_off(self, claimed: ClaimedParcel) -> None:
        forms = dict(enumerate(split(claimed.content), claimed.first_number))
        lines = await self._recorded_before(claimed, forms) if claimed.again else {}
        left = [number for number in forms if number not in lines]
        scored = await self.scoring.score([forms[number] for number in left], claimed.defaults)
        owner = _Owner(claimed.tenant, claimed.submitted_by, claimed.data)
        recording = [self._line(owner, claimed.batch_id, *each) for each in zip(left, scored, strict=True)]
        # All of them come to an end, whatever one of them comes to.
        for number, line in zip(left, await asyncio.gather(*recording, return_exceptions=True), strict=True):
            if isinstance(line, BaseException):
                raise line
            lines[number] = line
        await self._finish(claimed, [lines[number] for number in forms])

    async def _recorded_before(self, claimed: ClaimedParcel, forms: Iterable[int]) -> dict[int, _Line]:
        keys = {number: _key(claimed.batch_id, number) for number in forms}
        found = await asyncio.to_thread(self.claims.recorded, claimed.tenant, list(keys.values()))
        return {number: _Line(recorded_line(number, found[key])) for number, key in keys.items() if key in found}

    async def _line(self, owner: _Owner, batch_id: str, number: int, scored: ScoredForm | str) -> _Line:
        if isinstance(scored, str):
            return _Line(failed_line(number, scored), failed=True)
        try:
            answer = await self.evaluations.record_scored(scored, owner, _key(batch_id, number))
        except (StorageError, RequestInFlight):
            raise
        except Exception as error:
            return _Line(failed_line(number, self.refusal(error)), failed=True)
        return _Line(recorded_line(number, answer.stored))

    async def _finish(self, claimed: ClaimedParcel, lines: Sequence[_Line]) -> None:
        failed = sum(line.failed for line in lines)
        results = "\n".join(line.text for line in lines)
        counted = len(lines) - failed, failed
        if await asyncio.to_thread(self.claims.finish, claimed, results, *counted, self.clock()):
            structlog.get_logger().info(ServiceEvent.BATCH_FINISHED, tenant=claimed.tenant, batch=claimed.batch_id)


def _key(batch_id: str, number: int) -> str:
    """No caller can send one with a space."""
    return f"batch {batch_id} {number}"
