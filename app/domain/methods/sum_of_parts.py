"""One indicator of several parts with points of their own: 支出进度率 = half-year 2 + three quarters 3."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.domain.criterion import Bands, Criterion, RateShare, ScoredPart, StepDeduction, SumOfParts
from app.domain.entry import Entry
from app.domain.evaluation import AppliedReading, Doubt, LineDirection, Step, Verdict, add
from app.domain.measuring import Measured, measure_of
from app.domain.methods.bands import band_of
from app.domain.methods.step_deduction import steps_above
from app.domain.rounding import share_of
from app.domain.rule import Interpretation, ZeroDenominator
from app.domain.telling import Told, not_computed, scored, zero_denominator
from app.domain.text import Text, approximate, plain

METHOD = "sum_of_parts"

_Measured = tuple[ScoredPart, Measured]


def sum_of_parts(entry: Entry, criterion: Criterion, rule: SumOfParts) -> Verdict:
    """Scores each part by its own rate and adds; a part that cannot be computed leaves the line without a score.

    A part whose rate does not exist and does not apply leaves its points to the others.
    """
    measured: list[_Measured] = []
    for part in rule.parts:
        rate = measure_of(part.measure, criterion.inputs, entry.amounts)
        if isinstance(rate, Doubt):
            return not_computed(criterion, METHOD, LineDirection.POSITIVE, rate)
        measured.append((part, rate))
    share = _share(measured)
    if share is None:
        first = measured[0][1]
        return zero_denominator(criterion, METHOD, LineDirection.POSITIVE, entry.weight, first, entry.places)
    return _added(entry, criterion, measured, share_of(entry.weight, share, entry.places))


def _added(entry: Entry, criterion: Criterion, measured: list[_Measured], score: Decimal) -> Verdict:
    counted = _counted(measured)
    scale = Fraction(entry.weight) / _weight(counted)
    points = [(part, _earned(part, rate) * scale) for part, rate in counted]
    parts_zh = "；".join(f"{part.label.zh} {approximate(each)} 分" for part, each in points)
    parts_en = "; ".join(f"{part.label.en} {approximate(each)}" for part, each in points)
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=Text("得分 = 各部分得分之和", "score = sum of the scores of the parts"),
        substituted=f"{' + '.join(approximate(each) for _, each in points)} = {plain(score)}",
        steps=tuple(_step(part, rate, scale) for part, rate in measured),
        sentence=Text(f"{parts_zh}，合计 {plain(score)} 分", f"{parts_en}: {plain(score)} in all"),
        readings=_readings(entry, measured, score),
    )
    return scored(criterion, entry.weight, score, told)


def _readings(entry: Entry, measured: list[_Measured], score: Decimal) -> tuple[AppliedReading, ...]:
    """The readings that zero denominators rest on, each with the score if all of them were read the other way."""
    told: dict[str, AppliedReading] = {}
    for reading in (rate.zero_reading for _, rate in measured if rate.value is None and rate.zero_reading is not None):
        share = _share([(part, _read_otherwise(rate, reading)) for part, rate in measured])
        other = None if share is None else share_of(entry.weight, share, entry.places)
        told[reading.id] = AppliedReading(reading, other, differs=other != score)
    return tuple(told.values())


def _read_otherwise(rate: Measured, reading: Interpretation) -> Measured:
    return replace(rate, worth=rate.zero_other) if rate.value is None and rate.zero_reading == reading else rate


def _counted(measured: list[_Measured]) -> list[_Measured]:
    return [(part, rate) for part, rate in measured if rate.worth is not ZeroDenominator.NOT_APPLICABLE]


def _share(measured: list[_Measured]) -> Fraction | None:
    """What the parts that count earn of their points; None where none does."""
    counted = _counted(measured)
    if not counted:
        return None
    return sum((_earned(part, rate) for part, rate in counted), Fraction(0)) / _weight(counted)


def _weight(parts: list[_Measured]) -> Fraction:
    return Fraction(add([part.weight for part, _ in parts]))


def _earned(part: ScoredPart, measured: Measured) -> Fraction:
    """The points a part earns of its own."""
    return _part_share(part, measured) * Fraction(part.weight)


def _part_share(part: ScoredPart, measured: Measured) -> Fraction:
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
        earned = approximate(_earned(part, measured) * scale)
        worth = Text(f"得 {earned} 分", earned)
    return Step(
        part.id,
        Text(
            f"{part.label.zh}：{measured.substituted}，{worth.zh}",
            f"{part.label.en}: {measured.substituted}, {worth.en}",
        ),
    )
