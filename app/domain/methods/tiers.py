"""Qualitative indicators (定性指标): three tiers (三档), and a share of the weight inside the tier.

The tier is given, or follows from the words; the share is given, or is the declared one where it lies
inside the tier, or the top of the highest tier. What lies lower and is not declared is a person's to say.
Source: 财预〔2020〕10号 and the notes on the Shaanxi forms of 2018.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from app.domain.evaluation import (
    AppliedReading,
    Doubt,
    Explanation,
    LineDirection,
    Outcome,
    Permitted,
    Step,
    Verdict,
)
from app.domain.item import Item
from app.domain.rounding import decimals_of, round_half_up, share_of
from app.domain.rule_pack import Tier, TierName, TiersRule
from app.domain.target import ValueKind
from app.domain.text import Text, percent, plain
from app.domain.tier_words import WordsTier, tier_from_words
from app.domain.trace import as_printed, read_steps, rounding_step

METHOD = "tiers"
_FORMULA = Text("得分 = 分值 × 档内完成比例", "score = weight × share inside the tier")


@dataclass(frozen=True, slots=True)
class _Share:
    """The share settled on, where it came from, and the score when it is the declared one."""

    source: Text
    earned: Fraction
    declared: Decimal | None


def tiers(item: Item, rule: TiersRule) -> Verdict:
    """Scores a target in words by its tier; null where only a person can say tier or share.

    A tier that rests on one word lower being partially achieved names that reading; by the other one the
    line is still achieved.
    """
    placed = WordsTier(item.stated_tier) if item.stated_tier else _from_cells(item, rule)
    if isinstance(placed, Doubt):
        return _unscored(item, rule, None, placed)
    verdict = _in_tier(item, rule, _tier(placed.name, rule))
    return _with_reading(verdict, item, rule) if placed.one_lower else verdict


def _in_tier(item: Item, rule: TiersRule, tier: Tier) -> Verdict:
    if item.weight is None:
        return _without_weight(item, rule, tier)
    outside = _declared_outside(item, item.weight, tier)
    share = _share(item, item.weight, tier)
    if share is None:
        doubt = outside or Doubt(
            "JUDGEMENT_NEEDED",
            "",
            Text(
                f"属于“{tier.label.zh}”档，档内比例需由人填写",
                f"tier “{tier.label.en}”: a person has to give the share inside it",
            ),
        )
        return _unscored(item, rule, tier, doubt)
    return _scored(item, item.weight, rule, tier, share, outside)


def _without_weight(item: Item, rule: TiersRule, tier: Tier) -> Verdict:
    """The tier and the share stated for it, but no score."""
    completion = item.stated_completion
    missing = Doubt("VALUE_MISSING", "weight", Text("未填分值", "no weight is given"))
    verdict = _unscored(item, rule, tier, missing)
    if completion is None:
        return verdict
    if _inside(completion, tier):
        return replace(verdict, completion=completion)
    outside = _outside(tier, "completion", percent(completion), (percent(tier.lower), percent(tier.upper)))
    return replace(verdict, doubts=(missing, outside))


def permitted_range(weight: Decimal, tier: Tier, places: int) -> Permitted:
    """The scores that lie inside a tier, from its lower edge (inside) to its upper edge."""
    return Permitted(share_of(weight, tier.lower, places), share_of(weight, tier.upper, places), not tier.upper_inside)


def _tier(name: TierName, rule: TiersRule) -> Tier:
    return next(tier for tier in rule.tiers if tier.name is name)


def _with_reading(verdict: Verdict, item: Item, rule: TiersRule) -> Verdict:
    other = _in_tier(item, rule, _tier(TierName.ACHIEVED, rule)).score
    reading = AppliedReading(rule.reading, other_score=other, differs=other != verdict.score)
    return replace(verdict, explanation=replace(verdict.explanation, readings=(reading,)))


def _from_cells(item: Item, rule: TiersRule) -> WordsTier | Doubt:
    if item.actual.kind is ValueKind.MISSING:
        return Doubt("VALUE_MISSING", "actual", Text("未填实际完成值", "no actual is given"))
    if item.actual.doubt is not None:
        return Doubt("VALUE_UNREADABLE", "actual", item.actual.doubt)
    placed = tier_from_words(item.target.words or "", item.actual.words or "", rule)
    if placed is None:
        target, actual = as_printed(item.target), as_printed(item.actual)
        return Doubt(
            "JUDGEMENT_NEEDED",
            "",
            Text(
                f"从“{target}”和“{actual}”看不出属于哪一档，需由人评定",
                f"“{target}” and “{actual}” do not tell the tier; a person has to judge",
            ),
        )
    return placed


def _share(item: Item, weight: Decimal, tier: Tier) -> _Share | None:
    completion = item.stated_completion
    if completion is not None and _inside(completion, tier):
        return _Share(Text("填报的完成比例", "the completion stated"), completion, None)
    declared = item.declared_score
    if completion is None and declared is not None and _declared_inside(declared, weight, tier):
        source = Text(f"填报 {plain(declared)} 分，落在档内", f"declared {plain(declared)}, inside the tier")
        return _Share(source, Fraction(declared) / Fraction(weight) if weight else Fraction(0), declared)
    if tier.name is TierName.ACHIEVED:
        return _Share(Text("档内上限", "the top of the tier"), tier.upper, None)
    return None


def _inside(share: Fraction, tier: Tier) -> bool:
    return tier.lower <= share and (share <= tier.upper if tier.upper_inside else share < tier.upper)


def _declared_inside(declared: Decimal, weight: Decimal, tier: Tier) -> bool:
    """Inside by the exact share, or on the lower edge as the form's decimals print it (2.66 of 3.33 is 80%)."""
    if declared > weight or declared < 0:
        return False
    if weight == 0:
        return True
    if _inside(Fraction(declared) / Fraction(weight), tier):
        return True
    return round_half_up(Fraction(weight) * tier.lower, decimals_of(declared)) == declared


def _declared_outside(item: Item, weight: Decimal, tier: Tier) -> Doubt | None:
    """The finding for a share, stated or declared, that its tier does not allow."""
    if item.stated_completion is not None and not _inside(item.stated_completion, tier):
        cell, value = "completion", percent(item.stated_completion)
    elif item.declared_score is not None and not _declared_inside(item.declared_score, weight, tier):
        cell, value = "declared_score", plain(item.declared_score)
    else:
        return None
    permitted = permitted_range(weight, tier, item.places)
    return _outside(tier, cell, value, (plain(permitted.minimum), plain(permitted.maximum)), " 分")


def _outside(tier: Tier, cell: str, value: str, bounds: tuple[str, str], points: str = "") -> Doubt:
    allowed = f"[{', '.join(bounds)}{']' if tier.upper_inside else ')'}"
    return Doubt(
        "OUTSIDE_TIER",
        cell,
        Text(
            f"{value} 不在“{tier.label.zh}”档内，该档可得 {allowed}{points}",
            f"{value} lies outside the tier “{tier.label.en}”, which allows {allowed}",
        ),
        (("value", value), ("tier", tier.name.value), ("minimum", bounds[0]), ("maximum", bounds[1])),
    )


def _tier_step(tier: Tier) -> Step:
    upper = "]" if tier.upper_inside else ")"
    bounds = f"[{percent(tier.lower)}, {percent(tier.upper)}{upper}"
    return Step("tier", Text(f"属于“{tier.label.zh}”档 {bounds}", f"tier “{tier.label.en}” {bounds}"))


def _scored(item: Item, weight: Decimal, rule: TiersRule, tier: Tier, share: _Share, outside: Doubt | None) -> Verdict:
    score = share_of(weight, share.earned, item.places)
    permitted = permitted_range(weight, tier, item.places)
    settled = Step("share", Text(f"采用{share.source.zh}", f"taken: {share.source.en}"))
    steps = [*read_steps(item.target, item.actual), _tier_step(tier), settled]
    if share.declared is None:
        steps.append(rounding_step(Fraction(weight) * share.earned, score, item.places))
    return Verdict(
        method=METHOD,
        direction=LineDirection.QUALITATIVE,
        outcome=Outcome.SCORED if share.declared is None else Outcome.DECLARED_ACCEPTED,
        score=score,
        explanation=Explanation(
            rule=rule.rule,
            formula=_FORMULA,
            substituted=_substituted(weight, share, score, permitted),
            steps=tuple(steps),
            sentence=Text(
                f"“{tier.label.zh}”档，{share.source.zh}：{plain(score)} 分",
                f"tier “{tier.label.en}”, {share.source.en}: {plain(score)}",
            ),
        ),
        permitted=permitted,
        completion=share.earned,
        met=tier.name is TierName.ACHIEVED,
        doubts=(outside,) if outside else (),
    )


def _substituted(weight: Decimal, share: _Share, score: Decimal, permitted: Permitted) -> str:
    """The product; for an accepted score, the range it lies in."""
    if share.declared is None:
        return f"{plain(weight)} × {percent(share.earned)} = {plain(score)}"
    sign = "<" if permitted.maximum_excluded else "≤"
    return f"{plain(permitted.minimum)} ≤ {plain(score)} {sign} {plain(permitted.maximum)}"


def _unscored(item: Item, rule: TiersRule, tier: Tier | None, doubt: Doubt) -> Verdict:
    missing = doubt.code in ("VALUE_MISSING", "VALUE_UNREADABLE")
    placed = (_tier_step(tier),) if tier else ()
    return Verdict(
        method=METHOD,
        direction=LineDirection.QUALITATIVE,
        outcome=Outcome.UNREADABLE if missing else Outcome.NEEDS_JUDGEMENT,
        score=None,
        explanation=Explanation(
            rule=rule.rule,
            formula=_FORMULA,
            substituted="—",
            steps=(*read_steps(item.target, item.actual), *placed, Step("not_scored", doubt.message)),
            sentence=doubt.message,
        ),
        permitted=permitted_range(item.weight, tier, item.places) if tier and item.weight is not None else None,
        met=tier.name is TierName.ACHIEVED if tier else None,
        doubts=(doubt,),
    )
