"""Computes the rate a criterion measures from the named amounts of a line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from app.domain.criterion import Input, Measure
from app.domain.evaluation import Doubt, Step
from app.domain.quantity import Quantity, comparable
from app.domain.rule import Interpretation, ZeroDenominator
from app.domain.text import Text, limit, percent


@dataclass(frozen=True, slots=True)
class Measured:
    """The exact rate, or what its zero denominator is worth by either reading; and how it came about."""

    value: Fraction | None
    worth: ZeroDenominator | None
    formula: Text
    substituted: str
    zero_reading: Interpretation | None = None
    zero_other: ZeroDenominator = ZeroDenominator.NOT_APPLICABLE

    @property
    def step(self) -> Step:
        return Step("rate", Text(f"{self.formula.zh}：{self.substituted}", f"{self.formula.en}: {self.substituted}"))


def measure_of(measure: Measure, inputs: tuple[Input, ...], amounts: Mapping[str, Quantity]) -> Measured | Doubt:
    """The rate of a measure, or why it cannot be computed: an amount missing, negative, or in a unit of its own."""
    wanted = [each for each in inputs if each.name in (*measure.add, *measure.subtract, *measure.over)]
    doubt = _unusable(wanted, amounts)
    if doubt is not None:
        return doubt
    above, below = _sum(measure.add, amounts) - _sum(measure.subtract, amounts), _sum(measure.over, amounts)
    formula = formula_of(measure, inputs)
    if below < 0:
        text = Text(f"{formula.zh}：分母为负数，不能计分", f"{formula.en}: the denominator is negative")
        return Doubt("VALUE_IMPLAUSIBLE", "facts", text)
    if below == 0:
        worth = measure.positive_over_zero if above else measure.zero_over_zero
        figures = f"{_substituted(measure, amounts)} = —"
        return Measured(None, worth, formula, figures, measure.zero_reading, measure.zero_other)
    value = above / below - measure.minus
    value = abs(value) if measure.absolute else value
    return Measured(value, None, formula, f"{_substituted(measure, amounts)} = {percent(value)}")


@lru_cache(maxsize=1_024)
def formula_of(measure: Measure, inputs: tuple[Input, ...]) -> Text:
    """The measure in the words of its inputs."""
    zh = _quotient(measure, {each.name: each.label.zh for each in inputs})
    en = _quotient(measure, {each.name: each.label.en for each in inputs})
    return Text(f"{measure.name.zh} = {zh}", f"{measure.name.en} = {en}")


def _unusable(wanted: list[Input], amounts: Mapping[str, Quantity]) -> Doubt | None:
    for each in wanted:
        amount = amounts.get(each.name)
        if amount is None and not each.optional:
            text = Text(f"未填“{each.label.zh}”，不能计分", f"“{each.label.en}” is not given")
            return Doubt("VALUE_MISSING", f"facts/{each.name}", text)
        if amount is not None and amount.value < 0 and not each.signed:
            text = Text(f"“{each.label.zh}”为负数 {amount}，不能计分", f"“{each.label.en}” is negative: {amount}")
            return Doubt("VALUE_IMPLAUSIBLE", f"facts/{each.name}", text)
    if not comparable(*(amounts[each.name] for each in wanted if each.name in amounts)):
        text = Text("各数的单位不能换算", "the amounts are in units that do not convert")
        return Doubt("UNIT_MISMATCH", "facts", text)
    return None


def _sum(names: Iterable[str], amounts: Mapping[str, Quantity]) -> Fraction:
    return sum((amounts[name].base for name in names if name in amounts), Fraction(0))


def _substituted(measure: Measure, amounts: Mapping[str, Quantity]) -> str:
    shown = {name: str(amounts[name]) for name in amounts}
    names = (*measure.add, *measure.subtract, *measure.over)
    return _quotient(measure, dict.fromkeys(names, "0") | shown)


def _quotient(measure: Measure, shown: Mapping[str, str]) -> str:
    """The measure written out, with the words or the figures of its inputs."""
    added, taken, divided = ([shown[name] for name in each] for each in (measure.add, measure.subtract, measure.over))
    above, below = " − ".join([" + ".join(added), *taken]), " + ".join(divided)
    above = f"（{above}）" if len(added) + len(taken) > 1 else above
    below = f"（{below}）" if len(divided) > 1 else below
    quotient = f"{above} ÷ {below}"
    if measure.minus:
        quotient = f"{quotient} − {limit(measure.minus)}"
    return f"|{quotient}|" if measure.absolute else quotient
