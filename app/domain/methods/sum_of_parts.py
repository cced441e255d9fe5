"""One indicator of several parts with points of their own: 支出进度率 = half-year 2 + three quarters 3."""

from decimal import Decimal
from fractions import Fraction

from app.domain.criterion import Bands, Criterion, RateShare, ScoredPart, StepDeduction, SumOfParts
from app.domain.entry import Entry
from app.domain.evaluation import Doubt, LineDirection, Step, Verdict, add
from app.domain.measuring import Measured, measure_of
from app.domain.methods.bands import band_of
from app.domain.methods.step_deduction import steps_above
from app.domain.rounding import round_half_up, share_of, trimmed
from app.domain.rule import ZeroDenominator
from app.domain.telling import Told, not_computed, scored
from app.domain.text import Text, plain

METHOD = "sum_of_parts"


def sum_of_parts(entry: Entry, criterion: Criterion, rule: SumOfParts) -> Verdict:
    """Scores each part by its own rate and adds; a part that cannot be computed leaves the line without a score."""
    written = add([part.weight for part in rule.parts])
    scores: list[Decimal] = []
    steps: list[Step] = []
    for part in rule.parts:
        measured = measure_of(part.measure, criterion.inputs, entry.amounts)
        if isinstance(measured, Doubt):
            return not_computed(criterion, METHOD, LineDirection.POSITIVE, measured)
        weight = trimmed(
            round_half_up(Fraction(part.weight) * Fraction(entry.weight) / Fraction(written), entry.places)
        )
        score = share_of(weight, _share(part, measured), entry.places)
        scores.append(score)
        steps.append(_step(part, measured, score))
    total = add(scores)
    sum_text = " + ".join(map(plain, scores))
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=Text("得分 = 各部分得分之和", "score = sum of the scores of the parts"),
        substituted=f"{sum_text} = {plain(total)}",
        steps=tuple(steps),
        sentence=Text(
            "；".join(f"{part.label.zh} {plain(score)} 分" for part, score in zip(rule.parts, scores, strict=True))
            + f"，合计 {plain(total)} 分",
            "; ".join(f"{part.label.en} {plain(score)}" for part, score in zip(rule.parts, scores, strict=True))
            + f": {plain(total)} in all",
        ),
    )
    return scored(criterion, entry.weight, total, told)


def _share(part: ScoredPart, measured: Measured) -> Fraction:
    """What share of its points a part earns."""
    if measured.value is None:
        return Fraction(1) if measured.worth is ZeroDenominator.FULL else Fraction(0)
    method, points = part.method, Fraction(part.weight)
    if isinstance(method, Bands):
        return Fraction(band_of(measured.value, method).score) / points
    if isinstance(method, StepDeduction):
        return max(1 - steps_above(measured.value, method) * Fraction(method.deduct) / points, Fraction(0))
    return _capped(measured.value, method)


def _capped(value: Fraction, method: RateShare) -> Fraction:
    return max(min(value, method.cap), Fraction(0))


def _step(part: ScoredPart, measured: Measured, score: Decimal) -> Step:
    return Step(
        part.id,
        Text(
            f"{part.label.zh}：{measured.substituted}，得 {plain(score)} 分",
            f"{part.label.en}: {measured.substituted}, {plain(score)}",
        ),
    )
