"""DECLARED_TOTAL_MISMATCH: the declared scores do not add to the declared total."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.evaluation import Finding, add, difference
from app.domain.findings.members import total_declared
from app.domain.findings.review import Review, error, evidence
from app.domain.rounding import agrees
from app.domain.text import plain


def total_mismatch(review: Review) -> Iterator[Finding]:
    """Silent until every line, the execution rate included, is declared."""
    total, found = review.evaluation.totals.declared, declared_sum(review)
    if total is None or found is None or agrees(found, total):
        return
    yield error(
        "DECLARED_TOTAL_MISMATCH",
        "/declared/total",
        f"各项填报得分合计 {plain(found)}，填报总分为 {plain(total)}",
        f"the declared scores add to {plain(found)}, the declared total is {plain(total)}",
        evidence(sum=found, declared=total, difference=difference(total, found)),
    )


def declared_sum(review: Review) -> Decimal | None:
    """Every declared score added up; None while one is missing. An execution rate of no weight needs none."""
    execution, lines = review.evaluation.execution, review.evaluation.lines
    own = execution.declared_score if execution else Decimal(0)
    if own is None and execution and execution.weight == 0:
        own = Decimal(0)
    others = total_declared(lines) if lines else None
    return None if own is None or others is None else add([own, others])
