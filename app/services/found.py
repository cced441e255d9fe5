"""One recorded evaluation, for whoever may see it."""

from typing import Protocol

from app.services.errors import EvaluationNotFound
from app.storage.data_scope import DataScope
from app.storage.records import StoredEvaluation


class Store(Protocol):
    """Where evaluations are read from."""

    def get(self, tenant: str, evaluation_id: str) -> StoredEvaluation | None: ...


def found(store: Store, tenant: str, data: DataScope, evaluation_id: str) -> StoredEvaluation:
    """The evaluation as it stands. Raises EvaluationNotFound, for one outside the caller's data scope as well."""
    stored = store.get(tenant, evaluation_id)
    if stored is None or not data.admits(stored.region_code, stored.department_code):
        raise EvaluationNotFound(evaluation_id)
    return stored
