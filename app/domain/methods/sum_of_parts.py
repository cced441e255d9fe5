"""One indicator of several parts with points of their own: 支出进度率 = half-year 2 + three quarters 3."""

from fractions import Fraction

from app.domain.criterion import Bands, Criterion, RateShare, ScoredPart, StepDeduction, SumOfParts
from app.domain.entry import Entry
from app.domain.evaluation import Doubt, LineDirection, Step, Verdict, add
from app.domain.measuring import Measured, measure_of
from app.domain.methods.bands import band_of
from app.domain.methods.step_deduction import steps_above
from app.domain.rounding import share_of
from app.domain.rule import ZeroDenominator
from app.domain.telling import Told, not_computed, scored, zero_denominator, zero_readings
from app.domain.text import Text, approximate, plain

METHOD = "sum_of_parts"


def sum_of_parts(entry: Entry, criterion: Criterion, rule: SumOfParts) -> Verdict:
    """Scores each part by its own rate and adds; a part that cannot be computed leaves the line without a score.

    A part whose rate does not exist and does not apply leaves its points to the others.
    """
    measured: list[tuple[ScoredPart, Measured]] = []
    for part in rule.parts:
        rate = measure_of(part.measure, criterion.inputs, entry.amounts)
        if isinstance(rate, Doubt):
            return not_computed(criterion, METHOD, LineDirection.POSITIVE, rate)
        measured.append((part, rate))
    counted = [(part, rate) for part, rate in measured if rate.worth is not ZeroDenominator.NOT_APPLICABLE]
    if not counted:
        first = measured[0][1]
        return zero_denominator(criterion, METHOD, LineDirection.POSITIVE, entry.weight, first, entry.places)
    return _added(entry, criterion, measured, counted)


def _added(
    entry: Entry,
    criterion: Criterion,
    measured: list[tuple[ScoredPart, Measured]],
    counted: list[tuple[ScoredPart, Measured]],
) -> Verdict:
    scale = Fraction(entry.weight) / Fraction(add([part.weight for part, _ in counted]))
    points = [(part, _share(part, rate) * Fraction(part.weight) * scale) for part, rate in counted]
    earned = sum((each for _, each in points), Fraction(0))
    share = earned / Fraction(entry.weight) if entry.weight else Fraction(0)
    score = share_of(entry.weight, share, entry.places)
    parts_zh = "；".join(f"{part.label.zh} {approximate(each)} 分" for part, each in points)
    parts_en = "; ".join(f"{part.label.en} {approximate(each)}" for part, each in points)
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=Text("得分 = 各部分得分之和", "score = sum of the scores of the parts"),
        substituted=f"{' + '.join(approximate(each) for _, each in points)} = {plain(score)}",
        steps=tuple(_step(part, rate, scale) for part, rate in measured),
        sentence=Text(f"{parts_zh}，合计 {plain(score)} 分", f"{parts_en}: {plain(score)} in all"),
        readings=tuple(reading for _, rate in measured for reading in zero_readings(rate)),
    )
    return scored(criterion, entry.weight, score, told)


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
    return min(max(min(value, method.cap), Fraction(0)), Fraction(1))


def _step(part: ScoredPart, measured: Measured, scale: Fraction) -> Step:
    if measured.worth is ZeroDenominator.NOT_APPLICABLE:
        worth = Text("没有比率，不计分", "no rate exists, left out")
    else:
        earned = approximate(_share(part, measured) * Fraction(part.weight) * scale)
        worth = Text(f"得 {earned} 分", earned)
    return Step(
        part.id,
        Text(
            f"{part.label.zh}：{measured.substituted}，{worth.zh}",
            f"{part.label.en}: {measured.substituted}, {worth.en}",
        ),
    )
