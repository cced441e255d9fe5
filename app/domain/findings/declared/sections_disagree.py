"""DECLARED_SECTION_MISMATCH: two statements of one section, say in the text and in a table, give different scores."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, difference
from app.domain.findings.review import Review, error, evidence
from app.domain.placing import bare_name
from app.domain.submission import DeclaredSection
from app.domain.text import plain


def sections_disagree(review: Review) -> Iterator[Finding]:
    """Told at the later statement, against the first one of the section that has a score."""
    first: dict[str, DeclaredSection] = {}
    for index, section in enumerate(review.submission.declared.sections):
        if section.score is None:
            continue
        earlier = first.setdefault(bare_name(section.name), section)
        if earlier.score is None or section.score == earlier.score:
            continue
        here, there = section.where or f"第 {index + 1} 处", earlier.where or "前一处"
        yield error(
            "DECLARED_SECTION_MISMATCH",
            f"/declared/sections/{index}/score",
            f"“{section.name}”的得分前后不一：{there}为 {plain(earlier.score)} 分，{here}为 {plain(section.score)} 分",
            f"“{section.name}” is stated twice with two scores: {plain(earlier.score)} and {plain(section.score)}",
            evidence(
                first=earlier.score,
                declared=section.score,
                difference=difference(section.score, earlier.score),
                where=section.where,
            ),
        )
