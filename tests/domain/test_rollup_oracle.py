"""汇总 against an oracle in fractions, and what must hold whatever the forms: nothing lost, no order, no unit."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.figure import Figure
from app.domain.rollup import Group, RolledForm, roll_up
from app.domain.submission import Comparator
from tests.domain.rolling import group_of, line, rolled


@dataclass(frozen=True)
class Cellular:
    """One line of a made-up form: what it is called, and its cells as numbers in one unit."""

    name: str
    unit: str
    sign: str
    target: Decimal
    actual: Decimal


@dataclass(frozen=True)
class Made:
    """A made-up form: its score, its funds in 元, its lines."""

    score: Decimal | None
    budget: Decimal | None
    executed: Decimal | None
    lines: tuple[Cellular, ...]


FACTORS = {
    "元": ("元", Fraction(1)),
    "万元": ("元", Fraction(10_000)),
    "%": ("%", Fraction(1)),
    "‰": ("%", Fraction(1, 10)),
    "人次": ("人次", Fraction(1)),
    "万人次": ("人次", Fraction(10_000)),
    "家": ("家", Fraction(1)),
}
SIGNS = {"≥": Comparator.AT_LEAST, "≤": Comparator.AT_MOST, "": None}

numbers = st.decimals(min_value=0, max_value=99_999, places=2)
lines = st.builds(
    Cellular,
    st.sampled_from("甲乙"),
    st.sampled_from(sorted(FACTORS)),
    st.sampled_from(sorted(SIGNS)),
    numbers,
    numbers,
)
made_forms = st.builds(
    Made,
    st.none() | st.decimals(min_value=0, max_value=100, places=2),
    st.none() | numbers,
    st.none() | numbers,
    st.lists(lines, max_size=2, unique_by=lambda each: each.name).map(tuple),
)
many_forms = st.lists(made_forms, min_size=1, max_size=6)


def form_of(made: Made, evaluation: str) -> RolledForm:
    rows = [line(each.name, f"{each.sign}{each.target}{each.unit}", f"{each.actual}{each.unit}") for each in made.lines]
    budget, executed = (None if each is None else str(each) for each in (made.budget, made.executed))
    score = None if made.score is None else str(made.score)
    return rolled(evaluation, *rows, score=score, budget=budget, executed=executed, unit="元")


def forms_of(made: Sequence[Made]) -> list[RolledForm]:
    return [form_of(each, str(at)) for at, each in enumerate(made)]


def half_up(number: Fraction, places: int = 2) -> Fraction:
    return Fraction(int(number * 10**places + Fraction(1, 2)), 10**places)


def mean(pairs: Iterable[tuple[Decimal | Fraction, Decimal | None]]) -> Fraction | None:
    """Σ value × weight ÷ Σ weight, over what has a weight above zero."""
    kept = [(Fraction(each), Fraction(weight)) for each, weight in pairs if weight]
    total = sum(weight for _, weight in kept)
    return half_up(sum((each * weight for each, weight in kept), Fraction(0)) / total) if kept else None


def fraction(figure: Figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value)


@given(many_forms)
def test_scores_and_funds_agree_with_the_oracle(made: list[Made]) -> None:
    group = group_of(*forms_of(made))
    scored = [each for each in made if each.score is not None]
    assert fraction(group.average_score) == mean((each.score or 0, Decimal(1)) for each in scored)
    assert fraction(group.weighted_score) == mean((each.score or 0, each.budget) for each in scored)
    assert fraction(group.weighted_score_by_executed) == mean((each.score or 0, each.executed) for each in scored)
    budgets = [each.budget for each in made if each.budget is not None]
    assert fraction(group.adjusted_budget) == (sum(map(Fraction, budgets)) if budgets else None)


def printed_in(made: Iterable[Made], name: str | None, unit: str, sign: str) -> list[tuple[Fraction, Made]]:
    """The targets of one sign, or the actuals, of an indicator in a kind of unit: each in `unit`, with its form."""
    base, factor = FACTORS[unit]
    return [
        (Fraction(each.actual if sign == "actual" else each.target) * FACTORS[each.unit][1] / factor, form)
        for form in made
        for each in form.lines
        if (each.name, FACTORS[each.unit][0]) == (name, base) and sign in ("actual", each.sign)
    ]


@given(many_forms)
def test_indicators_agree_with_the_oracle(made: list[Made]) -> None:
    compared = 0
    for indicator in group_of(*forms_of(made)).indicators:
        for part in indicator.parts:
            unit = part.unit or ""
            assert part.relative == (FACTORS[unit][0] == "%")
            targets = {figure.comparator: figure for figure in part.targets}
            by_executed = {figure.comparator: figure for figure in part.targets_by_executed}
            figures = [(sign, targets[each], by_executed.get(each)) for sign, each in SIGNS.items() if each in targets]
            for sign, figure, other in [*figures, ("actual", part.actual, part.actual_by_executed)]:
                values = printed_in(made, indicator.name, unit, sign)
                compared += len(values)
                if other is None:
                    assert fraction(figure) == sum(each for each, _ in values)
                else:
                    assert fraction(figure) == mean((each, form.budget) for each, form in values)
                    assert fraction(other) == mean((each, form.executed) for each, form in values)
    assert compared == sum(2 * len(form.lines) for form in made)


def everything(group: Group) -> Counter[tuple[str, str | None]]:
    """Every cell a group's indicators account for, in a figure or apart."""
    found: Counter[tuple[str, str | None]] = Counter()
    for indicator in group.indicators:
        found.update((each.evaluation, each.pointer) for each in indicator.apart)
        for part in indicator.parts:
            for figure in (*part.targets, part.actual):
                found.update((each.evaluation, each.pointer) for each in (*figure.contributions, *figure.left_out))
    return found


cells = st.sampled_from(["≥5 人", "5人", "0.5%", "95%", "优", "9月", "12小时", "", "≥90", "0.9", "1-2 个", "约3", "7"])
messy = st.lists(st.lists(st.tuples(st.sampled_from(["甲", "满意度", " "]), cells, cells), max_size=3), max_size=5)


@given(messy)
def test_every_cell_is_in_exactly_one_figure_or_apart(made: list[list[tuple[str, str, str]]]) -> None:
    forms = [rolled(str(at), *(line(*each) for each in rows)) for at, rows in enumerate(made)]
    if not forms:
        assert roll_up(forms) == ()
        return
    group = group_of(*forms)
    named = {name for rows in made for name, target, actual in rows if target or actual}
    assert everything(group) == Counter(
        (str(at), f"/indicators/{index}/{cell}")
        for at, rows in enumerate(made)
        for index, (name, *_) in enumerate(rows)
        for cell in ("target", "actual")
        if name in named
    )
    for figure in (group.average_score, group.weighted_score):
        assert [each.evaluation for each in (*figure.contributions, *figure.left_out)] == [
            str(at) for at in range(len(made))
        ]


def figures_of(group: Group) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Every figure of a group by its name, its contributions in no order."""

    def contained(figure: Figure) -> tuple[object, ...]:
        return figure.value, figure.unit, frozenset(figure.contributions), frozenset(figure.left_out)

    found: dict[tuple[object, ...], tuple[object, ...]] = {
        (name,): contained(getattr(group, name))
        for name in ("average_score", "weighted_score", "weighted_score_by_executed", "adjusted_budget", "executed")
    }
    for indicator in group.indicators:
        found[(indicator.name, "apart")] = tuple(sorted(map(repr, indicator.apart)))
        for part in indicator.parts:
            found[(indicator.name, part.unit, "actual")] = contained(part.actual)
            for figure in part.targets:
                found[(indicator.name, part.unit, figure.comparator)] = contained(figure)
            for figure in part.targets_by_executed:
                found[(indicator.name, part.unit, figure.comparator, "executed")] = contained(figure)
    return found


@given(many_forms, st.randoms(use_true_random=False))
def test_the_order_of_the_forms_changes_no_figure(made: list[Made], random: Any) -> None:
    forms = forms_of(made)
    shuffled = random.sample(forms, len(forms))
    assert figures_of(group_of(*shuffled)) == figures_of(group_of(*forms))
    assert Counter(group_of(*shuffled).grades) == Counter(group_of(*forms).grades)


@given(many_forms, st.integers(min_value=0, max_value=6))
def test_the_parts_of_a_group_add_up_to_the_whole(made: list[Made], first: int) -> None:
    forms = forms_of(made)
    split = [replace(form, group="1" if at < first else "2") for at, form in enumerate(forms)]
    assert sums(roll_up(split)) == sums(roll_up(forms))


def sums(groups: Iterable[Group]) -> dict[tuple[object, ...], Fraction]:
    """What adds up, over all groups, in base units."""
    found: dict[tuple[object, ...], Fraction] = {}
    for group in groups:
        for name, amount in (("budget", group.adjusted_budget), ("executed", group.executed)):
            found[(name,)] = found.get((name,), Fraction(0)) + (fraction(amount) or 0)
        for indicator in group.indicators:
            for part in indicator.parts:
                if part.relative or part.unit is None:
                    continue
                base, factor = FACTORS[part.unit]
                for figure in (part.actual, *part.targets):
                    key = (indicator.name, base, figure.comparator, figure is part.actual)
                    found[key] = found.get(key, Fraction(0)) + (fraction(figure) or 0) * factor
    return found


@given(many_forms)
def test_printing_amounts_in_another_unit_changes_nothing_but_the_unit(made: list[Made]) -> None:
    def in_yuan(each: Cellular) -> Cellular:
        scaled = each.unit == "万元"
        factor = 10_000 if scaled else 1
        return replace(
            each, unit="元" if scaled else each.unit, target=each.target * factor, actual=each.actual * factor
        )

    scaled = [replace(form, lines=tuple(map(in_yuan, form.lines))) for form in made]
    assert sums(roll_up(forms_of(scaled))) == sums(roll_up(forms_of(made)))
