"""What every use case that writes has in common: one result for one idempotency key, and no answer before it lasts."""

from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple, Protocol

from app.services.answer import Parts, answer_parts
from app.services.errors import AlreadyWithdrawn, AttemptOutsideDataScope, IdempotencyKeyReused, RequestInFlight
from app.storage import records
from app.storage.ledger import digest
from app.storage.records import New, NewEvaluation, NewWithdrawal, Outcome, Recorded, Replayed, StoredEvaluation


class Writer(Protocol):
    """Where everything accepted goes; an outcome comes back only once it is durable."""

    async def record(self, new: New) -> Outcome: ...


class Answer(NamedTuple):
    """What a caller gets: the record, and whether an earlier request had been answered with it."""

    stored: StoredEvaluation
    replayed: bool

    @property
    def id(self) -> str:
        """The record's."""
        return self.stored.id

    def parts(self) -> Parts:
        """The body, in parts."""
        return answer_parts(self.stored)


class _Holding(AbstractContextManager[None]):
    """A class, since every request enters one: a generator would be several objects."""

    __slots__ = ("_in_flight", "_mark")

    def __init__(self, in_flight: set[tuple[str, str]], mark: tuple[str, str]) -> None:
        self._in_flight = in_flight
        self._mark = mark

    def __enter__(self) -> None:
        if self._mark in self._in_flight:
            raise RequestInFlight
        self._in_flight.add(self._mark)

    def __exit__(self, *_raised: object) -> None:
        self._in_flight.discard(self._mark)


_NOTHING_HELD = nullcontext()


class Recorder:
    """Hands accepted work to storage; one for all use cases, which share the callers' idempotency keys."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._in_flight: set[tuple[str, str]] = set()

    def holding(self, tenant: str, idempotency_key: str | None) -> AbstractContextManager[None]:
        """Keeps the key for one request at a time. To enter raises RequestInFlight while another one has it."""
        return _NOTHING_HELD if idempotency_key is None else _Holding(self._in_flight, (tenant, idempotency_key))

    async def record(self, new: NewEvaluation | NewWithdrawal) -> Answer:
        """The answer once it lasts; the stored one for a key seen before with the same request.

        Raises IdempotencyKeyReused for the key with another request, AttemptOutsideDataScope, AlreadyWithdrawn, and
        what the storage raises.
        """
        match await self._writer.record(new):
            case Recorded(stored):
                return Answer(stored, replayed=False)
            case Replayed(stored):
                return Answer(stored, replayed=True)
            case records.AlreadyWithdrawn():
                raise AlreadyWithdrawn
            case records.AttemptUnseen():
                raise AttemptOutsideDataScope
            case _:
                raise IdempotencyKeyReused


def request_digest(operation: str, body: bytes) -> str:
    """What tells a retry from another request under its key: what was asked for, and the canonical body."""
    return digest(b"%s\n%s" % (operation.encode(), body))
