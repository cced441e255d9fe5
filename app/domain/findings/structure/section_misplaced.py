"""SECTION_MISPLACED: an indicator stands in a section it does not belong to, e.g. 立项依据 under outputs."""

import re
from collections.abc import Iterator

from app.domain.evaluation import Finding, ScoreLine
from app.domain.findings.review import Review, evidence, name_of, pointer_to, warning
from app.domain.placing import bare_name, section_of
from app.domain.rule_pack import SectionRule
from app.domain.submission import Comparator
from app.domain.target import ValueKind
from app.domain.text import Text

# The standard names of the decision and process indicators in 财预〔2020〕10号.
_DECISION_OR_PROCESS = frozenset(
    {
        "立项依据充分性",
        "立项程序规范性",
        "绩效目标合理性",
        "绩效指标明确性",
        "预算编制科学性",
        "资金分配合理性",
        "资金到位率",
        "资金使用合规性",
        "管理制度健全性",
        "制度执行有效性",
    }
)
_SPENDING = frozenset(
    {"支出进度", "支出进度率", "资金支出进度", "预算支出进度", "预算执行率", "预算执行进度", "资金执行率"}
)
_DURATION = re.compile(r"(?:响应|修复|完成|办理|办结|处理|交付|到位|完工)(?:时间|时限|时长)$|(?:及时率|及时性)$")
_LIMITS = (Comparator.AT_MOST, Comparator.LESS)


def section_misplaced(review: Review) -> Iterator[Finding]:
    """Only names that leave no doubt; cost under outputs and satisfaction under benefits are both usual."""
    for line in review.evaluation.lines:
        found = _found(line, review)
        if found is None:
            continue
        field, why = found
        yield warning(
            "SECTION_MISPLACED",
            pointer_to(line, field),
            f"{name_of(line).zh}列在“{_place(line)}”下：{why.zh}",
            f"{name_of(line).en} stands under “{_place(line)}”: {why.en}",
            evidence(section=_place(line)),
        )


def stands_elsewhere(line: ScoreLine, review: Review) -> bool:
    """Whether nothing of a line belongs to the section it stands in."""
    found = _found(line, review)
    return found is not None and found[0] == "level1"


def _found(line: ScoreLine, review: Review) -> tuple[str, Text] | None:
    """The level that is wrong, and why."""
    own = review.section(line)
    if own is None:
        return None
    by_criterion = _by_criterion(line, own, review)
    if by_criterion is not None or own.counts_as is None:
        return by_criterion
    return _by_name(line) or _by_level2(line, own.counts_as, review)


def _by_criterion(line: ScoreLine, own: SectionRule, review: Review) -> tuple[str, Text] | None:
    """The pack says where a criterion it prescribes belongs."""
    criterion = review.criterion(line)
    if criterion is None:
        return None
    section = section_of(criterion.level1, None, review.pack)
    if section is None or section.id == own.id:
        return None
    return "level1", Text(f"按规定属于{section.label.zh}", f"by the rules it belongs to {section.label.en}")


def _by_name(line: ScoreLine) -> tuple[str, Text] | None:
    name, level2 = "".join((line.name or "").split()), bare_name(line.level2)
    if name in _DECISION_OR_PROCESS:
        why = Text("属于决策或过程类指标，不反映产出和效益", "it belongs to decision or process, not to results")
        return "level1", why
    if name in _SPENDING:
        why = Text(
            "属于预算执行情况，已在预算执行率中计分，不宜再作产出或效益指标",
            "spending is scored by the execution rate already and says nothing about the results",
        )
        return "level2" if level2 else "level1", why
    if "质量" in level2 and _DURATION.search(name) and _is_time(line):
        return "level2", Text("衡量的是时间，应列为时效指标", "it measures time and belongs under timeliness")
    return None


def _is_time(line: ScoreLine) -> bool:
    unit = line.target.quantity.unit if line.target.quantity else None
    if line.target.kind is ValueKind.DATE or (unit is not None and unit.dimension == "share"):
        return True
    return line.target.comparator in _LIMITS


def _by_level2(line: ScoreLine, counts_as: str, review: Review) -> tuple[str, Text] | None:
    second = section_of(None, line.level2, review.pack) if bare_name(line.level1) else None
    if second is None or second.counts_as in (None, counts_as):
        return None
    why = Text(f"“{bare_name(line.level2)}”属于{second.label.zh}", f"this level 2 belongs to {second.label.en}")
    return "level2", why


def _place(line: ScoreLine) -> str:
    return " / ".join(name for name in (bare_name(line.level1), bare_name(line.level2)) if name)
