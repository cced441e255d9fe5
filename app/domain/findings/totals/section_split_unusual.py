"""SECTION_SPLIT_UNUSUAL: the section weights differ from the split that the pack states as usual."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.evaluation import Finding, add
from app.domain.findings.review import Review, evidence, info
from app.domain.rule_pack import SectionRule
from app.domain.text import plain


def section_split_unusual(review: Review) -> Iterator[Finding]:
    """Only where the pack states a split; a section without a usual weight counts with the one it is a part of."""
    usual = [section for section in review.pack.sections if section.usual_weight is not None]
    lines = review.evaluation.lines
    if not usual or not lines or any(line.section is None or line.weight is None for line in lines):
        return
    found = {section.id: _weight(section, usual, review) for section in usual}
    if all(found[section.id] == section.usual_weight for section in usual):
        return
    split = "、".join(f"{section.label.zh} {plain(found[section.id])}" for section in usual)
    wanted = "、".join(f"{section.label.zh} {plain(section.usual_weight or Decimal(0))}" for section in usual)
    weights = "/".join(plain(found[section.id]) for section in usual)
    expected = "/".join(plain(section.usual_weight or Decimal(0)) for section in usual)
    yield info(
        "SECTION_SPLIT_UNUSUAL",
        "/indicators",
        f"各类指标分值为{split}，通常为{wanted}；如有特殊情况请说明",
        f"the sections weigh {weights}, usually {expected}; a special case should be explained",
        evidence(split=weights, usual=expected, sections="/".join(section.id for section in usual)),
    )


def _weight(section: SectionRule, usual: list[SectionRule], review: Review) -> Decimal:
    ids = {section.id}
    same_kind = [each for each in usual if each.counts_as == section.counts_as]
    if section.counts_as is not None and same_kind[0] is section:
        ids |= {
            each.id
            for each in review.pack.sections
            if each.usual_weight is None and each.counts_as == section.counts_as
        }
    return add([line.weight or Decimal(0) for line in review.evaluation.lines if line.section in ids])
