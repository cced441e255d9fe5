"""DECLARED_SECTION_RATE_MISMATCH: a printed section rate (得分率) does not follow from its score and weight."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding
from app.domain.findings.members import lines_of, total_weight
from app.domain.findings.printed_rate import printed_rate
from app.domain.findings.review import Review, error, evidence
from app.domain.text import percent, plain


def section_rate_mismatch(review: Review) -> Iterator[Finding]:
    for index, section in enumerate(review.submission.declared.sections):
        rate, weight = printed_rate(section.rate), section.weight
        if rate is None or section.score is None:
            continue
        if weight is None:
            lines = lines_of(review, section.name)
            weight = total_weight(lines) if lines else None
        if not weight or rate.states(ratio := Fraction(section.score) / Fraction(weight)):
            continue
        yield error(
            "DECLARED_SECTION_RATE_MISMATCH",
            f"/declared/sections/{index}/rate",
            f"“{section.name}”得分 {plain(section.score)}、分值 {plain(weight)}，得分率应为 {percent(ratio)}，"
            f"所填为 {section.rate}",
            f"“{section.name}”: {plain(section.score)} of {plain(weight)} is {percent(ratio)}, printed {section.rate}",
            evidence(declared=section.rate, computed=percent(ratio), score=section.score, weight=weight),
        )
