"""Takes a batch in: stored piece by piece as it arrives, so that its size does not matter, and accepted at the end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Protocol

from app.services.author import Author
from app.services.batches.items import joined
from app.services.errors import BatchEmpty, BatchTooLong
from app.services.ids import uuid7
from app.storage.batch_records import Accepted, NewBatch, Parcel, StoredBatch
from app.storage.errors import StorageError

MOST_FORMS = 100_000
# So many forms are claimed, recorded in one transaction and finished at once; fewer where they are large.
_IN_A_PARCEL, _LARGE = 64, 512 * 1024
_PARCELS_AT_ONCE = 16


class Store(Protocol):
    """Where batches are kept."""

    def begin(self, new: NewBatch) -> None: ...
    def add(self, batch_id: str, parcels: Sequence[Parcel]) -> None: ...
    def accept(self, batch_id: str, accepted: Accepted) -> StoredBatch: ...
    def discard(self, batch_id: str) -> None: ...
    def by_key(self, tenant: str, idempotency_key: str) -> StoredBatch | None: ...


class Intake:
    """One batch on its way in. Nobody else sees anything of it before `accept`."""

    def __init__(self, store: Store, new: NewBatch, most_forms: int) -> None:
        self._store = store
        self._new = new
        self._most_forms = most_forms
        self._forms = 0
        self._items: list[bytes] = []
        self._bytes = 0
        self._parcels: list[Parcel] = []

    async def add(self, items: Iterable[bytes]) -> None:
        """Raises BatchTooLong, and what the storage raises."""
        for item in items:
            self._items.append(item)
            self._bytes += len(item)
            self._forms += 1
            if self._forms > self._most_forms:
                raise BatchTooLong(self._most_forms)
            if len(self._items) == _IN_A_PARCEL or self._bytes >= _LARGE:
                self._close_parcel()
        if len(self._parcels) >= _PARCELS_AT_ONCE:
            await self._store_parcels()

    async def accept(self, defaults: str | None, idempotency_key: str | None, request_digest: str) -> StoredBatch:
        """The batch, which is worked off from here on whatever happens.

        Raises BatchEmpty, KeyTaken if another batch was accepted under the key meanwhile, and what the storage raises.
        """
        if self._items:
            self._close_parcel()
        if not self._forms:
            raise BatchEmpty
        await self._store_parcels()
        accepted = Accepted(
            forms=self._forms, defaults=defaults, idempotency_key=idempotency_key, request_digest=request_digest
        )
        return await asyncio.to_thread(self._store.accept, self._new.id, accepted)

    def _close_parcel(self) -> None:
        first = self._forms - len(self._items) + 1
        self._parcels.append(Parcel(first, len(self._items), joined(self._items)))
        self._items, self._bytes = [], 0

    async def _store_parcels(self) -> None:
        parcels, self._parcels = self._parcels, []
        if parcels:
            await asyncio.to_thread(self._store.add, self._new.id, parcels)


class BatchIntake:
    """Takes batches in, any number at once."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        randomness: Callable[[int], bytes],
        accepted: Callable[[], None] = lambda: None,
        most_forms: int = MOST_FORMS,
    ) -> None:
        """`accepted` is told of every batch that is."""
        self._accepted = accepted
        self._store = store
        self._clock = clock
        self._randomness = randomness
        self._most_forms = most_forms

    async def earlier(self, author: Author, idempotency_key: str) -> StoredBatch | None:
        """The batch that was accepted under the key."""
        return await asyncio.to_thread(self._store.by_key, author.tenant, idempotency_key)

    @asynccontextmanager
    async def receiving(self, author: Author) -> AsyncIterator[Intake]:
        """A batch of this author. On any error nothing of it is left, or what is left is cleared away later on."""
        now = self._clock()
        new = NewBatch(
            id=uuid7(now, self._randomness(10)),
            tenant=author.tenant,
            submitted_by=author.subject,
            data=author.data,
            created_at=now,
        )
        await asyncio.to_thread(self._store.begin, new)
        try:
            yield Intake(self._store, new, self._most_forms)
            self._accepted()
        except BaseException:
            with suppress(StorageError):
                await asyncio.to_thread(self._store.discard, new.id)
            raise
