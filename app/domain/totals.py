"""The total: the sum of the rounded scores, rescaled and rounded once more only where a line is left out."""

from decimal import Decimal
from fractions import Fraction

from app.domain.evaluation import ExecutionLine, ScoreLine, Totals, add
from app.domain.grading import grade_named, grade_of
from app.domain.rounding import share_of
from app.domain.rule_pack import GradeBand, RulePack
from app.domain.submission import Declared, Submission


def totals_of(
    submission: Submission, execution: ExecutionLine | None, lines: tuple[ScoreLine, ...], pack: RulePack
) -> Totals:
    """Score and grade are null unless there are indicators and every line that counts has a score.

    A form without points has neither.
    """
    every: tuple[ExecutionLine | ScoreLine, ...] = lines if execution is None else (execution, *lines)
    counted = [line for line in every if line.counts]
    weight = add([line.counted_weight or Decimal(0) for line in every])
    scores = [line.counted_score for line in counted if line.counted_score is not None]
    scored_sum = add(scores)
    scored_weight = add([line.counted_weight or Decimal(0) for line in counted if line.score is not None])
    complete = pack.scored and bool(lines) and len(scores) == len(counted) and scored_weight > 0
    score = _rescaled(scored_sum, scored_weight, weight, pack) if complete else None
    band = grade_of(score, pack.grades) if score is not None and pack.grades else None
    declared_band = _declared_band(submission.declared, pack)
    return Totals(
        score=score,
        weight=weight,
        scored_sum=scored_sum,
        scored_weight=scored_weight,
        declared=submission.declared.total,
        grade=band.grade if band else None,
        grade_name=band.name if band else None,
        declared_grade=declared_band.grade if declared_band else None,
    )


def _rescaled(scored_sum: Decimal, scored_weight: Decimal, weight: Decimal, pack: RulePack) -> Decimal:
    if scored_weight == weight:
        return scored_sum
    return share_of(weight, Fraction(scored_sum) / Fraction(scored_weight), pack.score_places)


def _declared_band(declared: Declared, pack: RulePack) -> GradeBand | None:
    if pack.grades is None:
        return None
    named = grade_named(declared.grade, pack.grades) if declared.grade else None
    if named is None and declared.total is not None:
        return grade_of(declared.total, pack.grades)
    return named
