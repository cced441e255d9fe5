"""What is worked off beside requests, put together: in the service's own process, or in others (`jixiao work`).

A further kind of work is a class with `round`, and a line in `_works`.
"""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import Engine

from app.rules.catalogue import Catalogue, load_catalogue
from app.services.recording import Recorder
from app.services.rounds import rounds, unbroken
from app.services.watch_packs import PackWatch
from app.settings import Settings


class Work(Protocol):
    """Something that is worked off bit by bit, by any number of processes at once."""

    @property
    def name(self) -> str:
        """As the log calls it."""
        ...

    @property
    def seconds(self) -> float:
        """How long it pauses when there is nothing to do."""
        ...

    async def round(self) -> bool:
        """Does a bit of it; says whether there is more to do. Raises what the storage raises."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What works are done with: those of the process, whatever else it does."""

    settings: Settings
    engine: Engine
    recorder: Recorder
    catalogue: Callable[[], Catalogue]
    """The rules in force by now."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    randomness: Callable[[int], bytes] = os.urandom


@asynccontextmanager
async def background(tools: Tools) -> AsyncIterator[None]:
    """Works until the end of the block, which waits for what is under way and begins nothing more."""
    async with AsyncExitStack() as running:
        for work in _works(tools):
            await running.enter_async_context(rounds(unbroken(work.name, work.round), work.seconds))
        yield


def watching_packs(settings: Settings, use: Callable[[Catalogue], None]) -> AbstractAsyncContextManager[None]:
    """Hands over each catalogue that has packs published since, until the end of the block."""
    folder = settings.rule_packs_dir
    if folder is None:
        return nullcontext()
    return rounds(PackWatch(folder, lambda: load_catalogue(folder), use).look, settings.rule_packs_seconds)


def _works(_tools: Tools) -> Iterator[Work]:
    yield from ()
