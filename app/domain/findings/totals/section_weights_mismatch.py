"""SECTION_WEIGHTS_MISMATCH: the indicators' weights do not add to the weight that the form states for their section."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from app.domain.evaluation import Finding, difference
from app.domain.findings.members import lines_of, total_weight
from app.domain.findings.review import Review, error, evidence
from app.domain.placing import bare_name, weight_in_name
from app.domain.text import plain


class _Statement(NamedTuple):
    pointer: str
    level1: str
    level2: str | None
    weight: Decimal


def section_weights_mismatch(review: Review) -> Iterator[Finding]:
    """Silent for a section without lines, and where a weight or a lost level cell leaves the sum open."""
    for stated in _statements(review):
        lines = lines_of(review, stated.level1, stated.level2)
        weight = total_weight(lines) if lines else None
        if weight is None or weight == stated.weight:
            continue
        name = bare_name(stated.level2 or stated.level1)
        yield error(
            "SECTION_WEIGHTS_MISMATCH",
            stated.pointer,
            f"“{name}”分值应为 {plain(stated.weight)}，其下各指标分值合计 {plain(weight)}",
            f"“{name}” weighs {plain(stated.weight)}, its indicators add to {plain(weight)}",
            evidence(stated=stated.weight, sum=weight, difference=difference(weight, stated.weight)),
        )


def _statements(review: Review) -> Iterator[_Statement]:
    form = review.submission
    for index, each in enumerate(form.section_weights):
        yield _Statement(f"/section_weights/{index}/weight", each.level1, each.level2, each.weight)
    for index, section in enumerate(form.declared.sections):
        if section.weight is not None:
            yield _Statement(f"/declared/sections/{index}/weight", section.name, None, section.weight)
    yield from _in_names(review)


def _in_names(review: Review) -> Iterator[_Statement]:
    """Weights printed into level names, `产出指标(50分)`: each section once, where it is printed first."""
    seen: set[tuple[str, str]] = set()
    for line in review.evaluation.lines:
        first, second = bare_name(line.level1), bare_name(line.level2)
        for field, level2 in (("level1", None), ("level2", line.level2)):
            printed = weight_in_name(line.level1 if level2 is None else level2)
            place = (first, second if level2 else "")
            if printed and first and place not in seen:
                seen.add(place)
                pointer = f"/indicators/{line.index}/{field}"
                yield _Statement(pointer, line.level1 or "", level2, Decimal(printed))
