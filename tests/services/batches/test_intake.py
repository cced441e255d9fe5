"""A batch on its way in: stored in parcels as it comes, nothing held back, nothing left of what is not accepted."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from app.services.batches.intake import BatchIntake
from app.services.batches.items import split
from app.services.errors import BatchEmpty, BatchTooLong
from app.storage.batch_records import Accepted, NewBatch, Parcel, StoredBatch
from app.storage.errors import StorageUnavailable
from tests.services.memory import Writing

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
LARGE = 512 * 1024


@dataclass
class MemoryBatches:
    """Keeps what it is given; `down` says that it gives up discarding as well."""

    begun: list[NewBatch] = field(default_factory=list)
    stored: list[list[Parcel]] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    discarded: list[str] = field(default_factory=list)
    down: bool = False

    def begin(self, new: NewBatch) -> None:
        self.begun.append(new)

    def add(self, batch_id: str, parcels: Sequence[Parcel]) -> None:
        assert batch_id == self.begun[-1].id
        self.stored.append(list(parcels))

    def accept(self, batch_id: str, accepted: Accepted) -> StoredBatch:
        self.accepted.append(accepted)
        new = self.begun[-1]
        return StoredBatch(
            id=batch_id,
            tenant=new.tenant,
            submitted_by=new.submitted_by,
            data=new.data,
            created_at=new.created_at,
            forms=accepted.forms,
            recorded=0,
            failed=0,
            cancelled=0,
            defaults=accepted.defaults,
            request_digest=accepted.request_digest,
            started_at=None,
            cancelled_at=None,
            finished_at=None,
        )

    def discard(self, batch_id: str) -> None:
        if self.down:
            raise StorageUnavailable("down")
        self.discarded.append(batch_id)

    def by_key(self, tenant: str, idempotency_key: str) -> StoredBatch | None:
        return None

    @property
    def parcels(self) -> list[Parcel]:
        return [parcel for together in self.stored for parcel in together]


def taken_in(store: MemoryBatches, items: Iterable[bytes], rung: list[str], most: int = 100_000) -> StoredBatch:
    async def take() -> StoredBatch:
        intake = BatchIntake(store, lambda: NOW, bytes, lambda: rung.append("rung"), most)
        async with intake.receiving(Writing()) as incoming:
            for item in items:
                await incoming.add([item])
            return await incoming.accept(None, "key", "sha256:1")

    return asyncio.run(take())


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (63, [63]), (64, [64]), (65, [64, 1]), (200, [64, 64, 64, 8])])
def test_sixty_four_forms_make_a_parcel(count: int, sizes: list[int]) -> None:
    store, rung = MemoryBatches(), list[str]()
    batch = taken_in(store, [b"form %d" % number for number in range(count)], rung)
    assert [parcel.forms for parcel in store.parcels] == sizes
    assert [parcel.first_number for parcel in store.parcels] == [1 + sum(sizes[:at]) for at in range(len(sizes))]
    assert [item for parcel in store.parcels for item in split(parcel.content)] == [
        b"form %d" % number for number in range(count)
    ]
    assert (batch.forms, batch.status, store.accepted[0].idempotency_key, rung) == (count, "queued", "key", ["rung"])
    assert (store.begun[0].tenant, store.begun[0].submitted_by) == ("default", "budget-office")


def test_of_large_forms_fewer_make_a_parcel() -> None:
    store = MemoryBatches()
    taken_in(store, [b"x" * (LARGE - 1), b"x", b"x" * LARGE, b"x" * (LARGE - 1)], [])
    assert [parcel.forms for parcel in store.parcels] == [2, 1, 1]


def test_what_has_come_is_stored_before_all_of_it_is_there() -> None:
    store = MemoryBatches()
    taken_in(store, [b"{}"] * (64 * 40), [])
    assert [len(together) for together in store.stored] == [16, 16, 8]


@pytest.mark.parametrize("count", [3, 4])
def test_a_batch_may_have_as_many_forms_as_it_may_and_no_more(count: int) -> None:
    store, rung = MemoryBatches(), list[str]()
    if count == 3:
        assert taken_in(store, [b"{}"] * count, rung, most=3).forms == 3
        assert (store.discarded, rung) == ([], ["rung"])
        return
    with pytest.raises(BatchTooLong) as refused:
        taken_in(store, [b"{}"] * count, rung, most=3)
    assert (refused.value.forms, store.accepted, rung) == (3, [], [])
    assert store.discarded == [store.begun[0].id]


@pytest.mark.parametrize("down", [False, True])
def test_without_a_form_there_is_no_batch_whether_or_not_it_can_be_cleared_away(down: bool) -> None:
    store = MemoryBatches(down=down)
    with pytest.raises(BatchEmpty):
        taken_in(store, [], [])
    assert len(store.discarded) == (0 if down else 1)
