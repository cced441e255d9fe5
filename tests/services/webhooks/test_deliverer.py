"""What is due is taken up: when a ledger grows, by itself, and not by a process that is about to stop."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from app.services.head_watch import HeadWatch
from app.services.webhooks import deliverer as module
from app.services.webhooks.deliverer import Deliverer
from app.services.webhooks.delivery import LEASE
from app.storage.errors import StorageBusy
from app.storage.webhooks import Webhook
from tests.log_lines import LogLines
from tests.services.webhooks.deliveries import START, Claims, Clock, Ledger, Posts, delivery, subscription

SOON = 0.01
LONG = 20


@dataclass
class Due(Claims):
    """Subscriptions of one tenant, to be claimed once each."""

    waiting: list[str] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=lambda: {"default": 1})
    asked: list[tuple[str, datetime, datetime, int]] = field(default_factory=list)
    failure: Exception | None = None

    def followed(self) -> dict[str, int]:
        if self.failure is not None:
            raise self.failure
        return self.heads

    def claim(self, turn: str, now: datetime, until: datetime, most: int) -> list[Webhook]:
        self.asked.append((turn, now, until, most))
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        return [subscription(url=f"https://platform.example.gov.cn/{name}") for name in taken]


@dataclass
class Gates(Posts):
    """A receiver whose answers wait, but for those whose address says otherwise."""

    open: asyncio.Event = field(default_factory=asyncio.Event)
    urls: list[str] = field(default_factory=list)

    async def post(self, url: str, content: bytes, headers: dict[str, str]) -> Any:
        self.urls.append(url.rpartition("/")[2])
        if not url.endswith("quick"):
            await self.open.wait()
        return None if self.cut else await super().post(url, content, headers)

    def cut_off(self) -> None:
        super().cut_off()
        self.open.set()


class Nobody:
    def positions(self, _tenants: object) -> dict[str, int]:
        return {}


def watch() -> HeadWatch:
    return HeadWatch(Nobody(), lambda: False, seconds=LONG)


def made(claims: Due, posts: Posts, watching: HeadWatch, ended: Callable[[], bool] = lambda: False) -> Deliverer:
    return Deliverer(claims, delivery(Ledger(1), claims, posts, Clock()), watching, ended)


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(main(), LONG))


async def until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(SOON)


def test_a_round_takes_up_what_is_due_and_waits_for_it() -> None:
    claims, posts = Due(waiting=["a", "b"]), Posts()
    run(lambda: made(claims, posts, watch()).round())
    assert len(posts.bodies) == len(claims.settlements) == 2
    assert [(now, end, most) for _, now, end, most in claims.asked] == [(START, START + LEASE, 16)]
    assert all(each.until is None for each in claims.settlements)


def test_a_ledger_that_grows_wakes_it_and_so_does_a_subscriber(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BETWEEN_LOOKS", LONG)
    claims, posts, watching = Due(), Posts(), watch()

    async def main() -> None:
        async with made(claims, posts, watching).running():
            await until(lambda: len(claims.asked) == 1)
            for wake in (lambda: watching.grown("default", 2), watching.look_again):
                await asyncio.sleep(5 * SOON)
                seen = len(claims.asked)
                claims.waiting.append("a")
                wake()
                await until(lambda seen=seen: len(claims.asked) > seen)
            # Asked for first, sent a moment later.
            await until(lambda: len(posts.bodies) == 2)
        assert len(posts.bodies) == 2

    run(main)


def test_by_itself_it_looks_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BETWEEN_LOOKS", SOON)
    claims, posts = Due(), Posts()

    async def main() -> None:
        async with made(claims, posts, watch()).running():
            await until(lambda: len(claims.asked) > 1)
            claims.waiting.append("a")
            await until(lambda: len(posts.bodies) == 1)

    run(main)


def test_without_a_subscription_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BETWEEN_LOOKS", SOON)
    claims = Due(heads={})

    async def main() -> None:
        async with made(claims, Posts(), watch()).running():
            await asyncio.sleep(10 * SOON)

    run(main)
    assert claims.asked == []


def test_a_slow_receiver_keeps_nobody_waiting_and_so_many_are_served_at_once() -> None:
    claims = Due(waiting=["slow"] * 15)

    async def main() -> None:
        watching, posts = watch(), Gates()
        async with made(claims, posts, watching).running():
            await until(lambda: len(posts.urls) == 15)
            claims.waiting += ["quick", "quick", "slow", "slow"]
            watching.look_again()
            # One place is left: the quick ones have it one after the other, then a slow one keeps it.
            await until(lambda: len(posts.urls) == 18)
            await asyncio.sleep(5 * SOON)
            assert claims.waiting == ["slow"]
            posts.open.set()
            await until(lambda: len(posts.bodies) == 19)

    run(main)


def test_a_process_about_to_stop_takes_up_nothing() -> None:
    claims = Due(waiting=["a"])
    run(lambda: made(claims, Posts(), watch(), lambda: True).round())
    assert claims.waiting == ["a"]


def test_an_attempt_that_does_not_end_is_cut_off_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LAST_ATTEMPTS", 5 * SOON)
    claims = Due(waiting=["slow", "quick"])

    async def main() -> None:
        posts = Gates()
        async with made(claims, posts, watch()).running():
            await until(lambda: len(posts.bodies) == 1)
        assert posts.cut

    run(main)
    positions = sorted((each.standing.position, len(each.made), each.until) for each in claims.settlements)
    assert positions == [(0, 0, None), (1, 1, None)]


def test_an_attempt_that_ends_soon_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LAST_ATTEMPTS", LONG)
    claims = Due(waiting=["slow"])

    async def main() -> None:
        posts = Gates()
        async with made(claims, posts, watch()).running():
            await until(lambda: len(posts.urls) == 1)
            asyncio.get_running_loop().call_later(5 * SOON, posts.open.set)
        assert len(posts.bodies) == 1

    run(main)
    assert claims.last.standing.position == 1


@pytest.mark.parametrize(
    ("error", "event"), [(StorageBusy("busy"), "service.unavailable"), (RuntimeError("x"), "error.unforeseen")]
)
def test_a_look_that_fails_is_logged_and_the_next_one_may_not(
    error: Exception, event: str, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    monkeypatch.setattr(module, "_BETWEEN_LOOKS", SOON)
    claims, posts = Due(waiting=["a"], failure=error), Posts()

    async def main() -> None:
        async with made(claims, posts, watch()).running():
            await until(lambda: bool(log_lines.named(event)))
            claims.failure = None
            await until(lambda: len(posts.bodies) == 1)

    run(main)
    assert log_lines.all()[0]["task"] == "webhooks"


def test_a_turn_that_fails_is_logged_and_hurts_no_other(log_lines: LogLines) -> None:
    claims = Due(waiting=["a", "b"])

    def settle(*_: object, **__: object) -> None:
        raise StorageBusy("busy")

    claims.settle = settle  # type: ignore[method-assign]
    posts = Posts()
    run(lambda: made(claims, posts, watch()).round())
    assert len(posts.bodies) == 2
    assert [line["event"] for line in log_lines.all()] == ["service.unavailable"] * 2
