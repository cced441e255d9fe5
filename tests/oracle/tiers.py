"""Three tiers for what is said in words."""

import re
from dataclasses import replace
from fractions import Fraction

from app.domain.submission import Indicator
from tests.oracle.cells import Words, read
from tests.oracle.exact import ONE, ZERO, half_up, points
from tests.oracle.result import Line
from tests.oracle.rules import Rules

_ACHIEVED, _PARTLY, _NOT = 0, 1, 2
_PUNCTUATION = re.compile(r"[\s，,。.；;、“”]")


def by_tier(line: Indicator, weight: Fraction | None, rules: Rules) -> Line:
    placed = _place(line, rules)
    if placed is None:
        return Line(weight, reached=(None, None))
    tier, one_lower = placed
    found = _inside(line, weight, tier, rules)
    if not one_lower:
        return found
    other = _inside(line, weight, _ACHIEVED, rules).score
    return replace(found, others=((_reading(rules), other),))


def _reading(rules: Rules) -> str:
    assert rules.qualitative
    return rules.qualitative["reading"]


def _place(line: Indicator, rules: Rules) -> tuple[int, bool] | None:
    """The tier, and whether it rests on one word lower being partially achieved."""
    if line.tier is not None:
        return [name for name, _, _ in rules.tiers].index(line.tier.value), False
    wanted, got = (_PUNCTUATION.sub("", c.text) if isinstance(c := read(x), Words) else "" for x in _cells(line))
    if not got:
        return None
    assert rules.qualitative
    for tier, row in enumerate(rules.qualitative["tiers"]):
        if got in (_PUNCTUATION.sub("", phrase) for phrase in row["phrases"]):
            return tier, False
    if wanted == got:
        return _ACHIEVED, False
    steps = {scale.index(got) - scale.index(wanted) for scale in _scales(rules) if wanted in scale and got in scale}
    tiers = {_ACHIEVED if step <= 0 else _PARTLY if step == 1 else _NOT for step in steps}
    return (tiers.pop(), max(steps) == 1) if len(tiers) == 1 else None


def _cells(line: Indicator) -> tuple[object, object]:
    return line.target, line.actual


def _scales(rules: Rules) -> list[list[str]]:
    assert rules.qualitative
    return rules.qualitative["word_scales"]


def _inside(line: Indicator, weight: Fraction | None, tier: int, rules: Rules) -> Line:
    """The share inside the tier: stated, else declared, else the top of the highest."""
    achieved, stated = tier == _ACHIEVED, _stated(line.completion)
    inside = stated is not None and _in(stated, tier, rules)
    if weight is None:
        return Line(None, reached=(achieved, stated if inside else None))
    if stated is not None and inside:
        return Line(weight, points(weight, stated, rules.places), reached=(achieved, stated))
    declared = None if line.declared_score is None else Fraction(line.declared_score)
    if stated is None and declared is not None and _declared(declared, weight, line, tier, rules):
        score = min(weight, half_up(declared, rules.places))
        return Line(weight, score, accepted=True, reached=(achieved, declared / weight if weight else ZERO))
    if achieved:
        return Line(weight, points(weight, ONE, rules.places), reached=(True, ONE))
    return Line(weight, reached=(False, None))


def _stated(printed: str | None) -> Fraction | None:
    """The generator prints a share in percent, with its sign."""
    return None if printed is None else Fraction(printed.removesuffix("%")) / 100


def _in(share: Fraction, tier: int, rules: Rules) -> bool:
    _, lower, upper = rules.tiers[tier]
    return lower <= share < upper or (tier == _ACHIEVED and share == upper)


def _declared(declared: Fraction, weight: Fraction, line: Indicator, tier: int, rules: Rules) -> bool:
    """Inside exactly, or on the lower edge rounded to the decimals the score was printed with."""
    if not 0 <= declared <= weight:
        return False
    if weight == 0 or _in(declared / weight, tier, rules):
        return True
    decimals = len(str(line.declared_score).partition(".")[2])
    return half_up(weight * rules.tiers[tier][1], decimals) == declared
