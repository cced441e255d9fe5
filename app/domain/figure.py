"""Rolled-up figures: sums and means that name every form they consist of, and every one they leave out.

Everything is reckoned in exact fractions and rounded once, for the figure itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.domain.rounding import round_half_up, trimmed
from app.domain.submission import Comparator

MEAN_PLACES = 2
"""Decimals of a mean."""
ENDLESS_PLACES = 6
"""Decimals of a value that has no last one: an area converted from 亩."""


class Reason(StrEnum):
    """Why a figure does not contain a form, or a cell of it."""

    NO_SCORE = "no_score"
    WEIGHTS_NOT_TOTAL = "weights_not_total"
    NO_FUNDS = "no_funds"
    FUNDS_NOT_POSITIVE = "funds_not_positive"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    UNNAMED = "unnamed"
    REPEATED = "repeated"
    NOT_A_NUMBER = "not_a_number"
    UNREADABLE = "unreadable"
    RANGE = "range"
    INEQUALITY = "inequality"
    UNIT_UNSURE = "unit_unsure"
    UNIT_MISMATCH = "unit_mismatch"
    IMPLAUSIBLE = "implausible"
    NOT_ADDITIVE = "not_additive"


@dataclass(frozen=True, slots=True)
class Given:
    """A value one form has to offer, with the funds that may weigh it (元; None: the form does not say).

    `pointer` is the cell it stands in; None for the form's own score or funds.
    """

    evaluation: str
    value: Fraction
    budget: Fraction | None
    executed: Fraction | None
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What one form brings into a figure; `weight` is its amount of money in 元, None where all weigh the same."""

    evaluation: str
    value: Fraction
    weight: Fraction | None = None
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a figure does not contain, and why; `printed` is what the cell says."""

    evaluation: str
    reason: Reason
    pointer: str | None = None
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A rolled-up value with all it consists of; the value is None where nothing could be rolled up.

    `comparator` is the sign all contributions share: limits of one kind add up to, and average, such a limit.
    """

    value: Decimal | None
    unit: str | None
    contributions: tuple[Share, ...]
    left_out: tuple[LeftOut, ...] = ()
    comparator: Comparator | None = None


Weigh = Callable[[Given], Fraction | None]


def by_budget(given: Given) -> Fraction | None:
    """The reading taken: the adjusted budget (全年预算数) weighs."""
    return given.budget


def by_executed(given: Given) -> Fraction | None:
    """The other reading: what was executed (全年执行数) weighs."""
    return given.executed


def added(given: Sequence[Given], unit: str | None, comparator: Comparator | None = None) -> Figure:
    """The exact sum."""
    shares = tuple(Share(each.evaluation, each.value, pointer=each.pointer) for each in given)
    total = sum((share.value for share in shares), Fraction(0))
    return Figure(exact(total) if shares else None, unit, shares, comparator=comparator)


def averaged(given: Sequence[Given]) -> Figure:
    """The plain mean, to two decimals."""
    shares = tuple(Share(each.evaluation, each.value, pointer=each.pointer) for each in given)
    return Figure(_mean([(share.value, Fraction(1)) for share in shares]), None, shares)


def weighted(
    given: Iterable[Given], weigh: Weigh, unit: str | None = None, comparator: Comparator | None = None
) -> Figure:
    """The mean weighted by money, to two decimals; what has no money to weigh it is left out."""
    shares: list[Share] = []
    left_out: list[LeftOut] = []
    for each in given:
        weight = weigh(each)
        if weight is not None and weight > 0:
            shares.append(Share(each.evaluation, each.value, weight, each.pointer))
        else:
            reason = Reason.NO_FUNDS if weight is None else Reason.FUNDS_NOT_POSITIVE
            left_out.append(LeftOut(each.evaluation, reason, each.pointer))
    value = _mean([(share.value, share.weight or Fraction(0)) for share in shares])
    return Figure(value, unit, tuple(shares), tuple(left_out), comparator)


def exact(value: Fraction) -> Decimal:
    """The value as a decimal, all of it if it ends."""
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    return trimmed(round_half_up(value, places if rest == 1 else ENDLESS_PLACES))


def _mean(weighed: list[tuple[Fraction, Fraction]]) -> Decimal | None:
    if not weighed:
        return None
    total = sum((value * weight for value, weight in weighed), Fraction(0))
    return trimmed(round_half_up(total / sum(weight for _, weight in weighed), MEAN_PLACES))
