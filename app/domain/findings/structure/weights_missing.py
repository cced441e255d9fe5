"""WEIGHTS_MISSING: not one indicator has a weight, on a form that is scored by points."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, Outcome, ScoreLine
from app.domain.findings.review import Review, error, evidence
from app.domain.text import plain


def weights_missing(review: Review) -> Iterator[Finding]:
    """One finding instead of one for each line; a single line without a weight is told at its cell."""
    if not no_weights(review):
        return
    lines, declared = _applicable(review), review.submission.declared.total
    zh = f"，填报总分 {plain(declared)} 无从核对" if declared is not None else ""
    en = f", and the declared total of {plain(declared)} cannot be checked" if declared is not None else ""
    yield error(
        "WEIGHTS_MISSING",
        "/indicators",
        f"{len(lines)} 项指标都没有分值，不能按指标计分{zh}；请附指标评分表",
        f"not one of {len(lines)} indicators has a weight: nothing can be scored{en}; enclose the table of scores",
        evidence(indicators=str(len(lines)), declared=declared),
    )


def no_weights(review: Review) -> bool:
    """Whether weights are missing throughout, from two lines on."""
    lines = _applicable(review)
    return review.pack.scored and len(lines) > 1 and all(line.weight is None for line in lines)


def _applicable(review: Review) -> list[ScoreLine]:
    return [line for line in review.evaluation.lines if line.verdict.outcome is not Outcome.NOT_APPLICABLE]
