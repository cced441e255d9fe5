"""Work that is done again and again while the service runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def rounds(work: Callable[[], Awaitable[None]], seconds: float) -> AsyncIterator[None]:
    """`work` every so many seconds until the end of the block, which waits for a round that is under way."""
    ended = asyncio.Event()
    task = asyncio.create_task(_repeat(work, seconds, ended))
    try:
        yield
    finally:
        ended.set()
        await task


async def _repeat(work: Callable[[], Awaitable[None]], seconds: float, ended: asyncio.Event) -> None:
    while not ended.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), seconds)
            return
        await work()
