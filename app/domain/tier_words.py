"""From the words of a qualitative indicator to its tier: the same word, the official phrases, or a known scale."""

import re
from dataclasses import dataclass

from app.domain.rule_pack import TierName, TiersRule

_PUNCTUATION = re.compile(r"[\s，,。.；;、“”\"']+")


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
    wanted, got = _PUNCTUATION.sub("", target), _PUNCTUATION.sub("", actual)
    by_phrase = _by_phrase(got, rule)
    if by_phrase is not None:
        return WordsTier(by_phrase)
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


def _by_phrase(got: str, rule: TiersRule) -> TierName | None:
    for tier in rule.tiers:
        if any(got == _PUNCTUATION.sub("", phrase) for phrase in tier.phrases):
            return tier.name
    return None
