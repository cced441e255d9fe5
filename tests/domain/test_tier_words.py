"""From words to a tier."""

import pytest

from app.domain.rule_pack import TierName
from app.domain.tier_words import tier_from_words
from tests.domain.packs import tiers_rule


@pytest.mark.parametrize(
    ("target", "actual", "tier"),
    [
        ("优", "优", "achieved"),
        ("中", "优", "achieved"),
        ("优", "良", "partially_achieved"),
        ("好", "中", "partially_achieved"),
        ("优", "中", "not_achieved"),
        ("好", "差", "not_achieved"),
        ("有效保障", "有效保障", "achieved"),
        ("有效，保障。", "有效保障", "achieved"),
        ("随便", "达成预期指标", "achieved"),
        ("优", "部分达成预期指标、并具有一定效果", "partially_achieved"),
    ],
)
def test_the_same_word_a_phrase_or_a_step_on_a_scale_tells_the_tier(target: str, actual: str, tier: str) -> None:
    found = tier_from_words(target, actual, tiers_rule())
    assert found is not None
    assert found.name is TierName(tier)


@pytest.mark.parametrize(
    ("target", "actual"), [("优", "较好"), ("好", "优"), ("", ""), ("优", ""), ("显著", "一般"), ("中", "差")]
)
def test_words_that_are_not_the_packs_tell_nothing(target: str, actual: str) -> None:
    assert tier_from_words(target, actual, tiers_rule()) is None
