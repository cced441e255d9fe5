"""The scoring methods of named criteria, from the words of the design and the numbers of the pack file."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from app.domain.submission import FundAmounts, Indicator, Submission
from tests.oracle.cells import Measure, factor_of, kind_of, read, read_amount
from tests.oracle.comparing import Reached, Surroundings, compare, surroundings
from tests.oracle.exact import ONE, ZERO, half_up, percentage, points
from tests.oracle.result import Line, Others
from tests.oracle.rules import Block, Rules

_DECORATION = re.compile(r"[\s“”\"]|[（(][0-9.]+分?[）)]")
_OTHER_BUDGET = {"adjusted_budget": "initial_budget", "initial_budget": "adjusted_budget"}


@dataclass(frozen=True)
class Case:
    """One line, its criterion, and the form around it."""

    line: Indicator
    form: Submission
    block: Block
    rules: Rules
    weight: Fraction

    @property
    def full(self) -> Fraction:
        """The points the numbers of the file are written for."""
        return self.weight if self.block["weight"] is None else self.block["weight"]

    def gives(self, share: Fraction, others: Others = ()) -> Line:
        return Line(self.weight, points(self.weight, share, self.rules.places), others=others)

    def nothing(self) -> Line:
        return Line(self.weight)


def criterion_of(line: Indicator, rules: Rules) -> Block | None:
    """By id, else by name without spaces, quotes and bracketed weights."""
    if line.criterion is not None:
        return next((block for block in rules.criteria if block["id"] == line.criterion), None)
    name = bare(line.name)
    return next((block for block in rules.criteria if name and name in map(bare, block["names"])), None)


@lru_cache(10_000)
def bare(name: str | None) -> str:
    return _DECORATION.sub("", name or "")


def by_criterion(line: Indicator, block: Block, form: Submission, rules: Rules) -> Line:
    weight = block["weight"] if line.weight is None else Fraction(line.weight)
    if weight is None:
        return Line(None)
    case = Case(line, form, block, rules, weight)
    if _lacks_a_reason(case):
        return case.nothing()
    found = _scored(case, block["score"], block.get("measure"))
    if found.score is None or found.accepted or not found.counts:
        return found
    others = [(each["reading"], _other(case, each)) for each in block.get("alternatives", ())]
    return replace(found, others=(*found.others, *others))


def _other(case: Case, alternative: Block) -> Fraction | None:
    score = alternative.get("score", case.block["score"])
    return _scored(case, score, alternative.get("measure", case.block.get("measure"))).score


def _scored(case: Case, score: Block, measure: Block | None) -> Line:
    by_evidence = {
        "checklist": _checklist,
        "per_violation": _per_violation,
        "survey": _survey,
        "completion_ratio": _mean,
        "sum_of_parts": _sum_of_parts,
    }
    if score["method"] == "judged":
        return _judged(case)
    if score["method"] in by_evidence:
        return by_evidence[score["method"]](case, score)
    assert measure
    rate = _rate(case, measure)
    if rate is None:
        return case.nothing()
    if isinstance(rate, str):
        return _worth(case, rate, measure)
    share = _share_of_rate(score, rate, case.full)
    outside = score.get("readings", {}).get("outside") if score["method"] == "midpoint" else None
    away = outside is not None and rate != percentage(score["threshold"])
    return case.gives(share, ((outside, _judged(case).score),) if away else ())


def worth_of(worth: str, weight: Fraction, places: int) -> Fraction | None:
    """A rate that does not exist: in full, nothing, or no score at all."""
    return {"full": points(weight, ONE, places), "zero": ZERO, "not_applicable": None}[worth]


def _worth(case: Case, worth: str, measure: Block) -> Line:
    """A rate over nothing."""
    zero = measure["zero_denominator"]
    other = zero.get("other_reading", "not_applicable")
    others = ((zero["reading"], worth_of(other, case.weight, case.rules.places)),)
    if worth == "not_applicable":
        return Line(case.weight, counts=False, others=others)
    return case.gives(ONE if worth == "full" else ZERO, others)


def _share_of_rate(score: Block, rate: Fraction, full: Fraction) -> Fraction:
    match score["method"]:
        case "bands":
            return next(row["score"] for row in score["bands"] if _holds(row, rate)) / full
        case "step_deduction":
            return max(ZERO, ONE - _steps(score, rate) * score["deduct"] / full)
        case "midpoint":
            threshold = percentage(score["threshold"])
            return ONE if rate > threshold else Fraction(1, 2) if rate == threshold else ZERO
        case "proportional":
            return max(ZERO, min(rate, percentage(score["cap"])))
    raise AssertionError(score["method"])


def _holds(row: Block, rate: Fraction) -> bool:
    if row.get("otherwise"):
        return True
    if "exactly" in row:
        return rate == percentage(row["exactly"])
    return rate >= percentage(row["at_least"]) if "at_least" in row else rate <= percentage(row["at_most"])


def _steps(score: Block, rate: Fraction) -> Fraction:
    above = max(ZERO, (rate - percentage(score["free_up_to"])) / percentage(score["step"]))
    if score["partial_step"] == "proportional":
        return above
    return Fraction(math.floor(above) if score["partial_step"] == "ignored" else math.ceil(above))


def _sum_of_parts(case: Case, score: Block) -> Line:
    """Parts without a rate that do not apply leave their points to the others."""
    rates = [(part, _rate(case, part["measure"])) for part in score["parts"]]
    if any(rate is None for _, rate in rates):
        return case.nothing()
    share = _share_of_parts(rates)
    if share is None:
        return _worth(case, "not_applicable", score["parts"][0]["measure"])
    zeros = {part["measure"]["zero_denominator"]["reading"] for part, rate in rates if isinstance(rate, str)}
    others = []
    for name in zeros:
        other = _share_of_parts([(part, _otherwise(part, rate, name)) for part, rate in rates])
        others.append((name, None if other is None else points(case.weight, other, case.rules.places)))
    return case.gives(share, tuple(others))


def _otherwise(part: Block, rate: Fraction | str | None, name: str) -> Fraction | str | None:
    """A zero denominator of a part by the other reading, where it rests on this one."""
    zero = part["measure"]["zero_denominator"]
    return zero["other_reading"] if isinstance(rate, str) and zero["reading"] == name else rate


def _share_of_parts(rates: Sequence[tuple[Block, Fraction | str | None]]) -> Fraction | None:
    counted = [(part, rate) for part, rate in rates if rate != "not_applicable"]
    if not counted:
        return None
    earned = sum((_part(part, rate) * part["weight"] for part, rate in counted), ZERO)
    return earned / sum(part["weight"] for part, _ in counted)


def _part(part: Block, rate: Fraction | str | None) -> Fraction:
    if isinstance(rate, Fraction):
        return min(ONE, _share_of_rate(part["score"], rate, part["weight"]))
    return ONE if rate == "full" else ZERO


def _rate(case: Case, measure: Block) -> Fraction | str | None:
    """The rate; what the pack says of a zero denominator; None where an amount is missing or does not fit."""
    names = [*measure["add"], *measure.get("subtract", ()), *measure["over"]]
    found: dict[str, Measure] = {}
    for given in case.block["inputs"]:
        amount = _input(given, case.line, case.form)
        if given["name"] not in names:
            continue
        if amount is None:
            if not given.get("optional"):
                return None
            continue
        if amount.value < 0 and not given.get("signed"):
            return None
        found[given["name"]] = amount
    if len({kind_of(amount.unit) for amount in found.values()}) > 1:
        return None
    above = _sum(measure["add"], found) - _sum(measure.get("subtract", ()), found)
    below = _sum(measure["over"], found)
    if below < 0:
        return None
    if below == 0:
        return measure["zero_denominator"]["positive_over_zero" if above else "zero_over_zero"]
    rate = above / below - (percentage(measure["minus"]) if "minus" in measure else 0)
    return abs(rate) if measure.get("absolute") else rate


def _sum(names: Sequence[str], found: dict[str, Measure]) -> Fraction:
    return sum((found[name].value * factor_of(found[name].unit) for name in names if name in found), ZERO)


def _input(given: Block, line: Indicator, form: Submission) -> Measure | None:
    """The line's fact, else the column of the funds."""
    unit = form.funds.unit if form.funds else None
    fact = read_amount((line.facts or {}).get(given["name"]), None if given.get("counted") else unit)
    if fact is not None or "funds_column" not in given or form.funds is None:
        return fact
    return column(form.funds.total, given["funds_column"], unit)


def column(row: FundAmounts, name: str, unit: str | None) -> Measure | None:
    """A budget printed in one column only is both budgets."""
    for each in (name, _OTHER_BUDGET.get(name)):
        amount = read_amount(getattr(row, each), unit) if each else None
        if amount is not None:
            return amount
    return None


def _lacks_a_reason(case: Case) -> bool:
    """An adjustment is left out only with a reason."""
    if (case.line.deviation_reason or "").strip() not in ("", "无", "/"):
        return False
    wanted = [given for given in case.block.get("inputs", ()) if given.get("needs_reason")]
    amounts = [_input(given, case.line, case.form) for given in wanted]
    return any(amount is not None and amount.value != 0 for amount in amounts)


def _declared(case: Case, below: bool = False) -> Line:
    """A declared score the method could give counts as the person's judgement; `below`: full marks it cannot."""
    if case.line.declared_score is None or not 0 <= case.line.declared_score <= case.weight:
        return case.nothing()
    score = min(case.weight, half_up(Fraction(case.line.declared_score), case.rules.places))
    return case.nothing() if below and score == case.weight else Line(case.weight, score, accepted=True)


def _after_deductions(case: Case) -> Line:
    left = max(ZERO, case.weight - sum(Fraction(each.amount) for each in case.line.deductions))
    return Line(case.weight, min(case.weight, half_up(left, case.rules.places)))


def _judged(case: Case) -> Line:
    return _after_deductions(case) if case.line.deductions else _declared(case)


def _ticked(case: Case, score: Block) -> dict[str, bool] | None:
    """Each point that was checked, and whether it is met; None where something else was checked."""
    found: dict[str, bool] = {}
    for check in case.line.checks:
        names = [row["point"] for row in score["points"] if check.point in (row["point"], row["label"]["zh"])]
        if not names:
            return None
        found[names[0]] = found.get(names[0], True) and check.met
    return found


def _checklist(case: Case, score: Block) -> Line:
    ticked = _ticked(case, score)
    if ticked is None:
        return case.nothing()
    if case.line.deductions:
        return _after_deductions(case)
    unmet = not all(ticked.values())
    if not unmet and len(ticked) == len(score["points"]):
        return case.gives(ONE)
    return _declared(case, below=unmet)


def _per_violation(case: Case, score: Block) -> Line:
    ticked = _ticked(case, score)
    if ticked is None:
        return case.nothing()
    violations = sum(not met for met in ticked.values())
    unchecked = len(score["points"]) - len(ticked)
    shares = [ONE - count * score["deduct"] / case.full for count in range(violations, violations + unchecked + 1)]
    possible = [points(case.weight, share, case.rules.places) for share in shares]
    if case.line.deductions and _after_deductions(case).score not in possible:
        return case.nothing()
    if not unchecked:
        return Line(case.weight, possible[0], others=_floor(case, score, case.weight * shares[0]))
    if case.line.deductions:
        return _after_deductions(case)
    declared = case.line.declared_score
    if declared is None or Fraction(declared) not in possible:
        return case.nothing()
    return Line(case.weight, Fraction(declared), accepted=True)


def _floor(case: Case, score: Block, left: Fraction) -> Others:
    """Read literally a text without a floor goes below zero."""
    floor = score.get("readings", {}).get("floor")
    return ((floor, half_up(left, case.rules.places)),) if floor and left < 0 else ()


def _survey(case: Case, score: Block) -> Line:
    survey = case.line.survey
    if survey is None:
        return _declared(case)
    factors = {row["answer"]: row["factor"] for row in score["answers"]}
    if any(each.answer not in factors for each in survey.answers):
        return case.nothing()
    answered = sum(each.count for each in survey.answers)
    valid = answered if survey.valid is None else survey.valid
    if valid == 0 or answered > valid or (survey.issued is not None and valid > survey.issued):
        return case.nothing()
    return case.gives(sum((each.count * factors[each.answer] for each in survey.answers), ZERO) / valid)


def _mean(case: Case, score: Block) -> Line:
    """The mean of the parts, each up to the cap before the mean is taken."""
    line = case.line
    pairs = [(part.target, part.actual) for part in line.parts]
    if not pairs and (read(line.target) is not None or read(line.actual) is not None):
        pairs = [(line.target, line.actual)]
    around: Surroundings = surroundings(line, case.form, case.rules)
    reached = [compare(target, actual, around) for target, actual in pairs]
    ratios = [None if each is None else _ratio(each) for each in reached]
    mean = _capped_mean(ratios, score)
    if mean is None:
        return case.nothing()
    others: dict[str, Fraction | None] = {}
    for name in [each.reading for each in reached if each is not None and each.reading is not None]:
        other = [
            each.other_earned if each is not None and each.reading == name else ratio
            for each, ratio in zip(reached, ratios, strict=True)
        ]
        share = _capped_mean(other, score)
        others[name] = None if share is None else points(case.weight, share, case.rules.places)
    return case.gives(mean, tuple(others.items()))


def _ratio(reached: Reached) -> Fraction | None:
    return reached.ratio if reached.met and reached.ratio is not None else reached.earned


def _capped_mean(ratios: Sequence[Fraction | None], score: Block) -> Fraction | None:
    known = [ratio for ratio in ratios if ratio is not None]
    if not known or len(known) != len(ratios):
        return None
    cap = score["cap"]
    counted = known if cap is None else [min(ratio, percentage(cap)) for ratio in known]
    return sum(counted, ZERO) / len(counted)
