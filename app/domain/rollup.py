"""汇总: many evaluated forms as one, every figure with the forms it comes from.

Note 2 of the Shaanxi forms of 2018: absolute values add up, relative values are averaged weighted by funds.
What cannot be added or averaged (words, inequalities, unlike units, a form without funds) is listed apart
with its reason. The weights are the adjusted budgets; the other reading weighs by what was executed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.quantity import Quantity, Unit, convertible
from app.domain.rounding import round_half_up, trimmed
from app.domain.submission import Comparator
from app.domain.target import PrintedValue, ValueKind

_PLACES = 2


@dataclass(frozen=True, slots=True)
class RolledIndicator:
    """One indicator of one form, its cells read."""

    name: str
    target: PrintedValue
    actual: PrintedValue


@dataclass(frozen=True, slots=True)
class RolledForm:
    """What a roll-up needs of one evaluated form; amounts in 元, None where the form does not say."""

    evaluation: str
    group: str
    label: str | None
    score: Decimal | None
    grade: str | None
    adjusted_budget_yuan: Fraction | None
    executed_yuan: Fraction | None
    indicators: tuple[RolledIndicator, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A form, or a value of it, that a figure does not contain, and why."""

    evaluation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one form brings into a figure: its value and the weight it has there."""

    evaluation: str
    value: Decimal
    weight: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A rolled-up value with everything it consists of; None where nothing could be rolled up."""

    value: Decimal | None
    unit: str | None
    contributions: tuple[Share, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class RolledUpIndicator:
    """An indicator over all forms that have it: `sum` of absolute values or `weighted_mean` of relative ones."""

    name: str
    method: str
    target: Figure
    actual: Figure


@dataclass(frozen=True, slots=True)
class Group:
    """All forms of one department, unit, region or year."""

    key: str
    label: str | None
    count: int
    grades: dict[str, int]
    ungraded: int
    average_score: Figure
    weighted_score: Figure
    weighted_score_by_executed: Figure
    adjusted_budget_yuan: Figure
    executed_yuan: Figure
    indicators: tuple[RolledUpIndicator, ...]


Weigh = Callable[[RolledForm], Fraction | None]


def roll_up(forms: Iterable[RolledForm]) -> tuple[Group, ...]:
    """The groups in the order their first form came."""
    groups: dict[str, list[RolledForm]] = {}
    for form in forms:
        groups.setdefault(form.group, []).append(form)
    return tuple(_group(key, members) for key, members in groups.items())


def _group(key: str, forms: list[RolledForm]) -> Group:
    grades: dict[str, int] = {}
    for form in forms:
        if form.grade is not None:
            grades[form.grade] = grades.get(form.grade, 0) + 1
    return Group(
        key=key,
        label=next((form.label for form in forms if form.label), None),
        count=len(forms),
        grades=grades,
        ungraded=sum(form.grade is None for form in forms),
        average_score=_average(forms, lambda _: Fraction(1)),
        weighted_score=_average(forms, _budget),
        weighted_score_by_executed=_average(forms, _executed),
        adjusted_budget_yuan=_sum_of(forms, _budget),
        executed_yuan=_sum_of(forms, _executed),
        indicators=_indicators(forms),
    )


def _budget(form: RolledForm) -> Fraction | None:
    return form.adjusted_budget_yuan


def _executed(form: RolledForm) -> Fraction | None:
    return form.executed_yuan


def _average(forms: list[RolledForm], weigh: Weigh) -> Figure:
    """The mean score of the forms that have one, each with its weight."""
    shares: list[Share] = []
    left_out: list[LeftOut] = []
    for form in forms:
        weight = weigh(form)
        if form.score is None:
            left_out.append(LeftOut(form.evaluation, "no_score"))
        elif weight is None or weight <= 0:
            left_out.append(LeftOut(form.evaluation, "no_funds"))
        else:
            shares.append(Share(form.evaluation, form.score, weight))
    return Figure(_mean(shares), None, tuple(shares), tuple(left_out))


def _mean(shares: list[Share]) -> Decimal | None:
    weights = sum((share.weight or Fraction(0) for share in shares), Fraction(0))
    if weights == 0:
        return None
    total = sum((Fraction(share.value) * (share.weight or 0) for share in shares), Fraction(0))
    return trimmed(round_half_up(total / weights, _PLACES))


def _sum_of(forms: list[RolledForm], amount: Weigh) -> Figure:
    shares: list[Share] = []
    left_out: list[LeftOut] = []
    for form in forms:
        yuan = amount(form)
        if yuan is None:
            left_out.append(LeftOut(form.evaluation, "no_funds"))
        else:
            shares.append(Share(form.evaluation, _exact(yuan)))
    total = sum((Fraction(share.value) for share in shares), Fraction(0))
    return Figure(_exact(total) if shares else None, "元", tuple(shares), tuple(left_out))


def _indicators(forms: list[RolledForm]) -> tuple[RolledUpIndicator, ...]:
    """Indicators by name, in the order they first appear; one that only a single form has says nothing new."""
    by_name: dict[str, list[tuple[RolledForm, RolledIndicator]]] = {}
    for form in forms:
        for indicator in form.indicators:
            by_name.setdefault(indicator.name, []).append((form, indicator))
    return tuple(_indicator(name, members) for name, members in by_name.items() if len(members) > 1)


def _indicator(name: str, members: list[tuple[RolledForm, RolledIndicator]]) -> RolledUpIndicator:
    targets = [(form, indicator.target) for form, indicator in members]
    actuals = [(form, indicator.actual) for form, indicator in members]
    relative = any(_is_share(value) for _, value in (*actuals, *targets))
    roll = _weighted_values if relative else _added_values
    return RolledUpIndicator(
        name=name,
        method="weighted_mean" if relative else "sum",
        target=roll(targets, sign_allowed=True),
        actual=roll(actuals, sign_allowed=False),
    )


def _is_share(value: PrintedValue) -> bool:
    return value.quantity is not None and value.quantity.unit is not None and value.quantity.unit.dimension == "share"


def _added_values(values: list[tuple[RolledForm, PrintedValue]], *, sign_allowed: bool) -> Figure:
    """Absolute values add up in the unit of the first one."""
    usable, left_out = _usable(values, sign_allowed=sign_allowed)
    if not usable:
        return Figure(None, None, (), left_out)
    unit = usable[0][1].unit
    shares = tuple(Share(form.evaluation, _exact(_in(quantity, unit))) for form, quantity in usable)
    total = sum((Fraction(share.value) for share in shares), Fraction(0))
    return Figure(_exact(total), unit.symbol if unit else None, shares, left_out)


def _weighted_values(values: list[tuple[RolledForm, PrintedValue]], *, sign_allowed: bool) -> Figure:
    """Relative values are averaged, weighted by the adjusted budget of their forms."""
    usable, left_out = _usable(values, sign_allowed=sign_allowed)
    funded = [(form, quantity) for form, quantity in usable if _has_funds(form)]
    unfunded = tuple(LeftOut(form.evaluation, "no_funds") for form, _ in usable if not _has_funds(form))
    if not funded:
        return Figure(None, None, (), (*left_out, *unfunded))
    unit = funded[0][1].unit
    shares = [
        Share(form.evaluation, _exact(_in(quantity, unit)), form.adjusted_budget_yuan) for form, quantity in funded
    ]
    return Figure(_mean(shares), unit.symbol if unit else None, tuple(shares), (*left_out, *unfunded))


def _has_funds(form: RolledForm) -> bool:
    return form.adjusted_budget_yuan is not None and form.adjusted_budget_yuan > 0


def _usable(
    values: list[tuple[RolledForm, PrintedValue]], *, sign_allowed: bool
) -> tuple[list[tuple[RolledForm, Quantity]], tuple[LeftOut, ...]]:
    """The values that are numbers in units that convert into that of the first; the others with the reason."""
    usable: list[tuple[RolledForm, Quantity]] = []
    left_out: list[LeftOut] = []
    sign: Comparator | None = None
    for form, value in values:
        reason = _unusable(value, usable[0][1] if usable else None, sign_allowed=sign_allowed)
        if reason is None and usable and sign_allowed and value.comparator is not sign:
            reason = "unlike_sign"
        if reason is not None or value.quantity is None:
            left_out.append(LeftOut(form.evaluation, reason or "not_a_number"))
        else:
            sign = value.comparator if not usable else sign
            usable.append((form, value.quantity))
    return usable, tuple(left_out)


def _unusable(value: PrintedValue, first: Quantity | None, *, sign_allowed: bool) -> str | None:
    if value.kind is ValueKind.MISSING:
        return "missing"
    if value.kind is not ValueKind.NUMBER or value.quantity is None:
        return "not_a_number"
    if not sign_allowed and value.comparator not in (None, Comparator.EQUAL):
        return "inequality"
    if first is not None and not _alike(first.unit, value.quantity.unit):
        return "unlike_unit"
    return None


def _alike(one: Unit | None, other: Unit | None) -> bool:
    if one is None or other is None:
        return one is other
    return convertible(one, other)


def _in(quantity: Quantity, unit: Unit | None) -> Fraction:
    return quantity.base / unit.factor if unit else Fraction(quantity.value)


def _exact(value: Fraction) -> Decimal:
    """The value as a decimal; to six places where it does not end (an area converted from 亩)."""
    return trimmed(round_half_up(value, 6))
