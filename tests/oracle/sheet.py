"""A whole form: the execution line, every line, the total and the grade."""

from dataclasses import replace
from fractions import Fraction

from app.domain.submission import Indicator, Submission
from tests.oracle.cells import Words, factor_of, kind_of, read
from tests.oracle.comparing import compare, surroundings
from tests.oracle.criteria import by_criterion, column, criterion_of, worth_of
from tests.oracle.exact import ONE, ZERO, half_up, percentage, points
from tests.oracle.result import Line, Sheet
from tests.oracle.rules import Rules
from tests.oracle.siblings import spread
from tests.oracle.tiers import by_tier


def expected_sheet(form: Submission, rules: Rules) -> Sheet:
    execution = _execution(form, rules)
    lines = spread(form, rules, [_line(line, form, rules) for line in form.indicators], _line)
    every = (*((execution,) if execution else ()), *lines)
    counted = [line for line in every if line.counts]
    weight = sum((line.into_total[0] for line in every), ZERO)
    scored = [line for line in counted if line.score is not None]
    scored_sum = sum((line.into_total[1] or ZERO for line in scored), ZERO)
    scored_weight = sum((line.into_total[0] for line in scored), ZERO)
    total = None
    if rules.scored and lines and len(scored) == len(counted) and scored_weight > 0:
        total = scored_sum
        if scored_weight != weight:
            total = points(weight, scored_sum / scored_weight, rules.places)
    grade = None
    if total is not None and rules.grades:
        grade = next((name for lower, name in rules.grades if total >= lower), rules.grades[-1][1])
    return Sheet(execution, lines, total, weight, scored_sum, scored_weight, grade)


def _execution(form: Submission, rules: Rules) -> Line | None:
    block, funds = rules.execution, form.funds
    if block.get("weight") is None:
        return None
    if funds is None:
        return Line(block["weight"])
    weight = block["weight"] if funds.weight is None else Fraction(funds.weight)
    executed = column(funds.total, "executed", funds.unit)
    budget = column(funds.total, block["denominator"], funds.unit)
    if executed is None or budget is None or executed.value < 0 or budget.value < 0:
        return Line(weight)
    if executed.unit and budget.unit and kind_of(executed.unit) != kind_of(budget.unit):
        return Line(weight)
    above = executed.value * factor_of(executed.unit or budget.unit)
    below = budget.value * factor_of(budget.unit or executed.unit)
    if below:
        return Line(weight, points(weight, min(above / below, percentage(block["cap"])), rules.places))
    zero = block["zero_denominator"]
    worth = zero["positive_over_zero" if above else "zero_over_zero"]
    others = ((zero["reading"], worth_of(zero["other_reading"], weight, rules.places)),)
    if worth == "not_applicable":
        return Line(weight, counts=False, others=others)
    return Line(weight, points(weight, ONE if worth == "full" else ZERO, rules.places), others=others)


def _line(line: Indicator, form: Submission, rules: Rules) -> Line:
    block = criterion_of(line, rules)
    weight = Fraction(line.weight) if line.weight is not None else block["weight"] if block else None
    weight = weight if rules.scored else None
    if line.not_applicable:
        if rules.leaves_out or weight is None:
            return Line(weight, counts=False)
        return Line(weight, points(weight, ONE, rules.places))
    if block is not None:
        return by_criterion(line, block, form, rules)
    if not rules.open:
        return Line(weight)
    target, stated = read(line.target), line.tier is not None or line.completion is not None
    if rules.qualitative and (isinstance(target, Words) or (target is None and stated)):
        return by_tier(line, weight, rules)
    found = _by_completion(line, weight, form, rules)
    reading = (rules.qualitative or {}).get("readings", {}).get("beside_numbers")
    if not stated or reading is None or found.score is None:
        return found
    return replace(found, others=(*found.others, (reading, by_tier(line, weight, rules).score)))


def _by_completion(line: Indicator, weight: Fraction | None, form: Submission, rules: Rules) -> Line:
    reached = compare(line.target, line.actual, surroundings(line, form, rules))
    if reached is None:
        return Line(weight, reached=(None, None))
    how_far = (reached.met, reached.ratio)
    other = reached.other_earned
    if other is not None:
        other = (
            None if weight is None else points(weight, other - rules.lost(reached.other_beyond, weight), rules.places)
        )
    others = ((reached.reading, other),) if reached.reading else ()
    if weight is None or reached.earned is None:
        late = _judged(line, weight, rules) if reached.late and weight is not None else None
        return Line(weight, late, accepted=late is not None, reached=how_far, others=others)
    kept = reached.earned - rules.lost(reached.beyond, weight)
    return Line(weight, points(weight, kept, rules.places), reached=how_far, others=others)


def _judged(line: Indicator, weight: Fraction, rules: Rules) -> Fraction | None:
    """A late line is a person's: a declared score below full marks stands."""
    if line.declared_score is None or not 0 <= line.declared_score <= weight:
        return None
    score = min(weight, half_up(Fraction(line.declared_score), rules.places))
    return score if score < weight else None
