"""One database, as the use cases see it: the queries of `queries.py` bound to an engine."""

import builtins

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

    def stored(
        self, tenant: str, filters: EvaluationFilters, before_position: int | None, limit: int
    ) -> builtins.list[StoredEvaluation]:
        """As `list`, with the submission and the sheet of each."""
        return queries.stored_evaluations(self._engine, tenant, filters, before_position, limit)

    def entry(self, tenant: str, position: int) -> LedgerEntry | None:
        return queries.get_ledger_entry(self._engine, tenant, position)

    def check_ready(self) -> None:
        """Returns if the database answers and has this program's schema."""
        queries.check_ready(self._engine)
