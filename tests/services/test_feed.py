"""The feed as a use case: where a stretch ends, how long it waits, and that it never skips."""

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from app.services.errors import BeyondLedger, LedgerContradiction
from app.services.feed import FeedService, Stretch
from app.services.head_watch import HeadWatch
from app.storage.ledger import Head

LONG = 5


@dataclass
class Ledgers:
    """A ledger of so many entries, some of which may be missing; every read is noted."""

    size: int
    missing: frozenset[int] = frozenset()
    reads: list[tuple[int, int]] = field(default_factory=list)
    heads: int = 0
    grows_after_looks: int | None = None

    def head(self, tenant: str) -> Head:
        assert tenant == "a"
        self.heads += 1
        if self.heads == self.grows_after_looks:
            self.size += 1
        return Head(self.size, "sha256:00")

    def bodies(self, tenant: str, after: int, last: int) -> list[str]:
        assert tenant == "a"
        self.reads.append((after, last))
        return [str(position) for position in range(after + 1, last + 1) if position not in self.missing]

    def positions(self, tenants: Collection[str]) -> dict[str, int]:
        return dict.fromkeys(tenants, self.size)


def watch_of(ledgers: Ledgers) -> HeadWatch:
    return HeadWatch(ledgers, lambda: False, seconds=LONG)


def stretch(ledgers: Ledgers, after: int, limit: int, seconds: float = 0) -> Stretch:
    return asyncio.run(FeedService(ledgers, watch_of(ledgers)).stretch("a", after, limit, seconds))


def lines(ledgers: Ledgers, after: int, last: int) -> list[list[str]]:
    async def run() -> list[list[str]]:
        service = FeedService(ledgers, watch_of(ledgers), at_a_time=4)
        return [part async for part in service.parts(Stretch("a", after, last, Head(last, "sha256:00")))]

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("after", "limit", "last"), [(0, 3, 3), (0, 10, 10), (0, 11, 10), (7, 2, 9), (7, 99, 10), (9, 1, 10), (10, 5, 10)]
)
def test_a_stretch_ends_at_its_limit_or_at_the_head(after: int, limit: int, last: int) -> None:
    found = stretch(Ledgers(10), after, limit)
    assert (found.after, found.last, found.head.position) == (after, last, 10)


def test_a_position_beyond_the_ledger_is_no_place_to_go_on_from() -> None:
    with pytest.raises(BeyondLedger) as raised:
        stretch(Ledgers(10), 11, 5, LONG)
    assert (raised.value.name, raised.value.size) == ("after", 10)


# Waiting.


def test_nobody_waits_where_there_is_something() -> None:
    began = time.monotonic()
    assert stretch(Ledgers(10), 9, 5, LONG).last == 10
    assert time.monotonic() - began < LONG / 2


def test_who_waits_is_answered_as_soon_as_there_is_something() -> None:
    ledgers = Ledgers(10)

    async def run() -> Stretch:
        watch = watch_of(ledgers)
        waiting = asyncio.create_task(FeedService(ledgers, watch).stretch("a", 10, 5, LONG))
        while ledgers.heads < 2:
            await asyncio.sleep(0.001)
        ledgers.size = 12
        await asyncio.sleep(0.01)
        watch.grown("a", 12)
        return await waiting

    began = time.monotonic()
    assert asyncio.run(run()).last == 12
    assert time.monotonic() - began < LONG / 2


def test_what_comes_between_the_look_and_the_wait_is_not_slept_through() -> None:
    began = time.monotonic()
    assert stretch(Ledgers(10, grows_after_looks=2), 10, 5, LONG).last == 11
    assert time.monotonic() - began < LONG / 2


def test_the_wait_ends_with_nothing_when_there_is_nothing() -> None:
    began = time.monotonic()
    found = stretch(Ledgers(10), 10, 5, 0.05)
    assert (found.last, found.head.position) == (10, 10)
    assert 0.05 <= time.monotonic() - began < LONG / 2


# Reading.


@pytest.mark.parametrize(
    ("after", "last", "reads"),
    [
        (0, 0, []),
        (5, 5, []),
        (0, 1, [(0, 1)]),
        (0, 4, [(0, 4)]),
        (0, 5, [(0, 4), (4, 5)]),
        (3, 12, [(3, 7), (7, 11), (11, 12)]),
    ],
)
def test_lines_come_in_parts_without_a_gap(after: int, last: int, reads: list[tuple[int, int]]) -> None:
    ledgers = Ledgers(20)
    parts = lines(ledgers, after, last)
    assert [body for part in parts for body in part] == [str(position) for position in range(after + 1, last + 1)]
    assert ledgers.reads == reads
    assert all(0 < len(part) <= 4 for part in parts)


def test_whoever_takes_no_more_is_read_no_more() -> None:
    ledgers = Ledgers(100)

    async def run() -> None:
        parts = FeedService(ledgers, watch_of(ledgers), at_a_time=4).parts(Stretch("a", 0, 100, Head(100, "sha256:00")))
        assert await anext(parts) == ["1", "2", "3", "4"]
        await parts.aclose()  # type: ignore[attr-defined]
        await asyncio.sleep(0.02)

    asyncio.run(run())
    assert len(ledgers.reads) <= 2


@pytest.mark.parametrize("missing", [1, 5, 10])
def test_a_missing_entry_is_an_error_and_never_skipped(missing: int) -> None:
    ledgers = Ledgers(10, frozenset({missing}))
    with pytest.raises(LedgerContradiction):
        lines(ledgers, 0, 10)
    with pytest.raises(LedgerContradiction):
        asyncio.run(FeedService(ledgers, watch_of(ledgers)).bodies(Stretch("a", 0, 10, Head(10, "sha256:00"))))
