"""The platform's feed: the bodies of a ledger's entries in the order of commits, none missed and none twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from app.services.errors import BeyondLedger, LedgerContradiction
from app.services.head_watch import HeadWatch
from app.storage.ledger import Head

_AT_A_TIME = 2000


class Ledgers(Protocol):
    """Where entries are read from."""

    def head(self, tenant: str) -> Head: ...
    def bodies(self, tenant: str, after: int, last: int) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """The entries behind `after` up to `last`, of a ledger that stands at `head`."""

    tenant: str
    after: int
    last: int
    head: Head


class FeedService:
    """Positions have no gaps: whoever continues behind the last one given misses nothing and gets nothing twice."""

    def __init__(self, ledgers: Ledgers, watch: HeadWatch, at_a_time: int = _AT_A_TIME) -> None:
        """`at_a_time` bodies make a part of a stream."""
        self._ledgers = ledgers
        self._watch = watch
        self._at_a_time = at_a_time

    async def stretch(self, tenant: str, after: int, limit: int, seconds: float = 0) -> Stretch:
        """At most `limit` entries behind `after`; where there are none yet, waits for one up to so many seconds.

        Raises BeyondLedger for an `after` that the ledger does not reach (it may have been restored from an older
        backup, and goes on with other entries), TooManyWaiting, and what the storage raises.
        """
        head = await self._head(tenant)
        if after > head.position:
            raise BeyondLedger("after", after, head.position)
        if head.position == after and seconds > 0:
            head = await self._grown(tenant, after, seconds)
        return Stretch(tenant, after, min(head.position, after + limit), head)

    async def bodies(self, stretch: Stretch) -> list[str]:
        """All of its bodies at once. Raises LedgerContradiction if one is missing."""
        return await asyncio.to_thread(self._read, stretch.tenant, stretch.after, stretch.last)

    async def parts(self, stretch: Stretch) -> AsyncIterator[list[str]]:
        """The same in parts, each read while the one before it is on its way: two are held at most."""
        starts = iter(range(stretch.after, stretch.last, self._at_a_time))
        reading = self._part(stretch, next(starts, None))
        try:
            while reading is not None:
                part = await reading
                reading = self._part(stretch, next(starts, None))
                yield part
        finally:
            # Whoever has gone away takes no more.
            if reading is not None:
                reading.cancel()
                with suppress(asyncio.CancelledError):
                    await reading

    def _part(self, stretch: Stretch, after: int | None) -> "asyncio.Task[list[str]] | None":
        if after is None:
            return None
        last = min(after + self._at_a_time, stretch.last)
        return asyncio.create_task(asyncio.to_thread(self._read, stretch.tenant, after, last))

    def _read(self, tenant: str, after: int, last: int) -> list[str]:
        found = self._ledgers.bodies(tenant, after, last) if after < last else []
        if len(found) != last - after:
            raise LedgerContradiction(f"{len(found)} of the entries {after + 1} to {last} are stored")
        return found

    async def _grown(self, tenant: str, after: int, seconds: float) -> Head:
        with self._watch.watching(tenant, after) as grown:
            # It may have grown since it was last looked at, before anybody would have told.
            head = await self._head(tenant)
            if head.position > after:
                return head
            with suppress(TimeoutError):
                await asyncio.wait_for(grown.wait(), seconds)
        return await self._head(tenant)

    async def _head(self, tenant: str) -> Head:
        return await asyncio.to_thread(self._ledgers.head, tenant)
