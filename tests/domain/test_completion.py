"""The completion table of the design, one row after the other, on exact fractions."""

from fractions import Fraction

import pytest

from app.domain.completion import Achievement, exact, in_time, negative, positive, within
from app.domain.dates import CalendarPoint
from app.domain.rule_pack import NegativeFormula

FULL = Fraction(1)


def fractions(*numbers: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(number) for number in numbers)


@pytest.mark.parametrize(
    ("actual", "target", "met", "ratio", "earned"),
    [
        ("1628", "1628", True, FULL, FULL),
        ("1505", "1628", False, Fraction(1505, 1628), Fraction(1505, 1628)),
        ("5", "24", False, Fraction(5, 24), Fraction(5, 24)),
        ("16409", "10000", True, Fraction(16409, 10000), FULL),
        ("0", "95", False, Fraction(0), Fraction(0)),
        ("0", "0", True, None, FULL),
        ("7", "0", True, None, FULL),
        ("-1", "10", False, None, None),
        ("-1", "-2", True, None, FULL),
        ("-3", "-2", False, None, None),
        ("5", "-2", True, None, FULL),
        ("-1", "0", False, None, None),
    ],
)
def test_more_is_better_earns_actual_by_target(
    actual: str, target: str, met: bool, ratio: Fraction | None, earned: Fraction | None
) -> None:
    assert positive(*fractions(actual, target)) == Achievement(met, ratio, earned)


@pytest.mark.parametrize(
    ("actual", "target", "met", "ratio", "earned"),
    [
        ("12", "12", True, FULL, FULL),
        ("8", "12", True, Fraction(3, 2), FULL),
        ("15", "12", False, Fraction(4, 5), Fraction(4, 5)),
        ("48", "12", False, Fraction(1, 4), Fraction(1, 4)),
        ("0", "12", True, None, FULL),
        ("0", "0", True, None, FULL),
        ("1", "0", False, Fraction(0), Fraction(0)),
        ("-1", "12", True, None, FULL),
        ("5", "-2", False, None, None),
        ("-3", "-2", True, None, FULL),
    ],
)
def test_less_is_better_earns_target_by_actual(
    actual: str, target: str, met: bool, ratio: Fraction | None, earned: Fraction | None
) -> None:
    assert negative(*fractions(actual, target)) == Achievement(met, ratio, earned)


@pytest.mark.parametrize(
    ("actual", "earned"), [("12", "1"), ("15", "3/4"), ("18", "1/2"), ("24", "0"), ("25", "0"), ("11", "1")]
)
def test_the_linear_formula_falls_to_zero_at_twice_the_target(actual: str, earned: str) -> None:
    achievement = negative(*fractions(actual, "12"), formula=NegativeFormula.LINEAR)
    assert achievement.earned == Fraction(earned)


def test_the_linear_formula_gives_nothing_above_a_target_of_zero() -> None:
    assert negative(*fractions("1", "0"), formula=NegativeFormula.LINEAR).earned == 0


@pytest.mark.parametrize("compare", [positive, negative])
@pytest.mark.parametrize("value", ["90", "0", "-5"])
def test_a_strict_target_equalled_is_not_met_and_has_no_ratio(compare: object, value: str) -> None:
    assert callable(compare)
    assert compare(*fractions(value, value), strict=True) == Achievement(False, None, None)


def test_a_strict_target_passed_is_met_and_missed_is_in_proportion() -> None:
    assert positive(*fractions("91", "90"), strict=True).earned == FULL
    assert positive(*fractions("45", "90"), strict=True).earned == Fraction(1, 2)
    assert negative(*fractions("89", "90"), strict=True).earned == FULL
    assert negative(*fractions("180", "90"), strict=True).earned == Fraction(1, 2)


@pytest.mark.parametrize(
    ("actual", "target", "earned"),
    [
        ("3", "3", "1"),
        ("2", "3", "2/3"),
        ("4", "3", "3/4"),
        ("0", "0", "1"),
        ("5", "0", "0"),
        ("0", "3", "0"),
        ("-3", "-3", "1"),
    ],
)
def test_an_exact_target_earns_the_smaller_by_the_larger(actual: str, target: str, earned: str) -> None:
    share = Fraction(earned)
    assert exact(*fractions(actual, target)) == Achievement(share == 1, share, share)


@pytest.mark.parametrize(("actual", "target"), [("-2", "3"), ("3", "-2"), ("-1", "0"), ("-1", "-2")])
def test_an_exact_target_missed_with_a_negative_number_has_no_ratio(actual: str, target: str) -> None:
    assert exact(*fractions(actual, target)) == Achievement(False, None, None)


@pytest.mark.parametrize(
    ("actual", "earned"), [("90", "1"), ("92.5", "1"), ("95", "1"), ("45", "1/2"), ("100", "19/20"), ("0", "0")]
)
def test_a_range_earns_by_its_nearer_bound(actual: str, earned: str) -> None:
    share = Fraction(earned)
    assert within(*fractions(actual, "90", "95")) == Achievement(share == 1, share, share)


def test_a_range_is_met_or_null_with_negative_numbers() -> None:
    assert within(*fractions("-1", "-5", "5")).earned == FULL
    assert within(*fractions("-6", "-5", "5")) == Achievement(False, None, None)
    assert within(*fractions("6", "-5", "5")) == Achievement(False, None, None)
    assert within(*fractions("-1", "0", "5")) == Achievement(False, None, None)


def point(month: int | None = None, day: int | None = None, year: int | None = None, **more: bool) -> CalendarPoint:
    return CalendarPoint(month, day, year, **more)


@pytest.mark.parametrize(
    ("actual", "target", "verdict"),
    [
        (point(6), point(6), True),
        (point(5), point(6), True),
        (point(7), point(6), False),
        (point(6, year=2025), point(6), False),
        (point(12, year=2023), point(6), True),
        (point(6, year=2024), point(6), True),
        (point(6), point(6, year=2023), False),
        (point(6, 15), point(6, 15), True),
        (point(6, 16), point(6, 15), False),
        (point(6, 14), point(6, 15), True),
        (point(5), point(6, 15), True),
        (point(7), point(6, 15), False),
        (point(6), point(6, 15), None),
        (point(12), point(12, 31), True),
        (point(2), point(2, 29), True),
        (point(2, year=2023), point(2, 28, year=2023), True),
        (point(12, end=True), point(12, 20), False),
        (point(11, end=True), point(11, 30), True),
        (point(year=2024), point(year=2024), True),
        (point(11, year=2024), point(year=2024), True),
        (point(year=2024), point(6), None),
        (point(year=2024), point(12, end=True), True),
        (point(year=2025), point(6), False),
        (point(year=2023), point(6), True),
    ],
)
def test_in_time_is_decided_by_the_days_both_dates_may_mean(
    actual: CalendarPoint, target: CalendarPoint, verdict: bool | None
) -> None:
    assert in_time(actual, target, 2024) is verdict


@pytest.mark.parametrize(
    ("actual", "inside", "outside"),
    [
        (point(9), True, False),
        (point(9, 1), True, False),
        (point(8), True, True),
        (point(8, 31), True, True),
        (point(10), False, False),
    ],
)
def test_before_september_takes_september_in_or_leaves_it_out(
    actual: CalendarPoint, inside: bool, outside: bool
) -> None:
    target = point(9, before=True)
    assert in_time(actual, target, 2024) is inside
    assert in_time(actual, target, 2024, month_inside=False) is outside


def test_before_january_without_january_is_the_year_before() -> None:
    target = point(1, before=True)
    assert in_time(point(12, year=2023), target, 2024, month_inside=False) is True
    assert in_time(point(1), target, 2024, month_inside=False) is False
