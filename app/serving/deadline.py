"""A time by which something must have happened, which may be moved as often as requests come."""

import asyncio
from collections.abc import Callable


class Deadline:
    """Calls `passed` when it has passed. To move it costs next to nothing: a timer is set where none would ring in
    time, not for each move, and asks how late it is when it rings."""

    def __init__(self, passed: Callable[[], None]) -> None:
        self._passed = passed
        self._loop = asyncio.get_running_loop()
        self._at: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float) -> None:
        """From now; whatever was set before counts no more."""
        self._at = at = self._loop.time() + seconds
        if self._timer is not None and self._timer.when() > at:
            self.stop()
        if self._timer is None:
            self._timer = self._loop.call_later(seconds, self._ring)

    def clear(self) -> None:
        """Nothing is waited for."""
        self._at = None

    def stop(self) -> None:
        """Lets no timer ring any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        self._timer = None
        if self._at is None:
            return
        left = self._at - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._ring)
        else:
            self._at = None
            self._passed()
