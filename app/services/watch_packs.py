"""Notices that rule packs were published, and lets the running service go on with them."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from app.logs.events import ServiceEvent
from app.rules.catalogue import Catalogue, find_packs
from app.rules.errors import InvalidRulePack

_Stamp = tuple[tuple[str, int, int, int], ...]


class PackWatch:
    """Looks at names, sizes and times of the files in a folder, which costs next to nothing; reads them on a change.

    `use` is handed each new catalogue whole, in the event loop: a request that is under way keeps the one that it
    began with. Files that are refused are told in the log once, and the former catalogue stays.
    """

    def __init__(self, folder: Path, load: Callable[[], Catalogue], use: Callable[[Catalogue], None]) -> None:
        self._folder = folder
        self._load = load
        self._use = use
        self._seen = self._stamp()

    async def look(self) -> None:
        """One round."""
        try:
            stamp = await asyncio.to_thread(self._stamp)
            if stamp == self._seen:
                return
            self._seen = stamp
            self._use(await asyncio.to_thread(self._load))
        except InvalidRulePack as error:
            structlog.get_logger().error(ServiceEvent.PACKS_REFUSED, problems=len(error.problems))
        except OSError as error:
            structlog.get_logger().error(ServiceEvent.PACKS_REFUSED, error=type(error).__name__)
        else:
            structlog.get_logger().info(ServiceEvent.PACKS_CHANGED)

    def _stamp(self) -> _Stamp:
        stats = [(file, file.stat()) for file in find_packs(self._folder)]
        return tuple((str(file), each.st_mtime_ns, each.st_size, each.st_ino) for file, each in stats)
