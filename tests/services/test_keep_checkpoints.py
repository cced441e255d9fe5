"""Rounds of checkpoints: what moved is signed, what was altered is reported, and nothing stops the next round."""

import asyncio
from collections.abc import Callable

import pytest

from app.services.keep_checkpoints import CheckpointKeeper
from app.storage.errors import StorageUnavailable
from tests.log_lines import LogLines
from tests.services.ledgers import MemoryLedgers, attestor
from tests.verify.ledgers import Ledger

SECONDS = 0.01


@pytest.fixture
def ledgers() -> MemoryLedgers:
    return MemoryLedgers({name: Ledger(tenant=name).grow(3) for name in ("丰台区", "沙依巴克区")})


def keeper(ledgers: MemoryLedgers) -> CheckpointKeeper:
    return CheckpointKeeper(ledgers, attestor(ledgers), 60)


def test_a_round_keeps_a_checkpoint_of_every_ledger_that_moved(ledgers: MemoryLedgers) -> None:
    keeping = keeper(ledgers)
    keeping.keep_all()
    keeping.keep_all()
    ledgers.ledgers["丰台区"].grow(1)
    keeping.keep_all()
    assert [(each.tenant, each.position) for each in ledgers.kept] == [("丰台区", 3), ("沙依巴克区", 3), ("丰台区", 4)]


def test_an_altered_ledger_is_reported_and_the_others_are_kept(ledgers: MemoryLedgers, log_lines: LogLines) -> None:
    keeping = keeper(ledgers)
    keeping.keep_all()
    ledgers.ledgers["丰台区"].bodies.pop()
    ledgers.ledgers["沙依巴克区"].grow(1)
    keeping.keep_all()
    assert [(line["event"], line["level"], line["tenant"]) for line in log_lines.all()] == [
        ("ledger.damaged", "error", "丰台区")
    ]
    assert (ledgers.kept[-1].tenant, ledgers.kept[-1].position) == ("沙依巴克区", 4)


@pytest.mark.parametrize(
    ("error", "event"), [(StorageUnavailable("down"), "service.unavailable"), (RuntimeError("x"), "error.unforeseen")]
)
def test_a_round_that_fails_is_logged_and_the_next_one_may_not(
    ledgers: MemoryLedgers, error: Exception, event: str, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    def failing() -> list[str]:
        raise error

    keeping = keeper(ledgers)
    with monkeypatch.context() as during:
        during.setattr(ledgers, "tenants", failing)
        keeping.keep_all()
    assert [line["event"] for line in log_lines.all()] == [event]
    keeping.keep_all()
    assert len(ledgers.kept) == 2


def test_rounds_go_on_until_the_service_stops(ledgers: MemoryLedgers) -> None:
    async def serve() -> None:
        async with CheckpointKeeper(ledgers, attestor(ledgers), SECONDS).running():
            await until(lambda: len(ledgers.kept) == 2)
            ledgers.ledgers["丰台区"].grow(1)
            await until(lambda: len(ledgers.kept) == 3)
        ledgers.ledgers["丰台区"].grow(1)
        await asyncio.sleep(5 * SECONDS)

    asyncio.run(serve())
    assert len(ledgers.kept) == 3


def test_a_service_that_stops_does_not_wait_for_the_next_round(ledgers: MemoryLedgers) -> None:
    async def serve() -> None:
        async with asyncio.timeout(20):
            async with keeper(ledgers).running():
                await asyncio.sleep(0)

    asyncio.run(serve())
    assert ledgers.kept == []


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(SECONDS)
