"""Sections (一级指标 blocks) with the scores of their lines added up."""

from decimal import Decimal

from app.domain.evaluation import ScoreLine, Section, add
from app.domain.placing import bare_name, section_of, weight_in_name
from app.domain.rule_pack import RulePack
from app.domain.submission import Submission


def add_up_sections(submission: Submission, lines: tuple[ScoreLine, ...], pack: RulePack) -> tuple[Section, ...]:
    """One section per level-1 name, in the order the form first prints them."""
    groups: dict[str, list[ScoreLine]] = {}
    for line in lines:
        groups.setdefault(_key(line, pack), []).append(line)
    return tuple(_section(name, members, submission, pack) for name, members in groups.items())


def stated_weight(name: str, members: list[ScoreLine], submission: Submission) -> Decimal | None:
    """The section's own weight where the form states one: in `section_weights`, or printed into the name."""
    for stated in submission.section_weights:
        if stated.level2 is None and bare_name(stated.level1) == name:
            return stated.weight
    printed = next((digits for line in members if (digits := weight_in_name(line.level1))), None)
    return Decimal(printed) if printed else None


def _key(line: ScoreLine, pack: RulePack) -> str:
    name = bare_name(line.level1)
    if name:
        return name
    section = section_of(line.level1, line.level2, pack)
    return section.names[0] if section else "—"


def _section(name: str, members: list[ScoreLine], submission: Submission, pack: RulePack) -> Section:
    weights = [line.counted_weight for line in members if line.counted_weight is not None]
    counted = [line for line in members if line.counts]
    scores = [line.counted_score for line in counted if line.counted_score is not None]
    declared = [line.declared_score for line in members if line.declared_score is not None]
    stated = next((s for s in submission.declared.sections if bare_name(s.name) == name), None)
    if stated is not None and stated.score is not None:
        declared_score: Decimal | None = stated.score
    else:
        declared_score = add(declared) if len(declared) == len(members) else None
    section = section_of(name, None, pack)
    own_weight = stated_weight(name, members, submission)
    return Section(
        name=name,
        section=section.id if section else None,
        weight=own_weight if own_weight is not None else add(weights),
        score=add(scores) if counted and len(scores) == len(counted) else None,
        declared_score=declared_score,
    )
