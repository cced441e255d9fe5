"""Group commit: requests in flight share a transaction, and each is answered once it is committed."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from sqlalchemy import Engine

from app.storage.commit import record_batch
from app.storage.errors import StorageBusy, StorageError, StorageUnavailable, StorageUnwritable
from app.storage.ledger import DEFAULT_ALGORITHM
from app.storage.lock import WriterLock
from app.storage.records import Appended, New, Outcome, Recorded

# How long nothing is expected of a database that took nothing in; then the next request may try it again.
_DOUBT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Waiting:
    new: New
    answer: asyncio.Future[Outcome]


class LedgerWriter:
    """Records what happens from one event loop through one thread.

    While a batch is being committed the next one gathers; nobody waits for a timer, so a lone request takes no longer
    than its own commit.
    """

    def __init__(
        self,
        engine: Engine,
        algorithm: str = DEFAULT_ALGORITHM,
        *,
        max_batch: int = 64,
        max_waiting: int = 4096,
        grown: Callable[[str, int], None] = lambda tenant, position: None,
        count: Callable[[int, float], None] = lambda _size, _seconds: None,
    ) -> None:
        """`grown` is told, on the loop, how far a tenant's ledger reaches after each commit; `count` the size of every
        batch tried, and how many seconds that took."""
        self._engine = engine
        self._algorithm = algorithm
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._grown = grown
        self._count = count
        self._lock = WriterLock(engine)
        self._inbox: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._could_not_write = -math.inf

    async def start(self) -> None:
        """Begins to accept work. Raises SecondWriter if another process writes to the same SQLite file."""
        self._lock.acquire()
        self._loop = asyncio.get_running_loop()
        self._thread = Thread(target=self._work, name="ledger-writer", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Accepts no more, and returns once everything accepted has been committed and answered."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._inbox.put(None)
        await asyncio.to_thread(thread.join)
        self._lock.release()

    async def record(self, new: New) -> Outcome:
        """Returns once `new`, or what it repeats, is durable.

        Raises StorageBusy (too many wait, or a lock was not to be had) or StorageUnavailable; whether it is stored
        may then be unknown, and a retry under the same idempotency key is safe.
        """
        if self._thread is None:
            raise StorageUnavailable("the service is not accepting anything to record")
        if self.waiting >= self._max_waiting:
            raise StorageBusy(f"{self._max_waiting} are waiting to be stored")
        answer: asyncio.Future[Outcome] = self._loop.create_future()
        self._inbox.put(_Waiting(new, answer))
        return await answer

    @property
    def waiting(self) -> int:
        """How many have been accepted and are in no batch yet."""
        return self._inbox.qsize()

    def check_able(self) -> None:
        """Raises StorageUnwritable if the database took nothing in when last asked to, a few seconds ago at most.

        One whose disk is full is still read from as if nothing were amiss.
        """
        if time.monotonic() - self._could_not_write < _DOUBT_SECONDS:
            raise StorageUnwritable("the database takes nothing in")

    def _work(self) -> None:
        accepting = True
        while accepting:
            batch, accepting = self._next_batch()
            # Whoever has hung up meanwhile was promised nothing.
            batch = [waiting for waiting in batch if not waiting.answer.cancelled()]
            if not batch:
                continue
            began = time.perf_counter()
            results = self._results([waiting.new for waiting in batch])
            self._count(len(batch), time.perf_counter() - began)
            # The loop may be gone after a hard stop; then nobody waits any more.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._answer, batch, results)

    def _next_batch(self) -> tuple[list[_Waiting], bool]:
        """The first one waiting, with all that came while the last batch was on its way; False after the last."""
        batch: list[_Waiting] = []
        arrived = self._inbox.get()
        while arrived is not None:
            batch.append(arrived)
            if len(batch) == self._max_batch:
                return batch, True
            try:
                arrived = self._inbox.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _results(self, batch: Sequence[New]) -> Sequence[Outcome | Exception]:
        """An outcome or an error for each. A member that cannot be stored fails alone: the others are tried again."""
        try:
            results = record_batch(self._engine, batch, self._algorithm)
            self._could_not_write = -math.inf
            return results
        except StorageError as error:
            if isinstance(error, StorageUnwritable):
                self._could_not_write = time.monotonic()
            return [type(error)(*error.args) for _ in batch]
        except Exception as error:
            if len(batch) == 1:
                return [error]
            return [result for new in batch for result in self._results([new])]

    def _answer(self, batch: Sequence[_Waiting], results: Sequence[Outcome | Exception]) -> None:
        reached: dict[str, int] = {}
        for waiting, result in zip(batch, results, strict=True):
            if isinstance(result, Recorded | Appended):
                reached[waiting.new.tenant] = result.position
            if waiting.answer.done():
                continue
            if isinstance(result, Exception):
                waiting.answer.set_exception(result)
            else:
                waiting.answer.set_result(result)
        for tenant, position in reached.items():
            self._grown(tenant, position)
