"""A rate from named amounts: exact, in one unit, and honest about what it cannot compute."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.criterion import Input, Measure
from app.domain.evaluation import Doubt
from app.domain.measuring import Measured, formula_of, measure_of
from app.domain.rule import ZeroDenominator
from app.domain.target import read_amount
from app.domain.text import Text
from tests.domain.packs import interpretation

INPUTS = (
    Input("added", Text("追加数", "added")),
    Input("cut", Text("追减数", "cut"), optional=True),
    Input("change", Text("增减数", "change"), signed=True, optional=True),
    Input("budget", Text("预算数", "budget")),
)
RATE = Measure(name=Text("调整率", "rate"), add=("added", "cut"), subtract=("change",), over=("budget",))


def measured(measure: Measure = RATE, inputs: tuple[Input, ...] = INPUTS, **facts: str) -> Measured | Doubt:
    amounts = {name: amount for name, printed in facts.items() if (amount := read_amount(printed, None))}
    return measure_of(measure, inputs, amounts)


def value(measure: Measure = RATE, **facts: str) -> Fraction | None:
    found = measured(measure, **facts)
    assert isinstance(found, Measured)
    return found.value


def code(measure: Measure = RATE, **facts: str) -> tuple[str, str] | None:
    found = measured(measure, **facts)
    return (found.code, found.field) if isinstance(found, Doubt) else None


def test_a_rate_is_the_exact_quotient_of_sums() -> None:
    assert value(added="360", budget="1226") == Fraction(360, 1226)
    assert value(added="1", cut="2", change="0.5", budget="3") == Fraction(5, 6)


def test_what_is_taken_off_may_make_the_rate_negative_and_its_absolute_value_positive() -> None:
    absolute = Measure(RATE.name, add=("added",), subtract=("cut",), over=("budget",), absolute=True)
    signed = Measure(RATE.name, add=("added",), subtract=("cut",), over=("budget",))
    assert value(signed, added="1", cut="7", budget="100") == Fraction(-6, 100)
    assert value(absolute, added="1", cut="7", budget="100") == Fraction(6, 100)


def test_a_deviation_is_the_quotient_less_one_hundred_per_cent() -> None:
    deviation = Measure(RATE.name, add=("added",), over=("budget",), minus=Fraction(1))
    assert value(deviation, added="120", budget="100") == Fraction(1, 5)
    assert value(deviation, added="80", budget="100") == Fraction(-1, 5)


def test_units_that_convert_are_converted_and_others_are_not_guessed() -> None:
    assert value(added="3150元", budget="0.63万元") == Fraction(1, 2)
    assert code(added="3150元", budget="0.63") == ("UNIT_MISMATCH", "facts")
    assert code(added="5人", budget="10万元") == ("UNIT_MISMATCH", "facts")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"budget": "5"}, ("VALUE_MISSING", "facts/added")),
        ({"added": "5"}, ("VALUE_MISSING", "facts/budget")),
        ({"added": "-5", "budget": "5"}, ("VALUE_IMPLAUSIBLE", "facts/added")),
        ({"added": "5", "cut": "-1", "budget": "5"}, ("VALUE_IMPLAUSIBLE", "facts/cut")),
        ({"added": "5", "budget": "-5"}, ("VALUE_IMPLAUSIBLE", "facts/budget")),
        ({"added": "5", "change": "-1", "budget": "5"}, None),
    ],
)
def test_what_is_missing_or_cannot_be_is_told_by_its_name(
    facts: dict[str, str], expected: tuple[str, str] | None
) -> None:
    assert code(**facts) == expected


def test_an_amount_the_measure_does_not_name_is_not_asked_for() -> None:
    assert value(Measure(RATE.name, add=("budget",), over=("budget",)), budget="5") == 1


def test_a_denominator_below_zero_is_no_denominator() -> None:
    over = Measure(RATE.name, add=("added",), over=("budget", "change"))
    assert code(over, added="5", budget="5", change="-6") == ("VALUE_IMPLAUSIBLE", "facts")


@pytest.mark.parametrize(("added", "worth"), [("0", ZeroDenominator.FULL), ("5", ZeroDenominator.ZERO)])
def test_a_zero_denominator_has_a_worth_and_a_reading_but_no_value(added: str, worth: ZeroDenominator) -> None:
    reading = interpretation("zero")
    measure = Measure(
        RATE.name,
        add=("added",),
        over=("budget",),
        zero_over_zero=ZeroDenominator.FULL,
        positive_over_zero=ZeroDenominator.ZERO,
        zero_reading=reading,
    )
    found = measured(measure, added=added, budget="0")
    assert isinstance(found, Measured)
    assert (found.value, found.worth, found.zero_reading) == (None, worth, reading)
    assert found.substituted == f"{added} ÷ 0 = —"


def test_a_difference_below_zero_over_zero_is_not_nothing_over_nothing() -> None:
    saving = Measure(RATE.name, add=("budget",), subtract=("added",), over=("budget",))
    found = measured(saving, added="5", budget="0")
    assert isinstance(found, Measured)
    assert found.worth is saving.positive_over_zero


def test_the_formula_is_written_in_words_and_in_figures() -> None:
    found = measured(added="360", cut="6", budget="1226")
    assert isinstance(found, Measured)
    assert found.formula.zh == "调整率 = （追加数 + 追减数 − 增减数） ÷ 预算数"
    assert found.substituted == "（360 + 6 − 0） ÷ 1226 = 29.85%"
    assert found.step.text.zh == f"{found.formula.zh}：{found.substituted}"
    plain = Measure(
        Text("准确率", "accuracy"), add=("added",), over=("budget", "cut"), minus=Fraction(1), absolute=True
    )
    assert formula_of(plain, INPUTS).zh == "准确率 = |追加数 ÷ （预算数 + 追减数） − 100%|"


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(1, 10**6))
def test_the_rate_does_not_change_with_the_unit_both_amounts_are_in(added: int, budget: int, factor: int) -> None:
    assert value(added=str(added), budget=str(budget)) == Fraction(added, budget)
    assert value(added=str(added * factor), budget=str(budget * factor)) == Fraction(added, budget)
