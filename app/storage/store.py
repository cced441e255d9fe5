"""One database, as the use cases see it: the queries bound to an engine."""

import builtins
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager

from sqlalchemy import Engine

from app.storage import audit, ledger_queries, queries
from app.storage.commit import record_batch
from app.storage.ledger import DEFAULT_ALGORITHM, Head, Verdict
from app.storage.records import (
    EvaluationFilters,
    EvaluationSummary,
    LedgerEntry,
    NewEntry,
    StoredCheckpoint,
    StoredEvaluation,
)
from app.storage.tree import LedgerTree, ledger_tree


class EvaluationStore:
    """Reads; every method raises StorageBusy or StorageUnavailable when the database cannot answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, tenant: str, evaluation_id: str) -> StoredEvaluation | None:
        return queries.get(self._engine, tenant, evaluation_id)

    def between(self, tenant: str, after: int, last: int) -> builtins.list[StoredEvaluation]:
        return queries.between(self._engine, tenant, after, last)

    def list(
        self, tenant: str, filters: EvaluationFilters, before_position: int | None, limit: int
    ) -> builtins.list[EvaluationSummary]:
        return queries.list_evaluations(self._engine, tenant, filters, before_position, limit)

    def submissions(
        self, tenant: str, filters: EvaluationFilters, at_most: int
    ) -> Iterator[tuple[EvaluationSummary, bytes]]:
        """All that `list` would show, each with its submission. Raises TooManySelected."""
        return queries.submissions(self._engine, tenant, filters, at_most)

    def following(
        self, tenant: str, filters: EvaluationFilters, after: int, limit: int
    ) -> builtins.list[tuple[EvaluationSummary, bytes]]:
        """The next of them behind a position of the ledger, in its order."""
        return queries.following(self._engine, tenant, filters, after, limit)

    def entry(self, tenant: str, position: int) -> LedgerEntry | None:
        return ledger_queries.entry(self._engine, tenant, position)

    def check_ready(self) -> None:
        """Returns if the database answers and has this program's schema."""
        queries.check_ready(self._engine)


class LedgerStore:
    """The ledger of each tenant, with its tree and its signed heads; raises as `EvaluationStore` does."""

    def __init__(self, engine: Engine, algorithm: str = DEFAULT_ALGORITHM) -> None:
        self._engine = engine
        self._algorithm = algorithm

    def head(self, tenant: str) -> Head:
        return ledger_queries.head(self._engine, tenant, self._algorithm)

    def positions(self, tenants: Iterable[str] | None = None) -> dict[str, int]:
        return ledger_queries.positions(self._engine, tenants)

    def tenants(self) -> list[str]:
        return ledger_queries.tenants(self._engine)

    def entry(self, tenant: str, position: int) -> LedgerEntry | None:
        return ledger_queries.entry(self._engine, tenant, position)

    def entries(self, tenant: str, after: int, limit: int) -> list[LedgerEntry]:
        return ledger_queries.entries(self._engine, tenant, after, limit)

    def bodies(self, tenant: str, after: int, last: int) -> list[str]:
        return ledger_queries.bodies(self._engine, tenant, after, last)

    def tree(self, tenant: str) -> AbstractContextManager[LedgerTree | None]:
        """The tenant's tree at this moment, for proofs: `with store.tree(tenant) as tree`."""
        return ledger_tree(self._engine, tenant)

    def verify(self, tenant: str, *, first: int = 1, last: int | None = None, trusted: Iterable[Head] = ()) -> Verdict:
        return audit.verify_ledger(self._engine, tenant, first=first, last=last, trusted=trusted)

    def append(self, new: Iterable[NewEntry]) -> None:
        """Records events that are not about evaluations, all of them or none."""
        record_batch(self._engine, list(new), self._algorithm)

    def add_checkpoint(self, new: StoredCheckpoint) -> StoredCheckpoint:
        return ledger_queries.add_checkpoint(self._engine, new)

    def checkpoints(self, tenant: str, after: int, limit: int) -> list[StoredCheckpoint]:
        return ledger_queries.checkpoints(self._engine, tenant, after, limit)

    def latest_checkpoint(self, tenant: str) -> StoredCheckpoint | None:
        return ledger_queries.latest_checkpoint(self._engine, tenant)
