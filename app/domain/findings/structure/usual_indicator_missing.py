"""USUAL_INDICATOR_MISSING: a kind of indicator that the pack calls usual for a section is missing, e.g. no quality."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, info
from app.domain.placing import bare_name


def usual_indicator_missing(review: Review) -> Iterator[Finding]:
    """Only of sections that have lines, and whose lines all say what kind they are."""
    for section in (each for each in review.pack.sections if each.usual_level2):
        lines = [line for line in review.evaluation.lines if line.section == section.id]
        if not lines or any(not bare_name(line.level2) for line in lines):
            continue
        present = {bare_name(line.level2) for line in review.evaluation.lines}
        missing = "、".join(name for name in section.usual_level2 if name not in present)
        if missing:
            yield info(
                "USUAL_INDICATOR_MISSING",
                "/indicators",
                f"{section.label.zh}中没有{missing}；这类指标通常应当设置，没有的请说明原因",
                f"the {section.label.en} have none of: {missing}; they are usual, and their absence needs a reason",
                evidence(section=section.id, missing=missing),
            )
