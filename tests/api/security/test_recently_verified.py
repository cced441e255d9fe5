"""A verified credential is not looked at again for some seconds, and not a moment longer."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.api.security.caller import LOCAL_CALLER
from app.api.security.problem_types import Unauthenticated
from app.api.security.recently_verified import RecentlyVerified, Verified


class Verifying:
    """Counts how often it is asked; answers once it is let go."""

    def __init__(self, remaining: float | None = None, error: Exception | None = None) -> None:
        self.asked = 0
        self.free = asyncio.Event()
        self.free.set()
        self.remaining = remaining
        self.error = error

    async def __call__(self, _credential: bytes) -> Verified:
        self.asked += 1
        await self.free.wait()
        if self.error is not None:
            raise self.error
        return Verified(LOCAL_CALLER, self.remaining)


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def run(scenario: Callable[[RecentlyVerified, Seconds], Awaitable[None]], at_most: int = 10_000) -> None:
    seconds = Seconds()

    async def begin() -> None:
        await scenario(RecentlyVerified(10, at_most=at_most, monotonic=seconds), seconds)

    asyncio.run(begin())


@pytest.mark.parametrize(
    ("remaining", "after", "asked"),
    [(None, 9.99, 1), (None, 10.0, 2), (3.0, 2.99, 1), (3.0, 3.0, 2), (60.0, 9.99, 1), (60.0, 10.0, 2)],
)
def test_it_is_verified_again_after_ten_seconds_or_when_it_ends(
    remaining: float | None, after: float, asked: int
) -> None:
    async def scenario(recently: RecentlyVerified, seconds: Seconds) -> None:
        verify = Verifying(remaining)
        assert await recently.caller(b"k", verify) is LOCAL_CALLER
        seconds.now += after
        assert await recently.caller(b"k", verify) is LOCAL_CALLER
        assert verify.asked == asked

    run(scenario)


def test_the_time_counts_from_when_the_look_began() -> None:
    """A revocation that falls into a slow look is noticed no later than one that does not."""

    async def scenario(recently: RecentlyVerified, seconds: Seconds) -> None:
        verify = Verifying()
        verify.free.clear()
        first = asyncio.create_task(recently.caller(b"k", verify))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        seconds.now += 9
        verify.free.set()
        await first
        seconds.now += 1
        await recently.caller(b"k", verify)
        assert verify.asked == 2

    run(scenario)


def test_a_refusal_is_not_remembered_and_ends_what_was() -> None:
    async def scenario(recently: RecentlyVerified, seconds: Seconds) -> None:
        verify = Verifying()
        await recently.caller(b"k", verify)
        seconds.now += 10
        verify.error = Unauthenticated("revoked")
        for _ in range(2):
            with pytest.raises(Unauthenticated):
                await recently.caller(b"k", verify)
        assert verify.asked == 3

    run(scenario)


def test_requests_that_bring_one_credential_at_once_share_one_look() -> None:
    async def scenario(recently: RecentlyVerified, _seconds: Seconds) -> None:
        verify, other = Verifying(), Verifying()
        verify.free.clear()
        asked = [asyncio.create_task(recently.caller(b"k", verify)) for _ in range(64)]
        await asyncio.sleep(0.01)
        asked[0].cancel()
        await recently.caller(b"another", other)
        verify.free.set()
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert isinstance(found[0], asyncio.CancelledError)
        assert found[1:] == [LOCAL_CALLER] * 63
        assert (verify.asked, other.asked) == (1, 1)

    run(scenario)


def test_memory_is_bounded() -> None:
    async def scenario(recently: RecentlyVerified, _seconds: Seconds) -> None:
        verify = Verifying()
        for number in range(10):
            await recently.caller(b"%d" % number, verify)
        assert len(recently._known) <= 4
        await recently.caller(b"9", verify)
        assert verify.asked == 10

    run(scenario, at_most=4)


def test_no_credential_is_kept_in_memory() -> None:
    async def scenario(recently: RecentlyVerified, _seconds: Seconds) -> None:
        await recently.caller(b"the-secret", Verifying())
        assert "the-secret" not in repr(recently._known)

    run(scenario)
