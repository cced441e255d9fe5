"""Scores a line by the named criterion it belongs to, under the reading taken and under every other one."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from app.domain.criterion import (
    Alternative,
    BandBound,
    Bands,
    Checklist,
    Criterion,
    Judged,
    MeanCompletion,
    Measure,
    Method,
    Midpoint,
    PerViolation,
    RateShare,
    StepDeduction,
    SumOfParts,
    SurveyShare,
    bare,
)
from app.domain.entry import Entry
from app.domain.evaluation import AppliedReading, Doubt, LineDirection, Outcome, Verdict
from app.domain.measuring import Measured, measure_of
from app.domain.methods.bands import bands
from app.domain.methods.checklist import checklist
from app.domain.methods.judged import judged
from app.domain.methods.mean_completion import mean_completion
from app.domain.methods.midpoint import midpoint
from app.domain.methods.per_violation import per_violation
from app.domain.methods.rate_share import rate_share
from app.domain.methods.step_deduction import step_deduction
from app.domain.methods.sum_of_parts import sum_of_parts
from app.domain.methods.survey_share import survey_share
from app.domain.submission import Indicator
from app.domain.telling import not_computed, zero_denominator

_METHOD_NAMES: Mapping[type[Method], str] = {
    Bands: "bands",
    StepDeduction: "step_deduction",
    PerViolation: "per_violation",
    Checklist: "checklist",
    Midpoint: "midpoint",
    RateShare: "proportional",
    MeanCompletion: "completion_ratio",
    SurveyShare: "survey",
    Judged: "judged",
    SumOfParts: "sum_of_parts",
}


def criterion_for(indicator: Indicator, criteria: tuple[Criterion, ...]) -> Criterion | None:
    """The criterion a line names by id, else by its name without spaces, quotes and bracketed weights."""
    if indicator.criterion is not None:
        return next((each for each in criteria if each.id == indicator.criterion), None)
    name = bare(indicator.name) if criteria else ""
    return next((each for each in criteria if name in each.bare_names), None) if name else None


def method_name(method: Method) -> str:
    """The method as packs, answers and the API name it."""
    return _METHOD_NAMES[type(method)]


def score_criterion(entry: Entry, criterion: Criterion) -> Verdict:
    """The verdict by the reading taken; a score by rule also carries what each other reading would give."""
    if entry.obstacle is not None:
        verdict = not_computed(criterion, method_name(criterion.method), LineDirection.JUDGED, entry.obstacle)
    else:
        verdict = _apply(entry, criterion, criterion.method, criterion.measure)
    if entry.remarks:
        verdict = replace(verdict, doubts=(*verdict.doubts, *entry.remarks))
    if verdict.outcome is not Outcome.SCORED or not criterion.alternatives:
        return verdict
    readings = tuple(_other(entry, criterion, each, verdict) for each in criterion.alternatives)
    explanation = replace(verdict.explanation, readings=(*verdict.explanation.readings, *readings))
    return replace(verdict, explanation=explanation)


def _other(entry: Entry, criterion: Criterion, alternative: Alternative, verdict: Verdict) -> AppliedReading:
    """An alternative that the amounts sent cannot decide says nothing."""
    measure = alternative.measure or criterion.measure
    other = _apply(entry, criterion, alternative.method or criterion.method, measure)
    undecided = other.outcome is Outcome.UNREADABLE
    return AppliedReading(
        alternative.interpretation, other.score, differs=not undecided and other.score != verdict.score
    )


def _apply(entry: Entry, criterion: Criterion, method: Method, measure: Measure | None) -> Verdict:
    match method:
        case Judged():
            return judged(entry, criterion)
        case Checklist():
            return checklist(entry, criterion, method)
        case PerViolation():
            return per_violation(entry, criterion, method, _full(entry, criterion))
        case MeanCompletion():
            return mean_completion(entry, criterion, method)
        case SurveyShare():
            return survey_share(entry, criterion, method)
        case SumOfParts():
            return sum_of_parts(entry, criterion, method)
        case _:
            return _by_measure(entry, criterion, method, measure)


def _by_measure(
    entry: Entry, criterion: Criterion, method: Bands | StepDeduction | Midpoint | RateShare, measure: Measure | None
) -> Verdict:
    if measure is None:
        raise ValueError(f"criterion {criterion.id} measures nothing")
    measured = measure_of(measure, criterion.inputs, entry.amounts)
    name, direction = method_name(method), _direction(method)
    if isinstance(measured, Doubt):
        return not_computed(criterion, name, direction, measured)
    if measured.value is None:
        return zero_denominator(criterion, name, direction, entry.weight, measured, entry.places)
    return _by_rate(entry, criterion, method, measured)


def _by_rate(
    entry: Entry, criterion: Criterion, method: Bands | StepDeduction | Midpoint | RateShare, measured: Measured
) -> Verdict:
    match method:
        case Bands():
            return bands(entry, criterion, method, measured, _full(entry, criterion))
        case StepDeduction():
            return step_deduction(entry, criterion, method, measured, _full(entry, criterion))
        case Midpoint():
            return midpoint(entry, criterion, method, measured)
        case RateShare():
            return rate_share(entry, criterion, method, measured)


def _direction(method: Method) -> LineDirection:
    """Whether more of the rate is better."""
    falling = isinstance(method, StepDeduction) or (isinstance(method, Bands) and method.bound is BandBound.AT_MOST)
    return LineDirection.NEGATIVE if falling else LineDirection.POSITIVE


def _full(entry: Entry, criterion: Criterion) -> Decimal:
    """The points the criterion's own numbers are written for."""
    return criterion.weight if criterion.weight is not None else entry.weight
