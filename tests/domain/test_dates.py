"""Dates as forms print them, and the days they may mean."""

import pytest

from app.domain.dates import CalendarPoint, read_date
from app.domain.text import Text


@pytest.mark.parametrize(
    ("point", "first", "last"),
    [
        (CalendarPoint(month=6), (2024, 6, 1), (2024, 6, 30)),
        (CalendarPoint(month=2), (2024, 2, 1), (2024, 2, 29)),
        (CalendarPoint(month=2, year=2023), (2023, 2, 1), (2023, 2, 28)),
        (CalendarPoint(month=6, day=15), (2024, 6, 15), (2024, 6, 15)),
        (CalendarPoint(year=2023), (2023, 1, 1), (2023, 12, 31)),
        (CalendarPoint(month=9, end=True), (2024, 9, 30), (2024, 9, 30)),
        (CalendarPoint(year=2023, end=True), (2023, 12, 31), (2023, 12, 31)),
    ],
)
def test_a_point_means_every_day_that_it_leaves_open(
    point: CalendarPoint, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert (point.first_day(2024), point.last_day(2024)) == (first, last)


@pytest.mark.parametrize("text", ["9月前", "9月以前", "9月之前"])
def test_before_a_month_leaves_open_whether_the_month_counts(text: str) -> None:
    read = read_date(text)
    assert read is not None
    assert not isinstance(read, Text)
    assert read.deadline
    assert read.point == CalendarPoint(month=9, before=True)


@pytest.mark.parametrize("text", ["9月底前", "9月30日前", "2024年底前"])
def test_before_a_day_or_an_end_leaves_nothing_open(text: str) -> None:
    read = read_date(text)
    assert read is not None
    assert not isinstance(read, Text)
    assert read.deadline
    assert not read.point.before


@pytest.mark.parametrize("text", ["13月", "2月30日", "2023-02-29", "0月", "2024年前"])
def test_an_impossible_or_unclear_date_says_why(text: str) -> None:
    assert isinstance(read_date(text), Text)


@pytest.mark.parametrize("text", ["6个月", "优", "2024", "9999年6月", "12", "2024/6-30", "٩月"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None
