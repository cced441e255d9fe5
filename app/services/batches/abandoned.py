"""Clears away what is left of batches whose upload broke off together with the process that took them in."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

# No upload lasts that long: MAX_BATCH_BYTES and BODY_SECONDS see to it.
_ABANDONED = timedelta(days=1)


class Store(Protocol):
    """Where batches are kept."""

    def discard_abandoned(self, before: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class AbandonedBatches:
    """A round looks once."""

    store: Store
    clock: Callable[[], datetime]
    name: str = "abandoned batches"
    seconds: float = 3600

    async def round(self) -> bool:
        await asyncio.to_thread(self.store.discard_abandoned, self.clock() - _ABANDONED)
        return False
