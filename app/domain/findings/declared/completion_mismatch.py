"""DECLARED_RATE_MISMATCH: an indicator's printed completion rate does not follow from its target and actual."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding, LineDirection, ScoreLine
from app.domain.findings.printed_rate import printed_rate
from app.domain.findings.review import Review, error, evidence, has_target, name_of, pointer_to
from app.domain.rule_pack import NegativeFormula
from app.domain.text import percent

_OF_NUMBERS = (LineDirection.POSITIVE, LineDirection.NEGATIVE, LineDirection.EXACT, LineDirection.RANGE)


def completion_mismatch(review: Review) -> Iterator[Finding]:
    """A share of a qualitative indicator is a person's; a met target may be printed as 100% whatever it reached."""
    for line in review.evaluation.lines:
        printed = review.indicator(line).declared_completion
        if not printed:
            continue
        ratio = line.verdict.completion
        if ratio is None or line.verdict.direction not in _OF_NUMBERS:
            continue
        rate = printed_rate(printed)
        linear = review.pack.quantitative.negative_formula is NegativeFormula.LINEAR
        if rate is None or any(rate.states(each) for each in _as_written(ratio, line, linear)):
            continue
        yield error(
            "DECLARED_RATE_MISMATCH",
            pointer_to(line, "declared_completion"),
            f"{name_of(line).zh}的完成率应为 {percent(ratio)}，所填为 {printed}",
            f"{name_of(line).en}: the completion rate is {percent(ratio)}, printed {printed}",
            evidence(declared=printed, computed=percent(ratio)),
        )


def _as_written(ratio: Fraction, line: ScoreLine, linear: bool) -> Iterator[Fraction]:
    """The ways a unit may rightly write it: as the rule has it, capped, or as actual ÷ target all the same."""
    yield ratio
    if not has_target(line):
        return
    if line.verdict.met:
        yield Fraction(1)
    if line.verdict.direction is not LineDirection.POSITIVE and ratio:
        yield 1 / ratio
        if linear:
            yield 2 - 1 / ratio
