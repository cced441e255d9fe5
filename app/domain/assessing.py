"""Lines of a form without points: how far a target was reached is all there is to say."""

from app.domain.evaluation import Doubt, Explanation, Outcome, Step, Verdict
from app.domain.methods.tiers import METHOD as TIERS
from app.domain.text import Text, percent

_FORMULA = Text("本表没有分值，只核对完成情况", "the form has no points; only the completion is assessed")
_SHARE_MISSING = Doubt(
    "JUDGEMENT_NEEDED",
    "completion",
    Text("定性指标应按所属档次填写完成比例，未填写", "a qualitative indicator needs its share inside the tier stated"),
)


def assessed(verdict: Verdict) -> Verdict:
    """The verdict of a method that missed a weight, as that of a form that has none.

    What could not be compared or placed in a tier stays as it is. A qualitative line is complete once its share
    inside the tier is stated.
    """
    doubts = tuple(each for each in verdict.doubts if (each.code, each.field) != ("VALUE_MISSING", "weight"))
    if verdict.met is None or len(doubts) == len(verdict.doubts):
        return verdict
    open_share = verdict.method == TIERS and verdict.completion is None
    if open_share and not doubts:
        doubts = (_SHARE_MISSING,)
    sentence, told = _sentence(verdict), verdict.explanation
    return Verdict(
        method=verdict.method,
        direction=verdict.direction,
        outcome=Outcome.NEEDS_JUDGEMENT if open_share else Outcome.ASSESSED,
        score=verdict.score,
        explanation=Explanation(
            rule=told.rule,
            formula=_FORMULA,
            substituted=told.substituted,
            steps=(*told.steps[:-1], Step("assessed", sentence)),
            sentence=sentence,
            readings=told.readings,
        ),
        permitted=verdict.permitted,
        completion=verdict.completion,
        met=verdict.met,
        doubts=doubts,
    )


def _sentence(verdict: Verdict) -> Text:
    met = Text("达到指标值", "target met") if verdict.met else Text("未达到指标值", "target not met")
    if verdict.completion is None:
        return met
    share = percent(verdict.completion)
    return Text(f"{met.zh}，完成率 {share}", f"{met.en}, completion {share}")
