"""OVER_FULFILLED: the actual goes far beyond the target, and nobody says why."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.over_fulfilment import is_far_beyond, points_lost
from app.domain.findings.review import Review, evidence, is_reason, name_of, pointer_to, warning
from app.domain.text import percent, plain
from app.domain.trace import as_printed

_ZERO = Fraction(0)


def over_fulfilled(review: Review) -> Iterator[Finding]:
    """Where more is better, from the pack's threshold on: the target may have been set too low."""
    for line in review.evaluation.lines:
        if is_far_beyond(review, line) and not is_reason(review.indicator(line).deviation_reason):
            yield _finding(review, line)


def _finding(review: Review, line: ScoreLine) -> Finding:
    target, actual, ratio = as_printed(line.target), as_printed(line.actual), percent(line.verdict.completion or _ZERO)
    lost = points_lost(review, line)
    zh, en = ("", "") if lost is None else (f"，按规则扣 {plain(lost)} 分", f", {plain(lost)} deducted by the rule")
    return warning(
        "OVER_FULFILLED",
        pointer_to(line, "actual"),
        f"{name_of(line).zh}实际完成“{actual}”，为指标值“{target}”的 {ratio}{zh}，未说明原因；请核实指标值是否偏低",
        f"{name_of(line).en}: “{actual}” is {ratio} of the target “{target}”{en}, no reason given; was the target set "
        "too low?",
        evidence(
            target=target,
            actual=actual,
            completion=ratio,
            threshold=percent(review.pack.quantitative.over_fulfilled_from),
            deducted=lost,
        ),
    )
