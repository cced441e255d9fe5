"""DECLARED_EXECUTION_SCORE_MISMATCH: the declared score of the execution rate is not the one its numbers give."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, error, evidence
from app.domain.rounding import agrees
from app.domain.text import plain


def execution_score_mismatch(review: Review) -> Iterator[Finding]:
    """Agreement is judged at the decimals of the declared score; one above its weight has a check of its own."""
    line = review.evaluation.execution
    if line is None:
        return
    declared, score = line.declared_score, line.score
    if declared is None or score is None or declared > line.weight or agrees(score, declared):
        return
    reason = line.verdict.explanation.sentence
    yield error(
        "DECLARED_EXECUTION_SCORE_MISMATCH",
        "/funds/declared_score",
        f"预算执行率填报 {plain(declared)} 分，按规则应得 {plain(score)} 分：{reason.zh}",
        f"execution rate declared as {plain(declared)}, by the rule {plain(score)}: {reason.en}",
        evidence(declared=declared, computed=score, difference=line.difference),
    )
