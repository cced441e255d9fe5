"""SECTION_MISSING: a section that the pack wants has no indicator, e.g. no satisfaction."""

from collections.abc import Iterator

from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.review import Review, evidence, warning
from app.domain.findings.structure.section_misplaced import stands_elsewhere
from app.domain.placing import bare_name, section_of
from app.domain.rule_pack import SectionRule


def section_missing(review: Review) -> Iterator[Finding]:
    """All missing sections in one finding. Silent for one that a line without a known level may belong to.

    A section that holds only what belongs elsewhere is missing.
    """
    lines = review.evaluation.lines
    if not lines:
        return
    placed = [(line, _sections(line, review)) for line in lines]
    missing = [
        section
        for section in review.pack.sections
        if section.required
        and not any(section.id in ids and not stands_elsewhere(line, review) for line, ids in placed)
        and not any(_may_be(line, section) for line in lines)
    ]
    if missing:
        zh, en = ("、".join(each.label.zh for each in missing), ", ".join(each.label.en for each in missing))
        yield warning(
            "SECTION_MISSING",
            "/indicators",
            f"缺少{zh}，没有填列属于该部分的指标，请补充或说明原因",
            f"no indicator that belongs there is given for: {en}",
            evidence(missing=zh),
        )


def _sections(line: ScoreLine, review: Review) -> tuple[str | None, str | None]:
    """The section a line stands in, and the one that its level 2 names."""
    second = section_of(None, line.level2, review.pack)
    return line.section, second.id if second else None


def _may_be(line: ScoreLine, section: SectionRule) -> bool:
    """A line that no level places: it may stand in any section, or its words name this one."""
    if line.section is not None:
        return False
    words = bare_name(line.level1) + bare_name(line.level2)
    return not words or any(name.removesuffix("指标") in words for name in section.names)
