"""Clears away what is left of batches whose upload broke off together with the process that took them in."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

_MEBIBYTE = 1 << 20


def abandoned_after(body_bytes: int, seconds_a_mebibyte: int) -> timedelta:
    """Longer than an upload of so many bytes may last: a day at least, and as much again as it may take to arrive for
    what it takes to store."""
    return max(timedelta(days=1), timedelta(seconds=2 * seconds_a_mebibyte * (1 + body_bytes // _MEBIBYTE)))


class Store(Protocol):
    """Where batches are kept."""

    def discard_abandoned(self, before: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class AbandonedBatches:
    """A round looks once."""

    store: Store
    clock: Callable[[], datetime]
    after: timedelta
    name: str = "abandoned batches"
    seconds: float = 3600

    async def round(self) -> bool:
        await asyncio.to_thread(self.store.discard_abandoned, self.clock() - self.after)
        return False
