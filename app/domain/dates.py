"""Years, months and days as forms print them: `6月`, `9月前`, `12月底前`, `2024年12月31日`, `2024-12-31`."""

import re
from calendar import monthrange
from dataclasses import dataclass

from app.domain.text import Text

_LEAP_YEAR = 2024
_BEFORE = r"(?P<before>之前|以前|前)?"
_MONTH = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2})年)?(?P<month>[0-9]{1,2})月(?:份)?"
    rf"(?:(?P<day>[0-9]{{1,2}})(?:日|号)|(?P<end>底|末))?{_BEFORE}"
)
_DAY = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<sep>[-./])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})" + _BEFORE
)
_YEAR = re.compile(rf"(?P<year>(?:19|20)[0-9]{{2}})年(?P<end>底|末)?{_BEFORE}")


@dataclass(frozen=True, slots=True)
class CalendarPoint:
    """As much of a date as the form prints, at least a year or a month.

    `end` is 底 or 末, the last day of what is printed; `before` marks `9月前`, where the named month itself
    is in question.
    """

    month: int | None = None
    day: int | None = None
    year: int | None = None
    before: bool = False
    end: bool = False

    def first_day(self, fiscal_year: int) -> tuple[int, int, int]:
        """The earliest day it can mean; without a year, in the form's fiscal year."""
        if self.end:
            return self.last_day(fiscal_year)
        return (self.year or fiscal_year, self.month or 1, self.day or 1)

    def last_day(self, fiscal_year: int) -> tuple[int, int, int]:
        """The latest day it can mean."""
        year, month = self.year or fiscal_year, self.month or 12
        return (year, month, self.day or monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A point in the calendar and whether 前 makes it a deadline."""

    point: CalendarPoint
    deadline: bool


def read_date(text: str) -> PrintedDate | Text | None:
    """The date a cell without spaces prints; None when it is not written as one, else why it is not certain."""
    match = _MONTH.fullmatch(text) or _DAY.fullmatch(text) or _YEAR.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    year, month, day = (int(parts[name]) if parts.get(name) else None for name in ("year", "month", "day"))
    if not _exists(year, month, day):
        return Text("没有这样的日期", "there is no such date")
    before, end = parts["before"] is not None, parts.get("end") is not None
    if before and month is None and not end:
        return Text("“年前”是否含当年不明确", "before the year, or by its end?")
    named_month_open = before and day is None and not end
    return PrintedDate(CalendarPoint(month, day, year, before=named_month_open, end=end), deadline=before)


def _exists(year: int | None, month: int | None, day: int | None) -> bool:
    if month is None:
        return True
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= monthrange(year or _LEAP_YEAR, month)[1]
