"""每增加…扣…: full marks up to a limit, then each step above it deducts, down to zero (扣完为止).

Seen on the Shaanxi department form of 2018: 预算调整率 (each 0.1 pp −0.1), 三公经费控制率 (each 0.1 pp −0.5).
"""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from app.domain.criterion import Criterion, PartialStep, StepDeduction
from app.domain.entry import Entry
from app.domain.evaluation import LineDirection, Step, Verdict
from app.domain.measuring import Measured
from app.domain.rounding import share_of
from app.domain.telling import Told, scored
from app.domain.text import Text, approximate, limit, plain

METHOD = "step_deduction"


def step_deduction(
    entry: Entry, criterion: Criterion, rule: StepDeduction, measured: Measured, full: Decimal
) -> Verdict:
    """Deducts for the steps of the unrounded rate above the limit; `full` are the points the rule is written for."""
    value = measured.value if measured.value is not None else Fraction(0)
    steps = steps_above(value, rule)
    lost = min(steps * Fraction(rule.deduct), Fraction(full))
    score = share_of(entry.weight, 1 - lost / Fraction(full), entry.places)
    told = Told(
        method=METHOD,
        direction=LineDirection.NEGATIVE,
        formula=measured.formula,
        substituted=_figures(measured, rule, steps, full, score),
        steps=(measured.step, _step(rule, steps, lost)),
        sentence=_sentence(measured, rule, steps, lost, score),
        completion=value,
    )
    return scored(criterion, entry.weight, score, told)


def steps_above(value: Fraction, rule: StepDeduction) -> Fraction:
    """How many steps above the limit count: whole ones, every started one, or the exact share."""
    above = (value - rule.free_up_to) / rule.step
    if above <= 0:
        return Fraction(0)
    if rule.partial_step is PartialStep.IGNORED:
        return Fraction(floor(above))
    return Fraction(ceil(above)) if rule.partial_step is PartialStep.STARTED else above


def _figures(measured: Measured, rule: StepDeduction, steps: Fraction, full: Decimal, score: Decimal) -> str:
    if steps == 0:
        return f"{measured.substituted} ≤ {limit(rule.free_up_to)} → {plain(score)}"
    return f"{measured.substituted}；{plain(full)} − {approximate(steps)} × {plain(rule.deduct)} → {plain(score)}"


def _step(rule: StepDeduction, steps: Fraction, lost: Fraction) -> Step:
    free, each = limit(rule.free_up_to), limit(rule.step).removesuffix("%")
    return Step(
        "step_deduction",
        Text(
            f"超过 {free} 的部分每 {each} 个百分点扣 {plain(rule.deduct)} 分，计 {approximate(steps)} 步，"
            f"扣 {approximate(lost)} 分",
            f"each {each} percentage points above {free} deduct {plain(rule.deduct)}: {approximate(steps)} steps, "
            f"{approximate(lost)} lost",
        ),
    )


def _sentence(measured: Measured, rule: StepDeduction, steps: Fraction, lost: Fraction, score: Decimal) -> Text:
    free = limit(rule.free_up_to)
    if steps == 0:
        return Text(
            f"{measured.substituted}，不超过 {free}，得 {plain(score)} 分",
            f"{measured.substituted}, not above {free}: {plain(score)}",
        )
    return Text(
        f"{measured.substituted}，超过 {free}，扣 {approximate(lost)} 分，得 {plain(score)} 分",
        f"{measured.substituted}, above {free}: {approximate(lost)} lost, {plain(score)}",
    )
