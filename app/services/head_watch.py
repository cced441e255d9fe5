"""Whoever waits for a ledger to grow is woken: at once by what this process commits, soon by what others do."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from app.services.errors import TooManyWaiting
from app.storage.errors import StorageError

_BETWEEN_LOOKS = 0.5
_MOST_WAITING = 256


class Positions(Protocol):
    """Where it is seen how far ledgers have grown."""

    def positions(self, tenants: Collection[str]) -> dict[str, int]: ...


@dataclass(eq=False, slots=True)
class _Waiting:
    after: int
    grown: asyncio.Event


class HeadWatch:
    """Belongs to one event loop. Waiting takes neither a thread nor a connection; one look a while serves everybody.

    `ended` says when the process is about to stop: nobody is kept waiting any longer then.
    """

    def __init__(
        self,
        ledgers: Positions,
        ended: Callable[[], bool],
        *,
        seconds: float = _BETWEEN_LOOKS,
        most: int = _MOST_WAITING,
    ) -> None:
        self._ledgers = ledgers
        self._ended = ended
        self._seconds = seconds
        self._most = most
        self._waiting: dict[str, set[_Waiting]] = {}
        self._followers: set[asyncio.Event] = set()
        self._callers = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Looks what others have committed until the end of the block, which waits for a look under way."""
        stopped = asyncio.Event()
        looking = asyncio.create_task(self._look(stopped))
        try:
            yield
        finally:
            stopped.set()
            await looking
            self._release()

    def grown(self, tenant: str, position: int) -> None:
        """The tenant's ledger reaches this position."""
        for waiting in self._waiting.get(tenant, ()):
            if position > waiting.after:
                waiting.grown.set()

    def look_again(self) -> None:
        """Wakes the followers: somebody wants to have more followed than before, or not to wait."""
        for follower in self._followers:
            follower.set()

    @contextmanager
    def watching(self, tenant: str, after: int) -> Iterator[asyncio.Event]:
        """Sets the event as soon as the tenant's ledger grows beyond `after`. Raises TooManyWaiting."""
        if self._callers >= self._most:
            raise TooManyWaiting
        grown = asyncio.Event()
        self._callers += 1
        try:
            with self._told({tenant: after}, grown):
                yield grown
        finally:
            self._callers -= 1

    @contextmanager
    def following(self, heads: Mapping[str, int], grown: asyncio.Event) -> Iterator[None]:
        """Sets the event as soon as one of these ledgers grows beyond its head, or there may be others to follow; for
        the service's own work, which may follow as many as there are."""
        self._followers.add(grown)
        try:
            with self._told(heads, grown):
                yield
        finally:
            self._followers.discard(grown)

    @contextmanager
    def _told(self, heads: Mapping[str, int], grown: asyncio.Event) -> Iterator[None]:
        waiting = {tenant: _Waiting(after, grown) for tenant, after in heads.items()}
        for tenant, each in waiting.items():
            self._waiting.setdefault(tenant, set()).add(each)
        try:
            yield
        finally:
            for tenant, each in waiting.items():
                self._waiting[tenant].discard(each)
                if not self._waiting[tenant]:
                    del self._waiting[tenant]

    async def _look(self, stopped: asyncio.Event) -> None:
        while not stopped.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), self._seconds)
            if self._ended():
                self._release()
            # A database that does not answer now is asked again; whoever waits learns of it when asking next.
            with suppress(StorageError):
                for tenant, position in (await self._positions()).items():
                    self.grown(tenant, position)

    async def _positions(self) -> dict[str, int]:
        """Nobody looks while nobody waits."""
        return await asyncio.to_thread(self._ledgers.positions, [*self._waiting]) if self._waiting else {}

    def _release(self) -> None:
        for of_tenant in self._waiting.values():
            for waiting in of_tenant:
                waiting.grown.set()
