"""The `criteria` of a pack file → the domain's criteria: percentages become exact fractions, ids what they name."""

from collections.abc import Mapping
from fractions import Fraction

from app.domain import criterion as domain
from app.domain.rule import Authority, Interpretation, Rule, ZeroDenominator
from app.domain.text import Text
from app.rules import criteria_schema as schema
from app.rules.blocks import RuleBlock, WordsInBoth
from app.rules.checks import exact

Authorities = Mapping[str, Authority]
Readings = Mapping[str, Interpretation]


def criteria_of(
    blocks: list[schema.CriterionBlock], authorities: Authorities, readings: Readings
) -> tuple[domain.Criterion, ...]:
    return tuple(_criterion(block, authorities, readings) for block in blocks)


def text_of(words: WordsInBoth) -> Text:
    return Text(words.zh, words.en)


def rule_of(block: RuleBlock, authorities: Authorities, readings: Readings | None = None) -> Rule:
    """The rule; with `readings`, the reading it names is one that every score under it rests on."""
    reading = readings[block.reading] if readings is not None and block.reading is not None else None
    return Rule(text_of(block.standard), authorities[block.authority], reading)


def fraction_of(percentage: str) -> Fraction:
    """`80%` or `0.1pp` as an exact fraction."""
    value = exact(percentage)
    if value is None:
        raise ValueError(f"not a percentage: {percentage}")
    return value


def _criterion(block: schema.CriterionBlock, authorities: Authorities, readings: Readings) -> domain.Criterion:
    return domain.Criterion(
        id=block.id,
        label=text_of(block.label),
        names=tuple(block.names),
        level1=block.level1,
        level2=block.level2,
        weight=block.weight,
        rule=rule_of(block, authorities),
        method=_method(block.score, readings),
        measure=_measure(block.measure, readings),
        inputs=tuple(map(_input, block.inputs)),
        alternatives=tuple(_alternative(each, readings) for each in block.alternatives),
        required=block.required,
        printed_formula=text_of(block.printed_formula) if block.printed_formula else None,
    )


def _input(block: schema.InputBlock) -> domain.Input:
    return domain.Input(
        name=block.name,
        label=text_of(block.label),
        funds_column=block.funds_column,
        optional=block.optional,
        needs_reason=block.needs_reason,
        signed=block.signed,
        counted=block.counted,
    )


def _measure(block: schema.MeasureBlock | None, readings: Readings) -> domain.Measure | None:
    return None if block is None else _rate(block, readings)


def _rate(block: schema.MeasureBlock, readings: Readings) -> domain.Measure:
    zero = block.zero_denominator
    return domain.Measure(
        name=text_of(block.name),
        add=tuple(block.add),
        over=tuple(block.over),
        subtract=tuple(block.subtract),
        minus=fraction_of(block.minus) if block.minus else Fraction(0),
        absolute=block.absolute,
        zero_over_zero=zero.zero_over_zero,
        positive_over_zero=zero.positive_over_zero,
        zero_reading=readings[zero.reading],
        zero_other=zero.other_reading or ZeroDenominator.NOT_APPLICABLE,
    )


def _alternative(block: schema.AlternativeBlock, readings: Readings) -> domain.Alternative:
    return domain.Alternative(
        interpretation=readings[block.reading],
        method=None if block.score is None else _method(block.score, readings),
        measure=_measure(block.measure, readings),
    )


def _method(block: schema.Score, readings: Readings) -> domain.Method:
    match block:
        case schema.PerViolationBlock():
            floor = readings[block.readings.floor] if block.readings else None
            return domain.PerViolation(_points(block.points), block.deduct, floor)
        case schema.ChecklistBlock():
            return domain.Checklist(_points(block.points))
        case schema.MidpointBlock():
            outside = readings[block.readings.outside] if block.readings else None
            return domain.Midpoint(fraction_of(block.threshold), outside)
        case schema.CompletionRatioBlock():
            return domain.MeanCompletion(None if block.cap is None else fraction_of(block.cap))
        case schema.SurveyBlock():
            answers = (domain.Answer(each.answer, Fraction(each.factor)) for each in block.answers)
            return domain.SurveyShare(tuple(answers))
        case schema.JudgedBlock():
            return domain.Judged(block.lump)
        case schema.SumOfPartsBlock():
            return domain.SumOfParts(tuple(_part(each, readings) for each in block.parts))
        case _:
            return _of_rate(block)


def _of_rate(block: schema.RateScore) -> domain.Bands | domain.StepDeduction | domain.RateShare:
    match block:
        case schema.BandsBlock():
            return _bands(block)
        case schema.StepDeductionBlock():
            return domain.StepDeduction(
                fraction_of(block.free_up_to), fraction_of(block.step), block.deduct, block.partial_step
            )
        case schema.ProportionalBlock():
            return domain.RateShare(fraction_of(block.cap))


def _part(block: schema.PartBlock, readings: Readings) -> domain.ScoredPart:
    return domain.ScoredPart(
        id=block.id,
        label=text_of(block.label),
        weight=block.weight,
        measure=_rate(block.measure, readings),
        method=_of_rate(block.score),
    )


def _bands(block: schema.BandsBlock) -> domain.Bands:
    rows = [each for each in block.bands if each.exactly is None]
    exactly = next((each for each in block.bands if each.exactly is not None), None)
    falling = any(each.at_least is not None for each in rows)
    return domain.Bands(
        bound=domain.BandBound.AT_LEAST if falling else domain.BandBound.AT_MOST,
        bands=tuple(domain.Band(_bound(each.at_least or each.at_most), each.score) for each in rows),
        exactly=None if exactly is None else domain.Band(_bound(exactly.exactly), exactly.score),
    )


def _bound(percentage: str | None) -> Fraction | None:
    return None if percentage is None else fraction_of(percentage)


def _points(blocks: list[schema.PointBlock]) -> tuple[domain.Point, ...]:
    return tuple(domain.Point(each.point, text_of(each.label)) for each in blocks)
