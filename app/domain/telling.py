"""Verdicts of named criteria: the same shape for every method, so that a method file holds only its rule."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.criterion import Criterion
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
from app.domain.measuring import Measured
from app.domain.rule import ZeroDenominator
from app.domain.text import Text, plain
from app.domain.zeros import zero_readings, zero_score


@dataclass(frozen=True, slots=True)
class Told:
    """What a method says of the score it gave: the formula, the numbers put in, and the steps to it.

    `met` is left to the score where the method itself does not compare: full marks are met.
    """

    method: str
    direction: LineDirection
    formula: Text
    substituted: str
    steps: tuple[Step, ...]
    sentence: Text
    permitted: Permitted | None = None
    completion: Fraction | None = None
    met: bool | None = None
    readings: tuple[AppliedReading, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def scored(criterion: Criterion, weight: Decimal, score: Decimal, told: Told) -> Verdict:
    """A score by the rule alone; the only score the rule permits."""
    return Verdict(
        method=told.method,
        direction=told.direction,
        outcome=Outcome.SCORED,
        score=score,
        explanation=_explanation(criterion, told),
        permitted=told.permitted or Permitted(score, score),
        completion=told.completion,
        met=score == weight if told.met is None else told.met,
        doubts=told.doubts,
    )


def accepted(criterion: Criterion, score: Decimal, told: Told) -> Verdict:
    """The declared score, standing in for a person's judgement nobody sent evidence of."""
    return Verdict(
        method=told.method,
        direction=told.direction,
        outcome=Outcome.DECLARED_ACCEPTED,
        score=score,
        explanation=_explanation(criterion, told),
        permitted=told.permitted,
        completion=told.completion,
        doubts=told.doubts,
    )


def unscored(criterion: Criterion, outcome: Outcome, doubt: Doubt, told: Told) -> Verdict:
    """No score: what is missing is a value or a judgement."""
    return Verdict(
        method=told.method,
        direction=told.direction,
        outcome=outcome,
        score=None,
        explanation=_explanation(criterion, told),
        permitted=told.permitted,
        completion=told.completion,
        doubts=(doubt, *told.doubts),
    )


def not_computed(criterion: Criterion, method: str, direction: LineDirection, doubt: Doubt) -> Verdict:
    """A line whose amounts are missing or do not fit."""
    told = Told(
        method=method,
        direction=direction,
        formula=criterion.rule.standard,
        substituted="—",
        steps=(Step("not_scored", doubt.message),),
        sentence=doubt.message,
    )
    return unscored(criterion, Outcome.UNREADABLE, doubt, told)


def zero_denominator(
    criterion: Criterion, method: str, direction: LineDirection, weight: Decimal, measured: Measured, places: int
) -> Verdict:
    """A rate that does not exist, worth what the pack says."""
    score = zero_score(measured.worth or ZeroDenominator.NOT_APPLICABLE, weight, places)
    other = zero_score(measured.zero_other, weight, places)
    if score is None:
        worth = Text("本项不适用，不计入总分", "the line does not apply and is left out of the total")
    else:
        worth = Text(f"按规则包得 {plain(score)} 分", f"{plain(score)} by the rule pack")
    why = Text(f"分母为零，比率不存在：{worth.zh}", f"the denominator is zero, no rate exists: {worth.en}")
    told = Told(
        method=method,
        direction=direction,
        formula=measured.formula,
        substituted=measured.substituted,
        steps=(measured.step, Step("zero_denominator", why)),
        sentence=why,
        permitted=None if score is None else Permitted(score, score),
        readings=zero_readings(measured.zero_reading, other, score),
        doubts=(Doubt("ZERO_DENOMINATOR", "", why),),
    )
    return Verdict(
        method=told.method,
        direction=told.direction,
        outcome=Outcome.NOT_APPLICABLE if score is None else Outcome.SCORED,
        score=score,
        explanation=_explanation(criterion, told),
        permitted=told.permitted,
        met=measured.worth is ZeroDenominator.FULL if score is not None else None,
        doubts=told.doubts,
    )


def _explanation(criterion: Criterion, told: Told) -> Explanation:
    return Explanation(
        rule=criterion.rule,
        formula=told.formula,
        substituted=told.substituted,
        steps=told.steps,
        sentence=told.sentence,
        readings=told.readings,
    )
