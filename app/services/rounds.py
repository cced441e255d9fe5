"""Work that is done again and again while the service runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from app.logs.events import ServiceEvent
from app.storage.errors import StorageError


@asynccontextmanager
async def rounds(work: Callable[[], Awaitable[bool | None]], seconds: float) -> AsyncIterator[None]:
    """`work` every so many seconds until the end of the block, which waits for a round that is under way.

    A round that comes to True has left something to do: the next one follows at once.
    """
    ended = asyncio.Event()
    task = asyncio.create_task(_repeat(work, seconds, ended))
    try:
        yield
    finally:
        ended.set()
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


async def _repeat(work: Callable[[], Awaitable[bool | None]], seconds: float, ended: asyncio.Event) -> None:
    pause = seconds
    while not ended.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), pause)
            return
        pause = 0 if await work() else seconds
