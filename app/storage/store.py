"""One database, as the use cases see it: the queries of `queries.py` bound to an engine."""

import builtins
from collections.abc import Iterator

from sqlalchemy import Engine

from app.storage import queries
from app.storage.ledger import LedgerEntry
from app.storage.records import EvaluationFilters, EvaluationSummary, StoredEvaluation


class EvaluationStore:
    """Reads; every method raises StorageBusy or StorageUnavailable when the database cannot answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, tenant: str, evaluation_id: str) -> StoredEvaluation | None:
        return queries.get(self._engine, tenant, evaluation_id)

    def list(
        self, tenant: str, filters: EvaluationFilters, before_position: int | None, limit: int
    ) -> builtins.list[EvaluationSummary]:
        return queries.list_evaluations(self._engine, tenant, filters, before_position, limit)

    def submissions(
        self, tenant: str, filters: EvaluationFilters, at_most: int
    ) -> Iterator[tuple[EvaluationSummary, str]]:
        """All that `list` would show, each with its submission. Raises TooManySelected."""
        return queries.submissions(self._engine, tenant, filters, at_most)

    def entry(self, tenant: str, position: int) -> LedgerEntry | None:
        return queries.get_ledger_entry(self._engine, tenant, position)

    def check_ready(self) -> None:
        """Returns if the database answers and has this program's schema."""
        queries.check_ready(self._engine)
