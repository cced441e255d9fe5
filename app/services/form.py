"""A form on its way to be scored, and what its attempts have in common."""

from dataclasses import dataclass

from app.domain.submission import NamedCode, Submission
from app.storage.ledger import canonical, digest


@dataclass(frozen=True, slots=True)
class Form:
    """A submission with its canonical JSON text, which is what the audit keeps and what equality means."""

    submission: Submission
    canonical: str


def business_key(submission: Submission) -> str | None:
    """Year, kind, unit and project as one digest; None for a form without unit or project, which stands alone."""
    unit, project = _identity(submission.unit), _identity(submission.project)
    if unit is None or project is None:
        return None
    parts = [submission.fiscal_year, submission.kind.value, unit, project]
    return digest(canonical(parts))


def _identity(named: NamedCode) -> str | None:
    return f"code:{named.code}" if named.code else f"name:{named.name}" if named.name else None
