"""Who is woken when, and that nobody is kept waiting for nothing."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from app.services.errors import TooManyWaiting
from app.services.head_watch import HeadWatch
from app.storage.errors import StorageBusy

SOON = 0.01
LONG = 5


@dataclass
class Ledgers:
    """How far other processes have come; every look is noted."""

    reached: dict[str, int] = field(default_factory=dict)
    looks: list[set[str]] = field(default_factory=list)
    failures: int = 0

    def positions(self, tenants: Collection[str]) -> dict[str, int]:
        self.looks.append(set(tenants))
        if self.failures:
            self.failures -= 1
            raise StorageBusy
        return {tenant: position for tenant, position in self.reached.items() if tenant in tenants}


def watch_of(ledgers: Ledgers, ended: bool = False, most: int = 9) -> HeadWatch:
    return HeadWatch(ledgers, lambda: ended, seconds=SOON, most=most)


def test_what_is_committed_here_wakes_at_once() -> None:
    async def run() -> bool:
        watch = HeadWatch(Ledgers(), lambda: False, seconds=LONG)
        with watch.watching("a", 3) as grown:
            watch.grown("a", 4)
            return grown.is_set()

    assert asyncio.run(run())


def test_another_tenants_entries_and_those_that_one_has_do_not_wake() -> None:
    async def run() -> tuple[bool, bool]:
        watch = HeadWatch(Ledgers(), lambda: False, seconds=LONG)
        with watch.watching("a", 3) as grown, watch.watching("a", 9) as later:
            watch.grown("b", 4)
            watch.grown("a", 3)
            before = grown.is_set()
            watch.grown("a", 9)
            return before, later.is_set()

    assert asyncio.run(run()) == (False, False)


def test_what_others_commit_is_seen_soon_by_one_look_for_everybody() -> None:
    ledgers = Ledgers()

    async def run() -> None:
        watch = watch_of(ledgers)
        async with watch.running():
            with watch.watching("a", 3) as one, watch.watching("b", 0) as other, watch.watching("b", 7) as third:
                await asyncio.sleep(3 * SOON)
                assert [each.is_set() for each in (one, other)] == [False, False]
                ledgers.reached = {"a": 4, "b": 7, "c": 1}
                await asyncio.wait_for(asyncio.gather(one.wait(), other.wait()), LONG)
                assert not third.is_set()

    asyncio.run(run())
    assert {frozenset(look) for look in ledgers.looks} == {frozenset({"a", "b"})}


def test_a_database_that_does_not_answer_is_asked_again() -> None:
    ledgers = Ledgers({"a": 1}, failures=3)

    async def run() -> None:
        watch = watch_of(ledgers)
        async with watch.running():
            with watch.watching("a", 0) as grown:
                await asyncio.wait_for(grown.wait(), LONG)

    asyncio.run(run())
    assert len(ledgers.looks) == 4


def test_nobody_looks_while_nobody_waits() -> None:
    ledgers = Ledgers()

    async def run() -> None:
        watch = watch_of(ledgers)
        async with watch.running():
            for _ in range(2):
                seen = len(ledgers.looks)
                with watch.watching("a", 0):
                    while len(ledgers.looks) == seen:
                        await asyncio.sleep(SOON)
                # One that had begun may still end.
                await asyncio.sleep(5 * SOON)
                seen = len(ledgers.looks)
                await asyncio.sleep(5 * SOON)
                assert len(ledgers.looks) == seen

    asyncio.run(run())


def test_a_process_about_to_stop_keeps_nobody_waiting() -> None:
    async def run() -> None:
        watch = watch_of(Ledgers(), ended=True)
        async with watch.running():
            with watch.watching("a", 0) as grown:
                await asyncio.wait_for(grown.wait(), LONG)

    asyncio.run(run())


def test_a_watch_that_ends_lets_everybody_go_and_leaves_no_look_behind() -> None:
    ledgers = Ledgers()

    async def run() -> bool:
        watch = watch_of(ledgers)
        with watch.watching("a", 0) as grown:
            async with watch.running():
                await asyncio.sleep(3 * SOON)
            return grown.is_set()

    assert asyncio.run(run())


def test_a_follower_is_woken_by_each_of_its_ledgers_and_by_whoever_wants_it_to_look_again() -> None:
    async def run() -> list[bool]:
        watch = HeadWatch(Ledgers(), lambda: False, seconds=LONG, most=0)
        woken, seen = asyncio.Event(), []
        for wake in (
            lambda: watch.grown("a", 3),
            lambda: watch.grown("c", 9),
            lambda: watch.grown("a", 4),
            lambda: watch.grown("b", 1),
            watch.look_again,
        ):
            with watch.following({"a": 3, "b": 0}, woken):
                wake()
                seen.append(woken.is_set())
            woken.clear()
        watch.look_again()
        watch.grown("a", 5)
        return [*seen, woken.is_set()]

    assert asyncio.run(run()) == [False, False, True, True, True, False]


def test_as_many_may_wait_as_were_said_and_no_more() -> None:
    async def run() -> None:
        watch = watch_of(Ledgers(), most=2)
        with watch.watching("a", 0):
            with watch.watching("b", 0), pytest.raises(TooManyWaiting), watch.watching("c", 0):
                pass
            with watch.watching("c", 0):
                pass

    asyncio.run(run())
