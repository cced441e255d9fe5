"""One recorded evaluation, for whoever may see it."""

from typing import Protocol, TypeVar

from app.services.errors import EvaluationNotFound
from app.storage.data_scope import DataScope
from app.storage.records import EvaluationHead, EvaluationSummary, StoredEvaluation

Read = TypeVar("Read", bound="EvaluationSummary | EvaluationHead")


class Store(Protocol):
    """Where evaluations are read from."""

    def get(self, tenant: str, evaluation_id: str) -> StoredEvaluation | None: ...


def found(store: Store, tenant: str, data: DataScope, evaluation_id: str) -> StoredEvaluation:
    """The evaluation as it stands. Raises EvaluationNotFound, for one outside the caller's data scope as well."""
    return seen(store.get(tenant, evaluation_id), data, evaluation_id)


def seen(read: Read | None, data: DataScope, evaluation_id: str) -> Read:
    """What was read of an evaluation, if the caller may see it. Raises EvaluationNotFound."""
    if read is None or not data.admits(read.region_code, read.department_code):
        raise EvaluationNotFound(evaluation_id)
    return read
