"""An evaluation as it was when a request about it was first answered, whatever has happened to it since."""

from dataclasses import replace

from app.storage.records import StoredEvaluation


def first_answered(stored: StoredEvaluation) -> StoredEvaluation:
    """As it was recorded: the attempt that counts."""
    return replace(stored, effective=True, superseded_by=None, withdrawal=None)


def withdrawn(stored: StoredEvaluation) -> StoredEvaluation:
    """As its withdrawal left it. Raises ValueError for one that was not withdrawn."""
    if stored.withdrawal is None:
        raise ValueError(f"evaluation {stored.id} has not been withdrawn")
    return replace(stored, effective=False, superseded_by=stored.withdrawal.effective_id)
