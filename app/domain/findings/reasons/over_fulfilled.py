"""OVER_FULFILLED: the actual goes far beyond the target, and nobody says why."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, LineDirection
from app.domain.findings.review import Review, evidence, has_target, is_reason, name_of, pointer_to, warning
from app.domain.target import ValueKind
from app.domain.text import percent
from app.domain.trace import as_printed


def over_fulfilled(review: Review) -> Iterator[Finding]:
    """Where more is better, from the pack's threshold on: the target may have been set too low."""
    threshold = review.pack.quantitative.over_fulfilled_from
    for line in review.evaluation.lines:
        ratio = line.verdict.completion
        if line.verdict.direction is not LineDirection.POSITIVE or ratio is None or ratio < threshold:
            continue
        if not has_target(line) or line.target.kind is ValueKind.MISSING:
            continue
        if is_reason(review.indicator(line).deviation_reason):
            continue
        target, actual = as_printed(line.target), as_printed(line.actual)
        yield warning(
            "OVER_FULFILLED",
            pointer_to(line, "actual"),
            f"{name_of(line).zh}实际完成“{actual}”，为指标值“{target}”的 {percent(ratio)}，未说明原因；"
            "请核实指标值是否偏低",
            f"{name_of(line).en}: “{actual}” is {percent(ratio)} of the target “{target}”, no reason given; was the "
            "target set too low?",
            evidence(target=target, actual=actual, completion=percent(ratio), threshold=percent(threshold)),
        )
