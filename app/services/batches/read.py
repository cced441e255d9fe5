"""Batches for those who may see them: how far they have come, what their forms came to; and cancelling them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Protocol

from app.services.author import Author
from app.services.batches.results import lines_of
from app.services.errors import BatchNotFound
from app.storage.batch_records import Outcome, ReadParcel, StoredBatch
from app.storage.data_scope import DataScope

_PARCELS_AT_ONCE = 16


class Store(Protocol):
    """Where batches are kept."""

    def get(self, tenant: str, batch_id: str) -> StoredBatch | None: ...
    def newest(
        self, tenant: str, own: tuple[str, DataScope] | None, before_id: str | None, limit: int
    ) -> list[StoredBatch]: ...
    def parcels(self, batch_id: str, after: int, outcome: Outcome | None, limit: int) -> list[ReadParcel]: ...
    def cancel(self, tenant: str, batch_id: str, moment: datetime) -> StoredBatch | None: ...


class BatchReading:
    """Whoever sees the whole tenant sees all of its batches; whoever does not sees their own.

    Every method that is given an id raises BatchNotFound, for a batch that the caller may not see as well.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def get(self, caller: Author, batch_id: str) -> StoredBatch:
        found = self._store.get(caller.tenant, batch_id)
        if found is None or not _sees(caller, found):
            raise BatchNotFound(batch_id)
        return found

    def newest(self, caller: Author, before_id: str | None, limit: int) -> list[StoredBatch]:
        """At most `limit` batches, newest first, from the one after `before_id` on."""
        own = None if caller.data.whole_tenant else (caller.subject, caller.data)
        return self._store.newest(caller.tenant, own, before_id, limit)

    def cancel(self, caller: Author, batch_id: str) -> StoredBatch:
        """What was not begun comes to nothing; a batch that is done stays as it is."""
        self.get(caller, batch_id)
        cancelled = self._store.cancel(caller.tenant, batch_id, self._clock())
        if cancelled is None:
            raise BatchNotFound(batch_id)
        return cancelled

    async def results(
        self, batch_id: str, after: int, outcome: Outcome | None, worded: Callable[[str], str]
    ) -> AsyncIterator[Sequence[tuple[int, str]]]:
        """The lines behind number `after` with their numbers, part by part: only one part is held at a time.

        A batch that is being worked off is read as it stands, part by part as well.
        """
        while True:
            parcels = await asyncio.to_thread(self._store.parcels, batch_id, after, outcome, _PARCELS_AT_ONCE)
            if not parcels:
                return
            yield [line for parcel in parcels for line in lines_of(parcel, after, outcome, worded)]
            after = parcels[-1].first_number + parcels[-1].forms - 1


def _sees(caller: Author, batch: StoredBatch) -> bool:
    return caller.data.whole_tenant or (caller.subject, caller.data) == (batch.submitted_by, batch.data)
