"""A deadline that is moved, cleared and stopped."""

import asyncio
from collections.abc import Callable

import pytest

from app.serving.deadline import Deadline

Steps = Callable[[Deadline], None]
SOON, LATER = 0.03, 60


async def passes(*steps: tuple[float, Steps]) -> int:
    """How often it has passed, a while after the last of some steps, each taken so long after the one before."""
    passed: list[None] = []
    deadline = Deadline(lambda: passed.append(None))
    for wait, step in steps:
        await asyncio.sleep(wait)
        step(deadline)
    await asyncio.sleep(3 * SOON)
    deadline.stop()
    return len(passed)


def soon(deadline: Deadline) -> None:
    deadline.set(SOON)


def later(deadline: Deadline) -> None:
    deadline.set(LATER)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(0, soon)], 1),
        ([(0, later)], 0),
        # Brought forward: the timer that was set would ring too late.
        ([(0, later), (0, soon)], 1),
        # Put off: the timer rings in vain, and again in time.
        ([(0, soon), (0, later)], 0),
        ([(0, soon), (SOON / 2, soon)], 1),
        ([(0, soon), (0, Deadline.clear)], 0),
        ([(0, soon), (0, Deadline.clear), (2 * SOON, soon)], 1),
        ([(0, soon), (0, Deadline.stop)], 0),
        ([(0, soon), (2 * SOON, soon)], 2),
    ],
)
def test_it_passes_once_for_each_time_it_is_reached(steps: list[tuple[float, Steps]], expected: int) -> None:
    assert asyncio.run(passes(*steps)) == expected


def test_put_off_it_does_not_pass_before_its_new_time() -> None:
    async def passed_after() -> float:
        loop, passed = asyncio.get_running_loop(), asyncio.Event()
        began, deadline = loop.time(), Deadline(passed.set)
        deadline.set(SOON)
        await asyncio.sleep(SOON / 2)
        deadline.set(2 * SOON)
        await passed.wait()
        return loop.time() - began

    assert asyncio.run(passed_after()) >= 2.4 * SOON
