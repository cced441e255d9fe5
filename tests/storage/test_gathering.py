"""Who asks at once is answered at once, and nobody for another's fault."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from threading import Event
from typing import TypeVar

import pytest

from app.storage.errors import StorageBusy, StorageError, StorageUnavailable
from app.storage.gathering import Gathering

T = TypeVar("T")


class Doubling:
    """Doubles numbers; refuses negative ones, and is not to be had for 99."""

    def __init__(self) -> None:
        self.trips: list[list[int]] = []

    def __call__(self, asked: Sequence[int]) -> list[int]:
        self.trips.append([*asked])
        if 99 in asked:
            raise StorageBusy("later")
        if any(number < 0 for number in asked):
            raise ValueError("negative")
        return [2 * number for number in asked]


def gathered(
    doubling: Doubling, work: Callable[[Gathering[int, int]], Awaitable[T]], at_most: int = 64, most_waiting: int = 100
) -> T:
    async def run() -> T:
        gathering = Gathering[int, int]("doubling", doubling, at_most=at_most, most_waiting=most_waiting)
        gathering.start()
        try:
            return await work(gathering)
        finally:
            await gathering.stop()

    return asyncio.run(run())


async def ask_all(gathering: Gathering[int, int], *numbers: int) -> list[int | BaseException]:
    return await asyncio.gather(*(gathering.ask(number) for number in numbers), return_exceptions=True)


def test_what_is_asked_in_one_turn_of_the_loop_makes_one_trip() -> None:
    doubling = Doubling()
    assert gathered(doubling, lambda gathering: ask_all(gathering, 1, 2, 3)) == [2, 4, 6]
    assert doubling.trips == [[1, 2, 3]]


async def ask_turn_by_turn(gathering: Gathering[int, int], *numbers: int) -> list[int]:
    asking = []
    for number in numbers:
        asking.append(asyncio.ensure_future(gathering.ask(number)))
        await asyncio.sleep(0)
    return await asyncio.gather(*asking)


def test_while_others_come_turn_after_turn_the_trip_waits_for_them() -> None:
    doubling = Doubling()
    assert gathered(doubling, lambda gathering: ask_turn_by_turn(gathering, 1, 2, 3)) == [2, 4, 6]
    assert doubling.trips == [[1, 2, 3]]


async def ask_with_a_turn_between(gathering: Gathering[int, int], *numbers: int) -> list[int]:
    asking = []
    for number in numbers:
        asking.append(asyncio.ensure_future(gathering.ask(number)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        # Long enough for the thread to take what there is, had it been woken.
        time.sleep(0.01)
    return await asyncio.gather(*asking)


def test_a_turn_that_brings_nobody_does_not_part_those_before_it_from_those_after() -> None:
    doubling = Doubling()
    assert gathered(doubling, lambda gathering: ask_with_a_turn_between(gathering, 1, 2, 3)) == [2, 4, 6]
    assert doubling.trips == [[1, 2, 3]]


def test_it_does_not_wait_for_ever() -> None:
    async def until_the_first_is_answered(gathering: Gathering[int, int]) -> int:
        first = asyncio.ensure_future(gathering.ask(0))
        others = []
        while not first.done():
            others.append(asyncio.ensure_future(gathering.ask(1)))
            await asyncio.sleep(0)
        await asyncio.gather(*others)
        return len(others)

    assert gathered(Doubling(), until_the_first_is_answered, at_most=10**9, most_waiting=10**9) > 0


def told_and_turns(head_start: float, *, says: bool) -> list[str]:
    """What happens in the thread, and when the loop has a turn; `says`: that it is under way half-way through."""
    seen: list[str] = []

    def answer(asked: Sequence[int]) -> Sequence[int]:
        seen.append("begins")
        time.sleep(0.05)
        if says:
            seen.append("under way")
            gathering.under_way()
        time.sleep(0.05)
        seen.append("ends")
        return asked

    async def run() -> None:
        gathering.start()
        asking = asyncio.ensure_future(gathering.ask(1))
        while not asking.done():
            await asyncio.sleep(0.001)
            seen.append("turn")
        await gathering.stop()

    gathering = Gathering[int, int]("slow", answer, at_most=1, most_waiting=1, head_start=head_start)
    asyncio.run(run())
    return seen[seen.index("begins") : seen.index("ends")]


def test_the_loop_stands_still_until_the_thread_is_under_way() -> None:
    before, after = " ".join(told_and_turns(10.0, says=True)).split("under way")
    assert "turn" not in before
    assert "turn" in after


def test_but_no_longer_than_the_head_start_that_it_gives() -> None:
    assert "turn" in told_and_turns(0.01, says=False)


def test_a_trip_takes_no_more_than_it_may() -> None:
    doubling = Doubling()
    assert gathered(doubling, lambda gathering: ask_all(gathering, *range(7)), at_most=3) == [*range(0, 14, 2)]
    assert [len(trip) for trip in doubling.trips] == [3, 3, 1]


def test_who_cannot_be_answered_fails_alone() -> None:
    one, two, three = gathered(Doubling(), lambda gathering: ask_all(gathering, 1, -2, 3))
    assert (one, three) == (2, 6)
    assert isinstance(two, ValueError)


def test_a_database_that_cannot_answer_answers_nobody_and_is_not_asked_again() -> None:
    doubling = Doubling()
    answers = gathered(doubling, lambda gathering: ask_all(gathering, 1, 99))
    assert [type(answer) for answer in answers] == [StorageBusy, StorageBusy]
    assert answers[0] is not answers[1]
    assert len(doubling.trips) == 1


def test_too_many_are_turned_away_and_the_others_served() -> None:
    answers = gathered(Doubling(), lambda gathering: ask_all(gathering, 1, 2, 3), most_waiting=2)
    assert answers[:2] == [2, 4]
    assert isinstance(answers[2], StorageBusy)


def test_who_has_hung_up_is_asked_for_no_more() -> None:
    doubling = Doubling()

    async def work(gathering: Gathering[int, int]) -> int:
        leaver = asyncio.ensure_future(gathering.ask(1))
        stayer = asyncio.ensure_future(gathering.ask(2))
        await asyncio.sleep(0)
        leaver.cancel()
        return await stayer

    assert gathered(doubling, work) == 4


def test_where_all_have_hung_up_the_next_one_is_answered() -> None:
    doubling = Doubling()

    async def work(gathering: Gathering[int, int]) -> int:
        leaver = asyncio.ensure_future(gathering.ask(1))
        await asyncio.sleep(0)
        leaver.cancel()
        await asyncio.sleep(0.02)
        return await asyncio.wait_for(gathering.ask(2), 10)

    assert gathered(doubling, work) == 4
    assert doubling.trips == [[2]]


def test_what_nobody_waits_for_is_done_once_they_have_their_answers() -> None:
    answered, rested = Event(), []

    def rest(number: int) -> None:
        rested.append((number, answered.wait(10)))

    async def run() -> None:
        gathering = Gathering[int, int]("doubling", Doubling(), at_most=2, most_waiting=3, rest=rest)
        gathering.start()
        assert await ask_all(gathering, 1, 2) == [2, 4]
        answered.set()
        assert await gathering.ask(3) == 6
        await gathering.stop()

    asyncio.run(run())
    assert rested[:2] == [(2, True), (1, True)]


def test_whoever_comes_after_something_went_wrong_then_is_answered_too() -> None:
    async def run() -> list[int]:
        gathering = Gathering[int, int](
            "doubling", Doubling(), at_most=1, most_waiting=2, rest=lambda number: number // 0
        )
        gathering.start()
        answers = [await asyncio.wait_for(gathering.ask(number), 10) for number in (1, 2)]
        await gathering.stop()
        return answers

    assert asyncio.run(run()) == [2, 4]


def test_nobody_is_accepted_before_the_start_or_after_the_stop() -> None:
    async def run() -> None:
        gathering = Gathering[int, int]("doubling", Doubling(), at_most=1, most_waiting=1)
        with pytest.raises(StorageUnavailable):
            await gathering.ask(1)
        gathering.start()
        accepted = asyncio.ensure_future(gathering.ask(1))
        await asyncio.sleep(0)
        await gathering.stop()
        assert accepted.done()
        with pytest.raises(StorageError):
            await gathering.ask(1)

    asyncio.run(run())
