"""One indicator of the form to one scored line: which rule it falls under, and what the method says."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.domain.assessing import assessed
from app.domain.criteria import criterion_for, method_name, score_criterion
from app.domain.criterion import Criterion
from app.domain.entries import entry_of
from app.domain.evaluation import (
    AppliedReading,
    Doubt,
    Explanation,
    LineDirection,
    Outcome,
    Permitted,
    ScoreLine,
    Step,
    Verdict,
)
from app.domain.funds import FundsFigures
from app.domain.item import Item
from app.domain.methods.completion_ratio import completion_ratio
from app.domain.methods.tiers import tiers
from app.domain.placing import is_cost, section_of, share_limited
from app.domain.rounding import share_of
from app.domain.rule_pack import NotApplicablePolicy, RulePack, TiersRule
from app.domain.submission import Indicator, Submission
from app.domain.target import ValueKind, read_cell, read_rate
from app.domain.telling import not_computed
from app.domain.text import Text, plain
from app.domain.trace import read_steps

_COMPARED = (ValueKind.NUMBER, ValueKind.RANGE, ValueKind.DATE)


def line_of(
    index: int, indicator: Indicator, submission: Submission, funds: FundsFigures | None, pack: RulePack
) -> ScoreLine:
    """The scored line of one indicator, in the order sent."""
    criterion = criterion_for(indicator, pack.criteria)
    item = _item(indicator, criterion, submission, pack)
    section = section_of(indicator.level1, indicator.level2, pack)
    return ScoreLine(
        index=index,
        level1=indicator.level1,
        level2=indicator.level2,
        name=indicator.name,
        section=section.id if section else None,
        target=item.target,
        actual=item.actual,
        weight=item.weight,
        declared_score=indicator.declared_score,
        verdict=_verdict(indicator, item, criterion, funds, pack),
        criterion=criterion.id if criterion else None,
    )


def _weight(indicator: Indicator, criterion: Criterion | None, pack: RulePack) -> Decimal | None:
    """The weight on the form, else the one the pack prescribes; a form without points has none."""
    if not pack.scored:
        return None
    if indicator.weight is not None or criterion is None:
        return indicator.weight
    return criterion.weight


def _verdict(
    indicator: Indicator, item: Item, criterion: Criterion | None, funds: FundsFigures | None, pack: RulePack
) -> Verdict:
    if indicator.not_applicable:
        return _not_applicable(item, pack)
    if criterion is not None:
        return _by_criterion(indicator, item, criterion, funds, pack)
    if not pack.open:
        return _unknown(item, pack)
    verdict = _by_cells(item, pack)
    return verdict if pack.scored else assessed(verdict)


def _by_criterion(
    indicator: Indicator, item: Item, criterion: Criterion, funds: FundsFigures | None, pack: RulePack
) -> Verdict:
    entry = entry_of(indicator, criterion, item, funds, pack.quantitative)
    if entry is not None:
        return score_criterion(entry, criterion)
    doubt = Doubt("VALUE_MISSING", "weight", Text("未填分值，不能计分", "no weight is given"))
    return not_computed(criterion, method_name(criterion.method), LineDirection.JUDGED, doubt)


def _by_cells(item: Item, pack: RulePack) -> Verdict:
    """An indicator the unit lists itself: words fall into tiers, numbers are compared, whatever tier is stated."""
    stated = item.stated_tier is not None or item.stated_completion is not None
    in_words = item.target.kind is ValueKind.WORDS or (stated and item.target.kind not in _COMPARED)
    if pack.qualitative and in_words:
        return tiers(item, pack.qualitative)
    verdict = completion_ratio(item, pack.quantitative)
    return _beside_a_tier(verdict, item, pack.qualitative) if stated and pack.qualitative else verdict


def _beside_a_tier(verdict: Verdict, item: Item, rule: TiersRule) -> Verdict:
    """By the other reading the tier or share that is stated beside the numbers scores the line."""
    if rule.beside_numbers is None or verdict.score is None:
        return verdict
    other = tiers(item, rule).score
    reading = AppliedReading(rule.beside_numbers, other, differs=other != verdict.score)
    explanation = replace(verdict.explanation, readings=(*verdict.explanation.readings, reading))
    return replace(verdict, explanation=explanation)


def _item(indicator: Indicator, criterion: Criterion | None, submission: Submission, pack: RulePack) -> Item:
    return Item(
        target=read_cell(indicator.target),
        actual=read_cell(indicator.actual),
        weight=_weight(indicator, criterion, pack),
        declared_score=indicator.declared_score,
        stated_direction=indicator.direction,
        stated_tier=indicator.tier,
        stated_completion=read_rate(indicator.completion),
        is_cost=is_cost(indicator.level1, indicator.level2),
        share_limited=share_limited(indicator),
        fiscal_year=submission.fiscal_year,
        money_unit=submission.funds.unit if submission.funds else None,
        places=pack.score_places,
    )


def _not_applicable(item: Item, pack: RulePack) -> Verdict:
    """An indicator the unit declared not applicable: full marks, or left out and the rest rescaled (pack choice)."""
    full = pack.not_applicable is NotApplicablePolicy.FULL
    score = share_of(item.weight, Fraction(1), item.places) if full and item.weight is not None else None
    if score is None:
        sentence = Text("本指标不适用，其分值不计入总分", "not applicable: its weight is left out of the total")
    else:
        sentence = Text(f"本指标不适用，按满分 {plain(score)} 分计", f"not applicable: counts in full, {plain(score)}")
    permitted = Permitted(score, score) if score is not None else None
    return _plain_verdict(item, pack, "not_applicable", Outcome.NOT_APPLICABLE, score, sentence, permitted)


def _unknown(item: Item, pack: RulePack) -> Verdict:
    """A line that fits no criterion of a pack that prescribes them."""
    sentence = Text("规则包没有与本行对应的评分标准，不能计分", "the pack has no criterion for this line")
    return _plain_verdict(item, pack, "judged", Outcome.NEEDS_JUDGEMENT, None, sentence, None)


def _plain_verdict(
    item: Item,
    pack: RulePack,
    method: str,
    outcome: Outcome,
    score: Decimal | None,
    sentence: Text,
    permitted: Permitted | None,
) -> Verdict:
    return Verdict(
        method=method,
        direction=LineDirection.JUDGED,
        outcome=outcome,
        score=score,
        explanation=Explanation(
            rule=pack.quantitative.rule,
            formula=sentence,
            substituted="—",
            steps=(*read_steps(item.target, item.actual), Step(method, sentence)),
            sentence=sentence,
        ),
        permitted=permitted,
    )
