"""From the words of a qualitative indicator to its tier: the same word, the official phrases, or a known scale."""

from dataclasses import dataclass

from app.domain.rule_pack import TierName, TiersRule
from app.domain.text import without_punctuation


@dataclass(frozen=True, slots=True)
class WordsTier:
    """The tier words stand for; `one_lower` where it rests on reading one step lower as partially achieved."""

    name: TierName
    one_lower: bool = False


def tier_from_words(target: str, actual: str, rule: TiersRule) -> WordsTier | None:
    """The tier that `actual` reaches against `target`; None when the words do not say.

    The same word, or a better one on a scale the pack lists, is achieved; one step lower is partially
    achieved; two or more steps lower, not achieved. Where two scales disagree (中 → 差 is one step of
    four or two of five), the words do not say.
    """
    wanted, got = without_punctuation(target), without_punctuation(actual)
    for tier in rule.tiers:
        if got in tier.bare_phrases:
            return WordsTier(tier.name)
    if got and got == wanted:
        return WordsTier(TierName.ACHIEVED)
    found = {_by_steps(scale, wanted, got) for scale in rule.scales if wanted in scale and got in scale}
    return found.pop() if len(found) == 1 else None


def _by_steps(scale: tuple[str, ...], wanted: str, got: str) -> WordsTier:
    steps_lower = scale.index(got) - scale.index(wanted)
    if steps_lower <= 0:
        return WordsTier(TierName.ACHIEVED)
    if steps_lower == 1:
        return WordsTier(TierName.PARTIALLY_ACHIEVED, one_lower=True)
    return WordsTier(TierName.NOT_ACHIEVED)
