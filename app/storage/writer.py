"""Group commit: requests in flight share a transaction, and each is answered once it is committed."""

import math
import time
from collections.abc import Callable, Sequence

from sqlalchemy import Engine

from app.storage.commit import record_batch
from app.storage.errors import StorageUnwritable
from app.storage.gathering import Gathering
from app.storage.ledger import DEFAULT_ALGORITHM
from app.storage.lock import WriterLock
from app.storage.records import Appended, New, NewEvaluation, Outcome, Recorded
from app.storage.writing_again import WritingAgain

# How long nothing is expected of a database that took nothing in; then the next request may try it again.
_DOUBT_SECONDS = 5.0
# A server has its batch the sooner, and the loop the time in which it commits.
_HEAD_START_SECONDS = 0.005
_MADE = (Recorded, Appended)


def _most_at_once(engine: Engine) -> int:
    """While a server commits a batch the next one is scored: half of those who come at once are to be in one.
    SQLite works in this process, and a batch costs it as much as a dozen evaluations."""
    return 32 if engine.dialect.name == "postgresql" else 64


class LedgerWriter:
    """Records what happens from one event loop through one thread: a lone request takes no longer than its own commit,
    and what comes while a batch is being committed, or SQLite's log is taken in after it, makes the next one."""

    def __init__(
        self,
        engine: Engine,
        algorithm: str = DEFAULT_ALGORITHM,
        *,
        max_batch: int | None = None,
        max_waiting: int = 4096,
        grown: Callable[[str, int], None] = lambda tenant, position: None,
        count: Callable[[int, float], None] = lambda _size, _seconds: None,
        recorded: Callable[[Sequence[NewEvaluation]], None] = lambda _evaluations: None,
    ) -> None:
        """`grown` is told, on the loop, how far a tenant's ledger reaches after each commit, and `recorded` which
        evaluations are durable now; `count` the size of every batch tried, and how many seconds that took."""
        self._engine = engine
        self._algorithm = algorithm
        self._grown = grown
        self._count = count
        self._recorded = recorded
        self._lock = WriterLock(engine)
        self._connection = WritingAgain(engine)
        self._batches: Gathering[New, Outcome] = Gathering(
            "ledger-writer",
            self._commit,
            at_most=max_batch or _most_at_once(engine),
            most_waiting=max_waiting,
            head_start=_HEAD_START_SECONDS if engine.dialect.name == "postgresql" else 0.0,
            answered=self._tell,
            rest=self._connection.rest,
        )
        self._could_not_write = -math.inf

    async def start(self) -> None:
        """Begins to accept work. Raises SecondWriter if another process writes to the same SQLite file."""
        self._lock.acquire()
        self._batches.start()

    async def stop(self) -> None:
        """Accepts no more, and returns once everything accepted has been committed and answered."""
        await self._batches.stop()
        self._connection.close()
        self._lock.release()

    async def record(self, new: New) -> Outcome:
        """Returns once `new`, or what it repeats, is durable.

        Raises StorageBusy (too many wait, or a lock was not to be had) or StorageUnavailable; whether it is stored
        may then be unknown, and a retry under the same idempotency key is safe.
        """
        return await self._batches.ask(new)

    @property
    def waiting(self) -> int:
        """How many have been accepted and are in no batch yet."""
        return self._batches.waiting

    def check_able(self) -> None:
        """Raises StorageUnwritable if the database took nothing in when last asked to, a few seconds ago at most.

        One whose disk is full is still read from as if nothing were amiss.
        """
        if time.monotonic() - self._could_not_write < _DOUBT_SECONDS:
            raise StorageUnwritable("the database takes nothing in")

    def _commit(self, batch: Sequence[New]) -> Sequence[Outcome]:
        began = time.perf_counter()
        try:
            outcomes = record_batch(
                self._engine, batch, self._algorithm, self._connection.writing, self._batches.under_way
            )
            self._could_not_write = -math.inf
            return outcomes
        except StorageUnwritable:
            self._could_not_write = time.monotonic()
            raise
        finally:
            self._count(len(batch), time.perf_counter() - began)

    def _tell(self, batch: Sequence[New], results: Sequence[Outcome | Exception]) -> None:
        last: dict[str, Recorded | Appended] = {}
        recorded: list[NewEvaluation] = []
        for new, result in zip(batch, results, strict=True):
            if isinstance(result, _MADE):
                last[new.tenant] = result
                if isinstance(new, NewEvaluation):
                    recorded.append(new)
        for tenant, result in last.items():
            self._grown(tenant, result.position)
        self._recorded(recorded)
