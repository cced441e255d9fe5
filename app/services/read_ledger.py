"""The ledger read in stretches: its entries and its checkpoints, from the oldest on."""

from dataclasses import dataclass
from typing import Protocol

from app.storage.ledger import Head
from app.storage.records import LedgerEntry, StoredCheckpoint


class Ledgers(Protocol):
    """Where they are read from."""

    def head(self, tenant: str) -> Head: ...
    def entries(self, tenant: str, after: int, limit: int) -> list[LedgerEntry]: ...
    def checkpoints(self, tenant: str, after: int, limit: int) -> list[StoredCheckpoint]: ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some entries, in order, and where the ledger ends."""

    entries: tuple[LedgerEntry, ...]
    next_after: int
    head: int


class LedgerReading:
    """Positions have no gaps: whoever continues behind the last one given misses nothing and gets nothing twice."""

    def __init__(self, ledgers: Ledgers) -> None:
        self._ledgers = ledgers

    def entries(self, tenant: str, after: int, limit: int) -> Stretch:
        """At most `limit` entries behind position `after`."""
        found = tuple(self._ledgers.entries(tenant, after, limit))
        last = found[-1].position if found else after
        # Asked afterwards, it is never behind the entries.
        return Stretch(found, last, self._ledgers.head(tenant).position)

    def checkpoints(self, tenant: str, after: int, limit: int) -> list[StoredCheckpoint]:
        """At most `limit` checkpoints of more than `after` entries."""
        return self._ledgers.checkpoints(tenant, after, limit)
