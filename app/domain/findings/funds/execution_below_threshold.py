"""EXECUTION_BELOW_THRESHOLD: a low execution rate without a reason."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, is_reason, warning
from app.domain.text import percent


def execution_below_threshold(review: Review) -> Iterator[Finding]:
    """The threshold is the pack's, the rate the one that the pack scores."""
    rate, funds = review.evaluation.rates.get("budget_execution"), review.submission.funds
    threshold = review.pack.review.execution_reason_below
    if rate is None or rate.ratio is None or funds is None or rate.ratio >= threshold:
        return
    if is_reason(funds.deviation_reason) or _explained_on_a_line(review):
        return
    yield warning(
        "EXECUTION_BELOW_THRESHOLD",
        "/funds/deviation_reason",
        f"预算执行率 {percent(rate.ratio)}，低于 {percent(threshold)}，未说明原因",
        f"the execution rate is {percent(rate.ratio)}, below {percent(threshold)}, and no reason is given",
        evidence(
            executed=str(rate.numerator),
            budget=str(rate.denominator),
            rate=percent(rate.ratio),
            threshold=percent(threshold),
        ),
    )


def _explained_on_a_line(review: Review) -> bool:
    """Where execution is an indicator of its own, its reason stands beside it."""
    return any(
        is_reason(review.indicator(line).deviation_reason)
        for line in review.evaluation.lines
        if (criterion := review.criterion(line)) is not None
        and any(wanted.funds_column == "executed" for wanted in criterion.inputs)
    )
