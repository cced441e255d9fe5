"""DEVIATION_REASON_MISSING: points lost without a reason."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, Outcome
from app.domain.findings.review import Review, evidence, is_reason, name_of, pointer_to, warning
from app.domain.text import plain


def deviation_reason_missing(review: Review) -> Iterator[Finding]:
    """By the declared score, by the computed one where none is declared. An improvement measure is no reason."""
    for line in review.evaluation.lines:
        score = line.score if line.declared_score is None else line.declared_score
        if line.weight is None or score is None or score >= line.weight:
            continue
        if line.verdict.outcome is Outcome.NOT_APPLICABLE or is_reason(review.indicator(line).deviation_reason):
            continue
        yield warning(
            "DEVIATION_REASON_MISSING",
            pointer_to(line, "deviation_reason"),
            f"{name_of(line).zh}得 {plain(score)} 分（分值 {plain(line.weight)}），未填写偏差原因",
            f"{name_of(line).en}: {plain(score)} of {plain(line.weight)}, and no reason is given",
            evidence(score=score, weight=line.weight),
        )
