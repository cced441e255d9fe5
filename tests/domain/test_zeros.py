"""What a rate that does not exist is worth, by the reading taken and by the other one."""

from decimal import Decimal

import pytest

from app.domain.rule import ZeroDenominator
from app.domain.zeros import zero_readings, zero_score
from tests.domain.packs import interpretation

READING = interpretation("no_budget")


@pytest.mark.parametrize(
    ("worth", "weight", "score"),
    [
        (ZeroDenominator.FULL, "10", "10"),
        (ZeroDenominator.FULL, "3.335", "3.335"),
        (ZeroDenominator.ZERO, "10", "0"),
        (ZeroDenominator.NOT_APPLICABLE, "10", None),
    ],
)
def test_full_nothing_or_left_out(worth: ZeroDenominator, weight: str, score: str | None) -> None:
    found = zero_score(worth, Decimal(weight), 2)
    assert (None if found is None else f"{found:f}") == score


@pytest.mark.parametrize(
    ("other", "score", "differs"), [("10", "0", True), (None, "0", True), ("10", None, True), ("0", "0", False)]
)
def test_the_other_reading_differs_where_its_score_does(other: str | None, score: str | None, *, differs: bool) -> None:
    numbers = [None if each is None else Decimal(each) for each in (other, score)]
    (told,) = zero_readings(READING, *numbers)
    assert (told.interpretation, told.other_score, told.differs) == (READING, numbers[0], differs)
    assert zero_readings(None, *numbers) == ()


def test_two_readings_that_both_leave_the_line_out_are_the_same() -> None:
    (told,) = zero_readings(READING, None, None)
    assert not told.differs
