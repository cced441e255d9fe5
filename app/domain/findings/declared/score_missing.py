"""DECLARED_SCORE_MISSING: a form that declares its scores leaves out one of them."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, Outcome
from app.domain.findings.review import Review, evidence, name_of, pointer_to, warning
from app.domain.text import plain


def score_missing(review: Review) -> Iterator[Finding]:
    """Only where a total is declared and more than half of the lines declare their scores."""
    total = review.evaluation.totals.declared
    lines = [line for line in review.evaluation.lines if line.verdict.outcome is not Outcome.NOT_APPLICABLE]
    missing = [(line, line.weight) for line in lines if line.declared_score is None and line.weight]
    if total is None or 2 * len(missing) >= len(lines):
        return
    for line, weight in missing:
        yield warning(
            "DECLARED_SCORE_MISSING",
            pointer_to(line, "declared_score"),
            f"{name_of(line).zh}未填得分（分值 {plain(weight)}），填报总分 {plain(total)} 无从核对",
            f"no score is declared for {name_of(line).en} ({plain(weight)} points), so the declared total of "
            f"{plain(total)} cannot be checked",
            evidence(weight=weight, total=total),
        )
