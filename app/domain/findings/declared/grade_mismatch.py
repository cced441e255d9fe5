"""DECLARED_GRADE_MISMATCH: the declared grade does not follow from the declared total."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, error, evidence
from app.domain.grading import grade_named, grade_of
from app.domain.text import plain


def grade_mismatch(review: Review) -> Iterator[Finding]:
    """Silent for a grade whose word the pack does not know."""
    declared, grades = review.submission.declared, review.pack.grades
    if declared.total is None or not declared.grade or grades is None:
        return
    printed, due = grade_named(declared.grade, grades), grade_of(declared.total, grades)
    if printed is None or printed == due:
        return
    yield error(
        "DECLARED_GRADE_MISMATCH",
        "/declared/grade",
        f"填报总分 {plain(declared.total)} 应评为“{due.name}”，所填等级为“{declared.grade}”",
        f"a declared total of {plain(declared.total)} is {due.grade}, the declared grade is {printed.grade}",
        evidence(total=declared.total, declared=declared.grade, grade=due.name, from_score=due.at_least),
    )
