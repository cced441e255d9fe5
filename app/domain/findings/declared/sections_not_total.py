"""DECLARED_SECTION_MISMATCH: the declared section scores do not add to the declared total."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.evaluation import Finding, add, difference
from app.domain.findings.declared.section_mismatch import section_mismatch
from app.domain.findings.declared.total_mismatch import total_mismatch
from app.domain.findings.members import lines_of, total_weight
from app.domain.findings.review import Review, error, evidence
from app.domain.rounding import agrees
from app.domain.submission import DeclaredSection
from app.domain.text import plain

Numbered = tuple[int, DeclaredSection]


def sections_not_total(review: Review) -> Iterator[Finding]:
    """Each statement of the sections by itself, where its weights show that it is complete.

    Silent where a wrong section or a wrong sum of lines is told already: that is the same cause.
    """
    total, statements = review.submission.declared.total, review.submission.declared.sections
    if total is None or not statements:
        return
    if any(section_mismatch(review)) or any(total_mismatch(review)):
        return
    places: dict[str | None, list[Numbered]] = {}
    for index, section in enumerate(statements):
        places.setdefault(section.where, []).append((index, section))
    for where, members in places.items():
        found = _complete_sum(members, review)
        if found is None or agrees(found, total):
            continue
        said = f"（{where}）" if where else ""
        yield error(
            "DECLARED_SECTION_MISMATCH",
            f"/declared/sections/{members[0][0]}",
            f"各部分填报得分{said}合计 {plain(found)}，填报总分为 {plain(total)}",
            f"the declared section scores add to {plain(found)}, the declared total is {plain(total)}",
            evidence(sum=found, declared=total, difference=difference(total, found), where=where),
        )


def _complete_sum(members: list[Numbered], review: Review) -> Decimal | None:
    """The scores added up, with the execution score where the sections leave it out; None if not complete."""
    scores = [section.score for _, section in members if section.score is not None]
    weights = [weight for _, section in members if (weight := _weight(section, review)) is not None]
    if len(scores) < len(members) or len(weights) < len(members):
        return None
    execution, weight = review.evaluation.execution, add(weights)
    if weight == review.pack.total:
        return add(scores)
    if execution is None or add([weight, execution.weight]) != review.pack.total:
        return None
    return add([*scores, execution.declared_score]) if execution.declared_score is not None else None


def _weight(section: DeclaredSection, review: Review) -> Decimal | None:
    if section.weight is not None:
        return section.weight
    lines = lines_of(review, section.name)
    return total_weight(lines) if lines else None
