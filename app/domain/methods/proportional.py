"""weight × rate, capped: the ten points of 预算执行率 on every self-evaluation form."""

from decimal import Decimal
from fractions import Fraction

from app.domain.evaluation import Explanation, LineDirection, Outcome, Permitted, Step, Verdict
from app.domain.rates import Rate
from app.domain.rounding import share_of
from app.domain.rule_pack import ExecutionCriterion
from app.domain.text import Text, percent, plain
from app.domain.trace import rate_step, rounding_step
from app.domain.zeros import zero_readings, zero_score

METHOD = "proportional"
_FORMULA = Text("得分 = 分值 × 预算执行率", "score = weight × execution rate")


def proportional(rate: Rate, weight: Decimal, criterion: ExecutionCriterion, places: int) -> Verdict:
    """Scores a rate in proportion up to the cap; a zero denominator scores what the pack says it means."""
    if rate.ratio is None:
        return _zero_denominator(rate, weight, criterion, places)
    counted = min(rate.ratio, criterion.cap)
    score = share_of(weight, counted, places)
    figures = f"{plain(weight)} × {rate.numerator} ÷ {rate.denominator}"
    steps = [rate_step(rate)]
    if counted != rate.ratio:
        steps.append(_cap_step(criterion.cap))
        figures = f"{plain(weight)} × {percent(counted)}"
    steps.append(rounding_step(Fraction(weight) * counted, score, places))
    return Verdict(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        outcome=Outcome.SCORED,
        score=score,
        explanation=Explanation(
            rule=criterion.rule,
            formula=_FORMULA,
            substituted=f"{figures} = {plain(score)}",
            steps=tuple(steps),
            sentence=Text(
                f"{rate.name.zh} {percent(rate.ratio)}，{figures} = {plain(score)} 分",
                f"{rate.name.en} {percent(rate.ratio)}: {figures} = {plain(score)}",
            ),
        ),
        permitted=Permitted(score, score),
        completion=rate.ratio,
        met=rate.ratio >= 1,
    )


def _cap_step(cap: Fraction) -> Step:
    return Step("cap", Text(f"超过 {percent(cap)} 的部分不计分", f"nothing is counted above {percent(cap)}"))


def _zero_denominator(rate: Rate, weight: Decimal, criterion: ExecutionCriterion, places: int) -> Verdict:
    spent = rate.numerator.base > 0
    meaning = criterion.positive_over_zero if spent else criterion.zero_over_zero
    score = zero_score(meaning, weight, places)
    other = zero_score(criterion.zero_other, weight, places)
    outcome = Outcome.NOT_APPLICABLE if score is None else Outcome.SCORED
    worth = _worth(score)
    return Verdict(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        outcome=outcome,
        score=score,
        explanation=Explanation(
            rule=criterion.rule,
            formula=_FORMULA,
            substituted=f"{rate.numerator} ÷ {rate.denominator}",
            steps=(
                rate_step(rate),
                Step(
                    "zero_denominator",
                    Text(
                        f"分母为零，比率不存在：{worth.zh}",
                        f"the denominator is zero, no rate exists: {worth.en}",
                    ),
                ),
            ),
            sentence=Text(f"预算数为零，{worth.zh}", f"the budget is zero: {worth.en}"),
            readings=zero_readings(criterion.zero_reading, other, score),
        ),
        permitted=Permitted(score, score) if score is not None else None,
    )


def _worth(score: Decimal | None) -> Text:
    if score is None:
        return Text("本项不适用，不计入总分", "the line does not apply and is left out of the total")
    return Text(f"按规则包得 {plain(score)} 分", f"{plain(score)} by the rule pack")
