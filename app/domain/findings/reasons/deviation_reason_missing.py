"""DEVIATION_REASON_MISSING: points lost without a reason."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, Outcome
from app.domain.findings.over_fulfilment import is_far_beyond, points_lost
from app.domain.findings.review import Review, evidence, is_reason, name_of, pointer_to, warning
from app.domain.submission import Indicator
from app.domain.text import plain


def deviation_reason_missing(review: Review) -> Iterator[Finding]:
    """By the declared score, by the computed one where none is declared. An improvement measure is no reason.

    OVER_FULFILLED asks for the reason of points that were lost by exceeding the target.
    """
    for line in review.evaluation.lines:
        score = line.score if line.declared_score is None else line.declared_score
        if line.weight is None or score is None or score >= line.weight:
            continue
        if is_far_beyond(review, line) and points_lost(review, line) is not None:
            continue
        if line.verdict.outcome is Outcome.NOT_APPLICABLE or _explained(review.indicator(line)):
            continue
        yield warning(
            "DEVIATION_REASON_MISSING",
            pointer_to(line, "deviation_reason"),
            f"{name_of(line).zh}得 {plain(score)} 分（分值 {plain(line.weight)}），未填写偏差原因",
            f"{name_of(line).en}: {plain(score)} of {plain(line.weight)}, and no reason is given",
            evidence(score=score, weight=line.weight),
        )


def _explained(indicator: Indicator) -> bool:
    """In the cell for it, with a deduction, or beside an evaluation point that is not met."""
    notes = [check.note for check in indicator.checks if not check.met]
    reasons = [indicator.deviation_reason, *(each.reason for each in indicator.deductions), *notes]
    return any(is_reason(reason) for reason in reasons)
