"""What is asked of the database at once, asked together: one thread, one trip for everybody who waits."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event, Thread
from typing import Generic, NamedTuple, TypeVar

from app.storage.errors import StorageBusy, StorageError, StorageUnavailable

# A request takes some turns of the loop until it asks: after one that has brought nobody the next may bring many.
_QUIET_TURNS = 2
# While callers come in turn after turn, no longer than it takes to read so many of them.
_MOST_TURNS = 64
Asked = TypeVar("Asked")
Given = TypeVar("Given")


class _Waiting(NamedTuple, Generic[Asked, Given]):
    asked: Asked
    answer: "asyncio.Future[Given]"


class Gathering(Generic[Asked, Given]):
    """Belongs to one event loop.

    While the thread is on its way the next ones gather; nobody waits for a timer, so who is alone waits for nobody.
    The thread is woken when two turns of the loop have brought nobody more: what comes in a few turns goes together.
    """

    def __init__(
        self,
        name: str,
        answer_all: Callable[[Sequence[Asked]], Sequence[Given]],
        *,
        at_most: int,
        most_waiting: int,
        head_start: float = 0.0,
        answered: Callable[[Sequence[Asked], Sequence[Given | Exception]], None] = lambda _asked, _given: None,
        rest: Callable[[int], None] = lambda _number: None,
    ) -> None:
        """`answer_all` gets `at_most` at once, in the thread; `answered` is told, on the loop, what they got.

        `head_start`: so many seconds at most the loop stands still for the thread, until it says that it is
        `under_way`. `rest` is called in the thread once so many have been answered; whoever comes meanwhile waits.
        """
        self._name = name
        self._answer_all = answer_all
        self._at_most = at_most
        self._most_waiting = most_waiting
        self._head_start = head_start
        self._answered = answered
        self._rest = rest
        self._inbox: deque[_Waiting[Asked, Given]] = deque()
        self._arrived = Event()
        self._under_way = Event()
        self._waking = False
        self._out = False
        self._accepting = False
        self._thread: Thread | None = None

    @property
    def waiting(self) -> int:
        """How many have asked and are not on their way yet."""
        return len(self._inbox)

    def start(self) -> None:
        """Begins to accept, on the running loop."""
        self._loop = asyncio.get_running_loop()
        self._accepting = True
        self._thread = Thread(target=self._work, name=self._name, daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Accepts no more, and returns once everybody has an answer."""
        self._accepting = False
        self._arrived.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.to_thread(thread.join)

    async def ask(self, asked: Asked) -> Given:
        """Raises StorageBusy where too many wait, StorageUnavailable once stopped, and what comes in its place."""
        if not self._accepting:
            raise StorageUnavailable("the service is about to stop, or has not started")
        if len(self._inbox) >= self._most_waiting:
            raise StorageBusy(f"{self._most_waiting} are waiting")
        answer: asyncio.Future[Given] = self._loop.create_future()
        self._inbox.append(_Waiting(asked, answer))
        if not self._waking:
            self._waking = True
            self._loop.call_soon(self._wake)
        return await answer

    def _wake(self, before: int = 0, quiet: int = 0, turns: int = 1) -> None:
        """Once nobody more comes: a trip for few costs nearly as much as one for many."""
        waiting = len(self._inbox)
        quiet = 0 if waiting > before else quiet + 1
        if waiting < self._at_most and quiet < _QUIET_TURNS and turns < _MOST_TURNS:
            self._loop.call_soon(self._wake, waiting, quiet, turns + 1)
            return
        self._waking = False
        self._send_out()

    def _send_out(self) -> None:
        """The thread, if it is not out already: else as soon as it is back."""
        if self._out or not self._inbox:
            return
        self._out = True
        self._under_way.clear()
        self._arrived.set()
        if self._head_start:
            self._under_way.wait(self._head_start)

    def under_way(self) -> None:
        """Said in the thread when it only waits from now on: until then it and the loop are in each other's way."""
        self._under_way.set()

    def _work(self) -> None:
        while self._accepting:
            self._arrived.wait()
            self._arrived.clear()
            self._serve(self._next())
        while self._inbox:
            self._serve(self._next())

    def _next(self) -> list[_Waiting[Asked, Given]]:
        """What came while the last ones were on their way. Whoever has hung up meanwhile was promised nothing."""
        came = [self._inbox.popleft() for _ in range(min(len(self._inbox), self._at_most))]
        return [waiting for waiting in came if not waiting.answer.cancelled()]

    def _serve(self, together: list[_Waiting[Asked, Given]]) -> None:
        given = self._answers([waiting.asked for waiting in together]) if together else ()
        self.under_way()
        # The loop may be gone after a hard stop; then nobody waits any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._hand_out, together, given)
        # Without the thread nobody would be answered any more.
        with suppress(Exception):
            self._rest(len(together))

    def _answers(self, asked: Sequence[Asked]) -> Sequence[Given | Exception]:
        """An answer or an error for each. One that cannot be answered fails alone: the others are asked again."""
        try:
            return self._answer_all(asked)
        except StorageError as error:
            return [type(error)(*error.args) for _ in asked]
        except Exception as error:
            if len(asked) == 1:
                return [error]
            return [given for each in asked for given in self._answers([each])]

    def _hand_out(self, together: list[_Waiting[Asked, Given]], given: Sequence[Given | Exception]) -> None:
        self._out = False
        if not self._waking:
            self._send_out()
        for waiting, each in zip(together, given, strict=True):
            if waiting.answer.done():
                continue
            if isinstance(each, Exception):
                waiting.answer.set_exception(each)
            else:
                waiting.answer.set_result(each)
        if together:
            self._answered([waiting.asked for waiting in together], given)
