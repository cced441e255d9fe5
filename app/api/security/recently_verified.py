"""Who was verified a moment ago: a request then costs a look into memory, not a query or a signature."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from app.api.security.caller import Caller


class Verified(NamedTuple):
    """A caller, and for how many seconds at most the credential is good yet; None: no end in sight."""

    caller: Caller
    remaining: float | None


class RecentlyVerified:
    """Callers by digest of their credential, each for at most `seconds`: so late a revocation may take effect."""

    def __init__(
        self, seconds: float, *, at_most: int = 10_000, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._at_most = at_most
        self._monotonic = monotonic
        self._known: dict[bytes, tuple[Caller, float]] = {}
        self._on_their_way: dict[bytes, asyncio.Task[Caller]] = {}
        self.hits = self.misses = 0
        """How many callers were known, and how many were not."""

    @property
    def size(self) -> int:
        """How many are remembered, some of them perhaps too long ago to be believed."""
        return len(self._known)

    async def caller(self, credential: bytes, verify: Callable[[bytes], Awaitable[Verified]]) -> Caller:
        """The caller of a credential; requests that bring the same one at once share one verification.

        Raises whatever `verify` raises, which is not remembered.
        """
        mark = hashlib.sha256(credential).digest()
        known = self._known.get(mark)
        if known is not None and self._monotonic() < known[1]:
            self.hits += 1
            return known[0]
        self.misses += 1
        task = self._on_their_way.get(mark)
        if task is None:
            task = asyncio.create_task(self._verify(mark, credential, verify))
            self._on_their_way[mark] = task
            task.add_done_callback(lambda done: self._arrived(mark, done))
        # One that hangs up must not take the answer from the others.
        return await asyncio.shield(task)

    async def _verify(self, mark: bytes, credential: bytes, verify: Callable[[bytes], Awaitable[Verified]]) -> Caller:
        began = self._monotonic()
        self._known.pop(mark, None)
        caller, remaining = await verify(credential)
        seconds = self._seconds if remaining is None else min(self._seconds, remaining)
        if len(self._known) >= self._at_most:
            self._known.clear()
        self._known[mark] = (caller, began + seconds)
        return caller

    def _arrived(self, mark: bytes, done: asyncio.Task[Caller]) -> None:
        del self._on_their_way[mark]
        # Asked for, so that nobody complains of it where every request has hung up.
        if not done.cancelled():
            done.exception()
