"""Quantitative indicators (定量指标): a met target earns the weight, a missed one its completion ratio.

Source: 财预〔2020〕10号; printed in full on the Shaanxi department form of 2018 (正向 actual ÷ target,
反向 target ÷ actual).
"""

from decimal import Decimal
from fractions import Fraction

from app.domain.comparison import Comparison, compare
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
from app.domain.methods.over_fulfilment import over_fulfilled, share_lost
from app.domain.rounding import given_score, share_of
from app.domain.rule_pack import CompletionRule, NegativeFormula
from app.domain.text import Text, percent, plain
from app.domain.trace import full_marks_step, read_steps, rounding_step

METHOD = "completion_ratio"

_MET = Text("达到年度指标值，得分 = 分值", "target met: score = weight")
_LATE = Text(
    "在期限内完成得满分；逾期无比例可计，由人评定",
    "in time: full marks; late: no ratio exists, a person judges",
)
_NO_SHARE = Text("未达到且无完成比例可计", "not met, and no completion ratio exists")
_UNREAD = Text("得分 = 分值 × 完成比例", "score = weight × completion ratio")
_UNMET = {
    LineDirection.POSITIVE: Text("得分 = 分值 × 实际完成值 ÷ 年度指标值", "score = weight × actual ÷ target"),
    LineDirection.NEGATIVE: Text("得分 = 分值 × 年度指标值 ÷ 实际完成值", "score = weight × target ÷ actual"),
    LineDirection.EXACT: Text("得分 = 分值 × 较小值 ÷ 较大值", "score = weight × the smaller ÷ the larger"),
    LineDirection.RANGE: Text("得分 = 分值 × 与较近界限之比", "score = weight × ratio to the nearer bound"),
}
_LINEAR = Text(
    "得分 = 分值 ×〔1 −（实际完成值 − 年度指标值）÷ 年度指标值〕",
    "score = weight × (1 − (actual − target) ÷ target)",
)


def completion_ratio(item: Item, rule: CompletionRule) -> Verdict:
    """Scores a target that is a number, a range or a deadline; what cannot be compared stays null."""
    comparison = compare(item, rule)
    if isinstance(comparison, Doubt):
        return _unscored(item, rule, comparison)
    if comparison.earned is None:
        return _without_share(item, rule, comparison)
    if item.weight is None:
        return _without_weight(item, rule, comparison)
    return _scored(item, item.weight, rule, comparison)


def _scored(item: Item, weight: Decimal, rule: CompletionRule, comparison: Comparison) -> Verdict:
    exceeded = over_fulfilled(METHOD, item, weight, comparison, rule.over_fulfilment)
    if exceeded is not None:
        return exceeded
    earned = comparison.earned or Fraction(0)
    score = share_of(weight, earned, item.places)
    steps = [*read_steps(item.target, item.actual), *comparison.steps]
    if comparison.met:
        substituted, formula = f"{comparison.statement} → {plain(score)}", _MET
        steps.append(full_marks_step(score))
        sentence = Text(
            f"{comparison.statement}，达到指标值，得满分 {plain(score)} 分",
            f"{comparison.statement}: target met, full marks {plain(score)}",
        )
    else:
        product = f"{plain(weight)} × {comparison.quotient}"
        substituted, formula = f"{product} = {plain(score)}", _formula(comparison, rule)
        steps.append(rounding_step(Fraction(weight) * earned, score, item.places))
        sentence = Text(
            f"未达到指标值，按完成比例 {percent(earned)} 计分：{substituted} 分",
            f"target not met, scored in proportion ({percent(earned)}): {substituted}",
        )
    return Verdict(
        method=METHOD,
        direction=comparison.direction,
        outcome=Outcome.SCORED,
        score=score,
        explanation=Explanation(
            rule=rule.rule,
            formula=formula,
            substituted=substituted,
            steps=tuple(steps),
            sentence=sentence,
            readings=_readings(comparison, score, weight, item.places, rule),
        ),
        permitted=Permitted(score, score),
        completion=comparison.ratio,
        met=comparison.met,
    )


def _formula(comparison: Comparison, rule: CompletionRule) -> Text:
    if comparison.direction is LineDirection.NEGATIVE and rule.negative_formula is NegativeFormula.LINEAR:
        return _LINEAR
    return _UNMET[comparison.direction]


def _readings(
    comparison: Comparison, score: Decimal, weight: Decimal, places: int, rule: CompletionRule
) -> tuple[AppliedReading, ...]:
    if comparison.reading is None:
        return ()
    other = _other_score(comparison, weight, places, rule)
    return (AppliedReading(comparison.reading, other_score=other, differs=other != score),)


def _other_score(comparison: Comparison, weight: Decimal | None, places: int, rule: CompletionRule) -> Decimal | None:
    earned = comparison.other_earned
    if earned is None or weight is None:
        return None
    return share_of(weight, earned - share_lost(comparison.other_ratio, weight, rule.over_fulfilment), places)


def _without_share(item: Item, rule: CompletionRule, comparison: Comparison) -> Verdict:
    """Late, or missed with nothing to divide. A late line is a person's: its declared score may stand."""
    late = comparison.direction is LineDirection.DEADLINE
    permitted = Permitted(Decimal(0), item.weight, maximum_excluded=True) if late and item.weight else None
    accepted = _as_declared(item, permitted) if permitted else None
    unmet = Text(f"{comparison.statement}，未达到指标值", f"{comparison.statement}: target not met")
    if accepted is None:
        verdict = Text("需由人评定得分", "a person has to judge the score")
        doubt = Doubt("JUDGEMENT_NEEDED", "", Text(f"{unmet.zh}；{verdict.zh}", f"{unmet.en}; {verdict.en}"))
    else:
        verdict = Text(f"填报 {plain(accepted)} 分视为评定", f"the declared {plain(accepted)} counts as the judgement")
        doubt = Doubt("EVIDENCE_MISSING", "", Text(f"{unmet.zh}；{verdict.zh}", f"{unmet.en}; {verdict.en}"))
    return Verdict(
        method=METHOD,
        direction=comparison.direction,
        outcome=Outcome.NEEDS_JUDGEMENT if accepted is None else Outcome.DECLARED_ACCEPTED,
        score=accepted,
        explanation=Explanation(
            rule=rule.rule,
            formula=_LATE if late else _NO_SHARE,
            substituted=comparison.statement,
            steps=(*read_steps(item.target, item.actual), *comparison.steps, Step("judgement", verdict)),
            sentence=doubt.message,
            readings=_judged_readings(item, comparison, rule),
        ),
        permitted=permitted,
        completion=comparison.ratio,
        met=comparison.met,
        doubts=(doubt,),
    )


def _as_declared(item: Item, permitted: Permitted) -> Decimal | None:
    """The declared score where a person could have given it."""
    if item.declared_score is None or item.weight is None:
        return None
    declared = given_score(item.declared_score, item.weight, item.places)
    return declared if declared is not None and permitted.allows(declared) else None


def _judged_readings(item: Item, comparison: Comparison, rule: CompletionRule) -> tuple[AppliedReading, ...]:
    """Where a person judges under both readings, they do not differ."""
    if comparison.reading is None:
        return ()
    other = _other_score(comparison, item.weight, item.places, rule)
    return (AppliedReading(comparison.reading, other_score=other, differs=other is not None),)


def _weightless_readings(comparison: Comparison) -> tuple[AppliedReading, ...]:
    """Without a score the readings differ where they earn a different share."""
    if comparison.reading is None:
        return ()
    return (AppliedReading(comparison.reading, None, differs=comparison.other_earned != comparison.earned),)


def _without_weight(item: Item, rule: CompletionRule, comparison: Comparison) -> Verdict:
    message = Text("未填分值，不能计分", "no weight is given, so no score can be computed")
    return Verdict(
        method=METHOD,
        direction=comparison.direction,
        outcome=Outcome.UNREADABLE,
        score=None,
        explanation=Explanation(
            rule=rule.rule,
            formula=_UNREAD,
            substituted=comparison.statement,
            steps=(*read_steps(item.target, item.actual), *comparison.steps, Step("weight_missing", message)),
            sentence=message,
            readings=_weightless_readings(comparison),
        ),
        completion=comparison.ratio,
        met=comparison.met,
        doubts=(Doubt("VALUE_MISSING", "weight", message),),
    )


def _unscored(item: Item, rule: CompletionRule, doubt: Doubt) -> Verdict:
    return Verdict(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        outcome=Outcome.UNREADABLE,
        score=None,
        explanation=Explanation(
            rule=rule.rule,
            formula=_UNREAD,
            substituted="—",
            steps=(*read_steps(item.target, item.actual), Step("not_scored", doubt.message)),
            sentence=doubt.message,
        ),
        doubts=(doubt,),
    )
