"""Where an indicator belongs: its section, whether it is a cost, whether it is a share that ends at 100%."""

import re
from functools import lru_cache

from app.domain.rule_pack import RulePack, SectionRule
from app.domain.submission import Indicator

_WEIGHT_IN_NAME = re.compile(r"[（(]([0-9]{1,4}(?:\.[0-9]{1,6})?)分?[）)]")
_NOISE = re.compile(r"\s+")
_SHARES = (
    "满意度",
    "满意率",
    "合格率",
    "覆盖率",
    "知晓率",
    "及时率",
    "达标率",
    "参培率",
    "参与率",
    "准确率",
    "优良率",
)


@lru_cache(maxsize=1_024)
def bare_name(printed: str | None) -> str:
    """A level name without spaces and without the weight some forms print into it: `产出指标(50分)`."""
    return _WEIGHT_IN_NAME.sub("", _NOISE.sub("", printed or ""))


@lru_cache(maxsize=1_024)
def weight_in_name(printed: str | None) -> str | None:
    """The weight printed inside a level name, as digits; None where there is none."""
    match = _WEIGHT_IN_NAME.search(_NOISE.sub("", printed or ""))
    return match[1] if match else None


def section_of(level1: str | None, level2: str | None, pack: RulePack) -> SectionRule | None:
    """The pack's section by the level-1 name; an empty level 1 (a lost merged cell) is told by level 2."""
    name = bare_name(level1) or bare_name(level2)
    if name:
        for section in pack.sections:
            if name in section.names:
                return section
    return None


def is_cost(level1: str | None, level2: str | None) -> bool:
    """Whether the indicator stands under 成本指标, on either level."""
    return "成本" in (level1 or "") or "成本" in (level2 or "")


def share_limited(indicator: Indicator) -> bool:
    """Whether the name is that of a share of people or things, which cannot exceed 100%."""
    name = "".join((indicator.name or "").split())
    return name.endswith(_SHARES) or "满意度" in (indicator.level2 or "") or "满意度" in (indicator.level1 or "")
