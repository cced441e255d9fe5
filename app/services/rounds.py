"""Work that is done again and again while the service runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import structlog

from app.logs.events import ServiceEvent
from app.storage.errors import StorageError


class Bell:
    """Rung when there is something to do: whoever pauses between two rounds begins at once. For one event loop."""

    def __init__(self) -> None:
        self._pausing: set[asyncio.Event] = set()

    def ring(self) -> None:
        for rung in self._pausing:
            rung.set()

    @contextmanager
    def heard(self) -> Iterator[asyncio.Event]:
        """Set whenever it is rung."""
        rung = asyncio.Event()
        self._pausing.add(rung)
        try:
            yield rung
        finally:
            self._pausing.discard(rung)


@asynccontextmanager
async def rounds(
    work: Callable[[], Awaitable[bool | None]], seconds: float, bell: Bell | None = None
) -> AsyncIterator[None]:
    """`work` every so many seconds, and when the bell is rung, until the end of the block, which waits for a round
    that is under way.

    A round that comes to True has left something to do: the next one follows at once.
    """
    with (bell or Bell()).heard() as rung:
        going_on = True
        task = asyncio.create_task(_repeat(work, seconds, rung, lambda: going_on))
        try:
            yield
        finally:
            going_on = False
            rung.set()
            await task


def unbroken(task: str, work: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[bool]]:
    """The same work, of which no failure ends the rounds: it is logged, and the next round may fare better."""

    async def tried() -> bool:
        try:
            return await work()
        except StorageError as error:
            structlog.get_logger().warning(ServiceEvent.UNAVAILABLE, task=task, exc_info=error)
        except Exception as error:
            structlog.get_logger().error(ServiceEvent.UNFORESEEN_ERROR, task=task, exc_info=error)
        return False

    return tried


async def _repeat(
    work: Callable[[], Awaitable[bool | None]], seconds: float, rung: asyncio.Event, going_on: Callable[[], bool]
) -> None:
    pause = seconds
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(rung.wait(), pause)
        if not going_on():
            return
        rung.clear()
        pause = 0 if await work() else seconds
