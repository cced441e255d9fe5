"""DECLARED_SCORE_ABOVE_WEIGHT: more points declared than there are."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.evaluation import Finding, difference
from app.domain.findings.declared.total_mismatch import declared_sum
from app.domain.findings.members import lines_of, total_declared
from app.domain.findings.review import Review, error, evidence, name_of, pointer_to
from app.domain.text import plain


def score_above_weight(review: Review) -> Iterator[Finding]:
    """Lines and the execution rate; sections and the total where no declared lines show what is wrong with them."""
    execution = review.evaluation.execution
    if execution is not None:
        declared, weight = execution.declared_score, execution.weight
        yield from _above(declared, weight, "/funds/declared_score", "预算执行率", "execution rate")
    for line in review.evaluation.lines:
        if line.declared_score is not None and line.weight is not None and line.declared_score > line.weight:
            name, pointer = name_of(line), pointer_to(line, "declared_score")
            yield from _above(line.declared_score, line.weight, pointer, name.zh, name.en)
    yield from _sections(review)
    total, points = review.submission.declared.total, max(review.pack.total, review.evaluation.totals.weight)
    if total is not None and total > points and declared_sum(review) is None:
        yield from _above(total, points, "/declared/total", "总分", "total")


def _sections(review: Review) -> Iterator[Finding]:
    for index, section in enumerate(review.submission.declared.sections):
        if section.score is None or section.weight is None or section.score <= section.weight:
            continue
        lines = lines_of(review, section.name)
        if not lines or total_declared(lines) is None:
            name = f"“{section.name}”"
            yield from _above(section.score, section.weight, f"/declared/sections/{index}/score", name, name)


def _above(declared: Decimal | None, weight: Decimal | None, pointer: str, zh: str, en: str) -> Iterator[Finding]:
    if declared is None or weight is None or declared <= weight:
        return
    yield error(
        "DECLARED_SCORE_ABOVE_WEIGHT",
        pointer,
        f"{zh}填报 {plain(declared)} 分，超过分值 {plain(weight)}",
        f"{en}: declared {plain(declared)} of {plain(weight)}",
        evidence(declared=declared, weight=weight, difference=difference(declared, weight)),
    )
