"""ACTUAL_COPIES_TARGET: nearly every actual equals its target to the letter."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.review import Review, evidence, has_target, info
from app.domain.submission import StructuredValue
from app.domain.target import ValueKind
from app.domain.text import percent


def actual_copies_target(review: Review) -> Iterator[Finding]:
    """From the pack's number of indicators and share on, of those with both a target and an actual."""
    limits = review.pack.review
    filled = [line for line in review.evaluation.lines if _filled(line)]
    if not filled or len(filled) < limits.copies_from_indicators:
        return
    copies = sum(1 for line in filled if _copied(line, review))
    share = Fraction(copies, len(filled))
    if share < limits.copies_share:
        return
    yield info(
        "ACTUAL_COPIES_TARGET",
        "/indicators",
        f"{len(filled)} 项指标中有 {copies} 项的实际完成值与年度指标值一字不差，请核实是否据实填写",
        f"{copies} of {len(filled)} actuals equal their targets to the letter: are they what was measured?",
        evidence(copies=str(copies), indicators=str(len(filled)), share=percent(share)),
    )


def _filled(line: ScoreLine) -> bool:
    missing = ValueKind.MISSING in (line.target.kind, line.actual.kind)
    return not missing and has_target(line)


def _copied(line: ScoreLine, review: Review) -> bool:
    indicator = review.indicator(line)
    target, actual = indicator.target, indicator.actual
    if isinstance(target, StructuredValue) or isinstance(actual, StructuredValue):
        return target == actual
    return "".join((target or "").split()) == "".join((actual or "").split())
