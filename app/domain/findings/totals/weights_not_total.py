"""WEIGHTS_NOT_TOTAL: the weights on the form, with the execution weight, do not add to the pack's total."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, difference
from app.domain.findings.review import Review, error, evidence
from app.domain.text import plain


def weights_not_total(review: Review) -> Iterator[Finding]:
    """Silent while a weight is missing: the sum then says nothing."""
    weight, wanted = review.evaluation.totals.weight, review.pack.total
    if any(line.weight is None for line in review.evaluation.lines):
        return
    if weight != wanted:
        own_line = "与预算执行率分值" if review.evaluation.execution is not None else ""
        yield error(
            "WEIGHTS_NOT_TOTAL",
            "/indicators",
            f"各指标分值{own_line}合计 {plain(weight)}，应为 {plain(wanted)}",
            f"the weights add to {plain(weight)}, not to {plain(wanted)}",
            evidence(sum=weight, total=wanted, difference=difference(weight, wanted)),
        )
