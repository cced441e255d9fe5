"""How a score must answer to a change of the form, for every pack it applies to."""

import decimal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.evaluation import Evaluation
from app.domain.rule_pack import FormKind
from app.domain.scoring import evaluate
from app.domain.submission import Comparator, Direction, Funds, Indicator, StructuredValue, Submission
from tests.oracle.cells import UNITS, Measure, read, read_amount
from tests.oracle.compared import Pack, load, pack_files
from tests.oracle.exact import digits, percentage
from tests.oracle.forms import random_form
from tests.oracle.rules import Block, percentages

PLACES = sorted(pack_files())
EXAMPLES = 25

# A seed shrinks at once; what a form looks like is the generator's business.
randoms = st.integers(0, 2**32).map(Random)
amounts = st.decimals(min_value=0, max_value=10_000, places=2)
gains = st.decimals(min_value=Decimal("0.01"), max_value=500, places=2)
few = settings(max_examples=EXAMPLES)


@cache
def pack_at(place: str) -> Pack:
    return load(pack_files()[place])


def open_and_scored() -> list[str]:
    return [place for place in PLACES if pack_at(place).rules.open and pack_at(place).rules.scored]


def measured() -> list[Any]:
    """Every criterion of every pack whose score follows one rate."""
    methods = ("bands", "step_deduction", "midpoint", "proportional")
    return [
        pytest.param(place, block, id=f"{place} {block['id']}")
        for place in PLACES
        for block in pack_at(place).rules.criteria
        if block["score"]["method"] in methods
    ]


def scores(evaluation: Evaluation) -> tuple[Any, ...]:
    lines = [(line.score, line.verdict.outcome, line.verdict.met) for line in evaluation.lines]
    return evaluation.execution and evaluation.execution.score, lines, evaluation.totals


@pytest.mark.parametrize("place", PLACES)
@few
@given(randoms)
def test_money_in_yuan_scores_as_the_same_money_in_ten_thousand_yuan(place: str, random: Random) -> None:
    pack = pack_at(place)
    form = random_form(random, pack.rules)
    assume(form.funds is not None and form.funds.unit == "万元")
    form = replace(form, indicators=tuple(line for line in form.indicators if not _half_bare_cost(line)))
    assert scores(evaluate(_in_yuan(form, pack), pack.compiled)) == scores(evaluate(form, pack.compiled))


def _in_yuan(form: Submission, pack: Pack) -> Submission:
    """Every amount of the funds and the facts in 元; a bare cost follows the unit of the funds on both sides."""
    assert form.funds is not None
    columns = ("initial_budget", "adjusted_budget", "arrived", "executed")
    total = form.funds.total
    total = replace(total, **{name: _amount_in_yuan(getattr(total, name)) for name in columns})
    counted = {
        given["name"] for block in pack.rules.criteria for given in block.get("inputs", ()) if given.get("counted")
    }
    lines = tuple(_line_in_yuan(line, counted) for line in form.indicators)
    return replace(form, funds=Funds(total, unit="元", weight=form.funds.weight), indicators=lines)


def _amount_in_yuan(printed: str | None) -> str | None:
    amount = read_amount(printed, "万元")
    return None if amount is None else digits(amount.value * UNITS[amount.unit][1])


def _line_in_yuan(line: Indicator, counted: set[str]) -> Indicator:
    facts = {name: value if name in counted else _amount_in_yuan(value) for name, value in (line.facts or {}).items()}
    return replace(line, facts=facts)


def _half_bare_cost(line: Indicator) -> bool:
    """A cost with the unit on one side only: in which unit the other is depends on that of the funds, as it must."""
    if "成本" not in f"{line.level1}{line.level2}":
        return False
    pairs = [(line.target, line.actual), *((part.target, part.actual) for part in line.parts)]
    read_pairs = [(read(target), read(actual)) for target, actual in pairs]
    return any(
        isinstance(target, Measure) and isinstance(actual, Measure) and bool(target.unit) != bool(actual.unit)
        for target, actual in read_pairs
    )


@pytest.mark.parametrize("place", PLACES)
@few
@given(randoms)
def test_the_order_of_indicators_changes_nothing_but_the_order_of_lines(place: str, random: Random) -> None:
    pack = pack_at(place)
    form = random_form(random, pack.rules)
    order = random.sample(range(len(form.indicators)), len(form.indicators))
    shuffled = replace(form, indicators=tuple(form.indicators[index] for index in order))
    before, after = evaluate(form, pack.compiled), evaluate(shuffled, pack.compiled)
    assert after.totals == before.totals
    assert [replace(line, index=0) for line in after.lines] == [replace(before.lines[at], index=0) for at in order]


@pytest.mark.parametrize("place", open_and_scored())
@few
@given(
    st.sampled_from([Comparator.AT_LEAST, Comparator.GREATER, Comparator.AT_MOST, Comparator.LESS, None]),
    st.sampled_from(list(Direction)),
    amounts,
    amounts,
    gains,
)
def test_a_better_actual_never_lowers_the_score(
    place: str, sign: Comparator | None, stated: Direction, target: Decimal, actual: Decimal, gain: Decimal
) -> None:
    """Exact and range indicators aside."""
    upwards = sign in (Comparator.AT_LEAST, Comparator.GREATER) or (sign is None and stated is Direction.POSITIVE)
    better = actual + gain if upwards else max(Decimal(0), actual - gain)
    before, after = (_line_score(place, target, each, sign, stated) for each in (actual, better))
    assert after is None or before is None or after >= before
    assert (after is None) <= (sign in (Comparator.GREATER, Comparator.LESS) and target == better)


def _line_score(
    place: str, target: Decimal, actual: Decimal, sign: Comparator | None, stated: Direction
) -> Decimal | None:
    pack = pack_at(place)
    line = Indicator(
        level1="产出指标",
        name="数量",
        weight=Decimal("7.5"),
        target=StructuredValue(target, sign),
        actual=StructuredValue(actual),
        direction=stated,
    )
    return _scored_alone(pack, line).lines[0].score


def _scored_alone(pack: Pack, *lines: Indicator) -> Evaluation:
    kind = FormKind(pack.rules.data["applies_to"]["kind"])
    return evaluate(Submission(kind, 2024, indicators=lines), pack.compiled)


@pytest.mark.parametrize(("place", "block"), measured())
@few
@given(st.data())
def test_a_better_rate_never_lowers_the_score(place: str, block: Block, data: st.DataObject) -> None:
    """Less is better for steps and for bands that end downwards, more for the others."""
    edges = sorted({*percentages(block["score"]), Fraction(0), Fraction(1)})
    near = st.builds(Fraction.__add__, st.sampled_from(edges), st.fractions(-1, 1, max_denominator=1000))
    rates = sorted(data.draw(st.tuples(near | st.sampled_from(edges), near | st.sampled_from(edges))))
    found = [_at_rate(place, block, rate) for rate in rates]
    assume(None not in found)
    worse, better = found[::-1] if _less_is_better(block) else found
    assert better >= worse


def _less_is_better(block: Block) -> bool:
    score = block["score"]
    return score["method"] == "step_deduction" or any("at_most" in row for row in score.get("bands", ()))


def _at_rate(place: str, block: Block, rate: Fraction) -> Decimal | None:
    """The line with the first amount above and the first below set, every other one nothing."""
    measure = block["measure"]
    values = dict.fromkeys((given["name"] for given in block["inputs"]), "0")
    values[measure["over"][0]] = "1000"
    wanted = rate + (percentage(measure["minus"]) if "minus" in measure else 0)
    values[measure["add"][0]] = digits(wanted * 1000)
    if measure.get("subtract") and measure["over"][0] == measure["add"][0]:
        values[measure["subtract"][0]] = digits((1 - wanted) * 1000)
        values[measure["add"][0]] = "1000"
    weight = Decimal(digits(block["weight"] or Fraction(5)))
    line = Indicator(criterion=block["id"], weight=weight, facts=values)
    return _scored_alone(pack_at(place), line).lines[0].score


@pytest.mark.parametrize("place", open_and_scored())
@few
@given(randoms)
def test_a_line_without_weight_in_points_changes_no_score(place: str, random: Random) -> None:
    pack = pack_at(place)
    form = random_form(random, pack.rules)
    assume(form.indicators)
    nothing = Indicator(level1="产出指标", name="零分", weight=Decimal(0), target="≥5家", actual="1家")
    at = random.randint(0, len(form.indicators))
    longer = replace(form, indicators=(*form.indicators[:at], nothing, *form.indicators[at:]))
    before, after = evaluate(form, pack.compiled), evaluate(longer, pack.compiled)
    assert after.totals == before.totals
    assert after.lines[at].score == 0
    kept = (*after.lines[:at], *after.lines[at + 1 :])
    assert [replace(line, index=0) for line in kept] == [replace(line, index=0) for line in before.lines]
    assert after.execution == before.execution


@contextmanager
def hostile_decimal_context() -> Iterator[None]:
    """What another library may leave behind: three digits, rounding down, and every trap set."""
    with decimal.localcontext() as context:
        context.prec, context.rounding = 3, decimal.ROUND_DOWN
        context.Emax, context.Emin, context.clamp, context.capitals = 2, -2, 1, 0
        for signal in context.traps:
            context.traps[signal] = True
        yield


@pytest.mark.parametrize("place", PLACES)
@few
@given(randoms)
def test_a_hostile_decimal_context_changes_nothing(place: str, random: Random) -> None:
    pack = pack_at(place)
    form = random_form(random, pack.rules)
    expected = evaluate(form, pack.compiled)
    with hostile_decimal_context():
        found = evaluate(form, pack.compiled)
    assert repr(found) == repr(expected)
