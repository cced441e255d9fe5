"""Which lines stand in a section that the form speaks of by name."""

from collections.abc import Iterable
from decimal import Decimal

from app.domain.evaluation import ScoreLine, add
from app.domain.findings.review import Review
from app.domain.placing import bare_name, section_of
from app.domain.rule_pack import SectionRule


def lines_of(review: Review, level1: str, level2: str | None = None) -> tuple[ScoreLine, ...] | None:
    """The lines of a section; None where a lost level cell leaves it open whether a line belongs."""
    name, section = bare_name(level1), section_of(level1, None, review.pack)
    lines = review.evaluation.lines
    named = any(bare_name(line.level1) == name for line in lines)
    inside: list[ScoreLine] = []
    for line in lines:
        if bare_name(line.level1):
            belongs = _same_name(line, name, section, named)
        elif (uncertain := _by_section(line, section, review)) is None:
            return None
        else:
            belongs = uncertain
        if belongs:
            inside.append(line)
    return _narrowed(inside, bare_name(level2)) if level2 else tuple(inside)


def total_weight(lines: Iterable[ScoreLine]) -> Decimal | None:
    """The weights added up; None while one is missing."""
    weights = [line.weight for line in lines]
    known = [weight for weight in weights if weight is not None]
    return add(known) if len(known) == len(weights) else None


def total_declared(lines: Iterable[ScoreLine]) -> Decimal | None:
    """The declared scores added up; None while one is missing."""
    scores = [line.declared_score for line in lines]
    known = [score for score in scores if score is not None]
    return add(known) if len(known) == len(scores) else None


def _same_name(line: ScoreLine, name: str, section: SectionRule | None, named: bool) -> bool:
    if bare_name(line.level1) == name:
        return True
    return not named and section is not None and line.section == section.id


def _by_section(line: ScoreLine, section: SectionRule | None, review: Review) -> bool | None:
    """Level 1 was lost: level 2 tells, except that 成本指标 may be a part of 产出指标 or stand alone."""
    own = review.section(line)
    if own is None:
        return None
    if section is None or own.id == section.id:
        return section is not None
    return None if own.counts_as == section.counts_as else False


def _narrowed(lines: list[ScoreLine], name: str) -> tuple[ScoreLine, ...] | None:
    if any(not bare_name(line.level2) for line in lines):
        return None
    return tuple(line for line in lines if bare_name(line.level2) == name)
