"""Computes the rate a criterion measures from the named amounts of a line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.domain.criterion import Input, Measure
from app.domain.evaluation import Doubt, Step
from app.domain.quantity import Quantity
from app.domain.rule import ZeroDenominator
from app.domain.text import Text, percent


@dataclass(frozen=True, slots=True)
class Measured:
    """The exact rate, or what its zero denominator is worth; and how it came about."""

    value: Fraction | None
    worth: ZeroDenominator | None
    formula: Text
    substituted: str

    @property
    def step(self) -> Step:
        return Step("rate", Text(f"{self.formula.zh}：{self.substituted}", f"{self.formula.en}: {self.substituted}"))


def measure_of(measure: Measure, inputs: tuple[Input, ...], amounts: Mapping[str, Quantity]) -> Measured | Doubt:
    """The rate of a measure, or why it cannot be computed: an amount missing, or in a unit that does not convert."""
    labels = {each.name: each.label for each in inputs}
    optional = {each.name for each in inputs if each.optional}
    names = (*measure.add, *measure.subtract, *measure.over)
    missing = next((name for name in names if name not in amounts and name not in optional), None)
    if missing is not None:
        label = labels[missing]
        return Doubt(
            "VALUE_MISSING", f"facts/{missing}", Text(f"未填“{label.zh}”，不能计分", f"“{label.en}” is not given")
        )
    if len({_dimension(amounts[name]) for name in names if name in amounts}) > 1:
        return Doubt(
            "UNIT_MISMATCH", "facts", Text("各数的单位不能换算", "the amounts are in units that do not convert")
        )
    above, below = _numerator(measure, amounts), _sum(measure.over, amounts)
    formula = _formula(measure, labels)
    if below == 0:
        spent = above > 0
        worth = measure.positive_over_zero if spent else measure.zero_over_zero
        return Measured(None, worth, formula, f"{_substituted(measure, amounts)} = —")
    value = above / below - measure.minus
    value = abs(value) if measure.absolute else value
    return Measured(value, None, formula, f"{_substituted(measure, amounts)} = {percent(value)}")


def _dimension(quantity: Quantity) -> str:
    return quantity.unit.dimension if quantity.unit else ""


def _numerator(measure: Measure, amounts: Mapping[str, Quantity]) -> Fraction:
    if measure.absolute_terms:
        return sum((abs(_base(name, amounts)) for name in measure.add), Fraction(0)) - _sum(measure.subtract, amounts)
    return _sum(measure.add, amounts) - _sum(measure.subtract, amounts)


def _sum(names: Iterable[str], amounts: Mapping[str, Quantity]) -> Fraction:
    return sum((_base(name, amounts) for name in names), Fraction(0))


def _base(name: str, amounts: Mapping[str, Quantity]) -> Fraction:
    return amounts[name].base if name in amounts else Fraction(0)


def _formula(measure: Measure, labels: Mapping[str, Text]) -> Text:
    zh = _written(measure, [labels[name].zh for name in measure.add], labels, "zh")
    en = _written(measure, [labels[name].en for name in measure.add], labels, "en")
    return Text(f"{measure.name.zh} = {zh}", f"{measure.name.en} = {en}")


def _written(measure: Measure, added: list[str], labels: Mapping[str, Text], language: str) -> str:
    taken = [getattr(labels[name], language) for name in measure.subtract]
    divided = [getattr(labels[name], language) for name in measure.over]
    return _quotient(measure, added, taken, divided)


def _substituted(measure: Measure, amounts: Mapping[str, Quantity]) -> str:
    return _quotient(
        measure,
        [_shown(name, amounts) for name in measure.add],
        [_shown(name, amounts) for name in measure.subtract],
        [_shown(name, amounts) for name in measure.over],
    )


def _shown(name: str, amounts: Mapping[str, Quantity]) -> str:
    return str(amounts[name]) if name in amounts else "0"


def _quotient(measure: Measure, added: list[str], taken: list[str], divided: list[str]) -> str:
    terms = [f"|{term}|" for term in added] if measure.absolute_terms and len(added) > 1 else added
    above = " − ".join([" + ".join(terms), *taken])
    below = " + ".join(divided)
    above = f"（{above}）" if len(added) + len(taken) > 1 else above
    below = f"（{below}）" if len(divided) > 1 else below
    quotient = f"{above} ÷ {below}"
    if measure.minus:
        quotient = f"{quotient} − {percent(measure.minus)}"
    return f"|{quotient}|" if measure.absolute else quotient
