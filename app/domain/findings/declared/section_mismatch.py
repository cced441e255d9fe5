"""DECLARED_SECTION_MISMATCH: the declared score of a section is not the sum of its lines' declared scores."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, difference
from app.domain.findings.members import lines_of, total_declared
from app.domain.findings.review import Review, error, evidence
from app.domain.rounding import agrees
from app.domain.text import plain


def section_mismatch(review: Review) -> Iterator[Finding]:
    """Silent for a section without lines, or with a line that declares nothing."""
    for index, section in enumerate(review.submission.declared.sections):
        if section.score is None:
            continue
        lines = lines_of(review, section.name)
        found = total_declared(lines) if lines else None
        if found is None or agrees(found, section.score):
            continue
        where = f"（{section.where}）" if section.where else ""
        yield error(
            "DECLARED_SECTION_MISMATCH",
            f"/declared/sections/{index}/score",
            f"“{section.name}”{where}填报 {plain(section.score)} 分，其下各指标填报得分合计 {plain(found)}",
            f"“{section.name}” is declared as {plain(section.score)}, its lines add to {plain(found)}",
            evidence(
                sum=found,
                declared=section.score,
                difference=difference(section.score, found),
                where=section.where,
            ),
        )
