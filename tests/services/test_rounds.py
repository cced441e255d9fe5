"""Rounds: at once where there is more to do, after a pause where there is none, whatever goes wrong in one."""

import asyncio

import pytest

from app.services.rounds import rounds, unbroken
from app.storage.errors import StorageUnavailable
from tests.log_lines import LogLines

SOON, LATE = 0.001, 3600


class Counted:
    """Work that has more to do for the first few rounds, and fails in some."""

    def __init__(self, more: int, *failures: Exception) -> None:
        self.done = 0
        self.idle = asyncio.Event()
        self._more = more
        self._failures = list(failures)

    async def round(self) -> bool:
        self.done += 1
        if self.done >= self._more:
            self.idle.set()
        if self._failures:
            raise self._failures.pop()
        return self.done < self._more


async def worked(work: Counted, seconds: float) -> None:
    async with asyncio.timeout(20), rounds(unbroken("counting", work.round), seconds):
        await work.idle.wait()


def test_while_there_is_more_to_do_nobody_waits() -> None:
    async def run() -> int:
        work = Counted(50)
        began = asyncio.get_running_loop().time()
        await worked(work, 0.2)
        assert asyncio.get_running_loop().time() - began < 5
        return work.done

    assert asyncio.run(run()) == 50


def test_a_round_without_more_to_do_is_followed_by_a_pause() -> None:
    async def run() -> int:
        work = Counted(1)
        async with rounds(work.round, SOON):
            await work.idle.wait()
            work.idle.clear()
            await asyncio.wait_for(work.idle.wait(), 20)
        return work.done

    assert asyncio.run(run()) >= 2


def test_the_first_round_comes_after_a_pause_which_the_end_cuts_short() -> None:
    async def run() -> int:
        work = Counted(1)
        async with asyncio.timeout(20), rounds(work.round, LATE):
            await asyncio.sleep(0)
        return work.done

    assert asyncio.run(run()) == 0


@pytest.mark.parametrize(
    ("failure", "event", "level"),
    [
        (StorageUnavailable("down"), "service.unavailable", "warning"),
        (ValueError("quotes a form"), "error.unforeseen", "error"),
    ],
)
def test_a_failure_is_logged_and_ends_nothing(failure: Exception, event: str, level: str, log_lines: LogLines) -> None:
    async def run() -> int:
        work = Counted(2, failure)
        await worked(work, SOON)
        return work.done

    assert asyncio.run(run()) == 2
    (line,) = log_lines.all()
    assert (line["event"], line["level"], line["task"]) == (event, level, "counting")
    assert "quotes" not in log_lines.text
