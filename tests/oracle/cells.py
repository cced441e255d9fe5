"""What a simple cell says: one number with its sign and unit, a range, a month or a day, or words."""

import calendar
import datetime
import re
from dataclasses import dataclass
from fractions import Fraction

from app.domain.submission import Cell, StructuredValue

UNITS = {
    "元": ("money", Fraction(1)),
    "万元": ("money", Fraction(10**4)),
    "亿元": ("money", Fraction(10**8)),
    "%": ("share", Fraction(1, 100)),
    "‰": ("share", Fraction(1, 1000)),
    "个百分点": ("points", Fraction(1)),
    "小时": ("time", Fraction(1)),
    "天": ("time", Fraction(24)),
    "人次": ("visits", Fraction(1)),
    "万人次": ("visits", Fraction(10**4)),
    "家": ("places", Fraction(1)),
}
_BEFORE = {
    "≥": ("≥", ">=", "≧", "不低于", "不少于", "至少"),
    "≤": ("≤", "<=", "≦", "不超过", "小于等于"),
    ">": (">", "＞", "大于"),
    "<": ("<", "＜", "低于"),
    "=": ("=", "═", "等于"),
}
_AFTER = {"≥": ("及以上", "以上"), "≤": ("及以下", "以内")}
SPELLINGS = {sign: tuple(f"{word}{{}}" for word in words) for sign, words in _BEFORE.items()}
SPELLINGS["≥"] += tuple(f"{{}}{word}" for word in _AFTER["≥"])
SPELLINGS["≤"] += tuple(f"{{}}{word}" for word in _AFTER["≤"])
SPELLINGS[""] = ("{}", " {} ", "达到{}")

_STRUCTURED = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "eq": "="}
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_NUMBER = re.compile(rf"(-?[0-9.]+)({_UNIT})?")
_RANGE = re.compile(rf"(-?[0-9.]+)({_UNIT})?[~至](-?[0-9.]+)({_UNIT})?")
_DATE = re.compile(r"(?:([0-9]{4})年)?([0-9]{1,2})月(?:([0-9]{1,2})日)?(前)?")


@dataclass(frozen=True)
class Measure:
    """A number, or from `value` to `upper`."""

    value: Fraction
    unit: str = ""
    sign: str = ""
    upper: Fraction | None = None


@dataclass(frozen=True)
class Moment:
    """A month, or a day in it; `before` is 前."""

    year: int | None
    month: int
    day: int | None
    before: bool
    sign: str

    def days(self, fiscal_year: int) -> tuple[datetime.date, datetime.date]:
        """The first and the last day it can mean."""
        year = self.year or fiscal_year
        last = calendar.monthrange(year, self.month)[1]
        return datetime.date(year, self.month, self.day or 1), datetime.date(year, self.month, self.day or last)

    @property
    def only_a_month(self) -> bool:
        return self.year is None and self.day is None


@dataclass(frozen=True)
class Words:
    text: str


Read = Measure | Moment | Words | None


def read(cell: Cell) -> Read:
    """None is a cell that holds nothing, or a range that ends before it begins."""
    if isinstance(cell, StructuredValue):
        upper = None if cell.upper is None else Fraction(cell.upper)
        read = Measure(Fraction(cell.value), cell.unit or "", _STRUCTURED.get(cell.comparator or "", ""), upper)
        return None if upper is not None and upper < read.value else read
    text = re.sub(r"\s", "", cell or "")
    if text in ("", "无", "/", "—"):
        return None
    if not re.search(r"[0-9]", text):
        return Words(text)
    sign, text = _sign(text)
    if date := _DATE.fullmatch(text):
        year, month, day, before = date.groups()
        return Moment(int(year) if year else None, int(month), int(day) if day else None, bool(before), sign)
    if both := _RANGE.fullmatch(text):
        low, unit, high, other = both.groups()
        return Measure(Fraction(low), other or unit or "", "", Fraction(high))
    number = _NUMBER.fullmatch(text)
    assert number, f"the oracle reads no such cell: {cell}"
    return Measure(Fraction(number[1]), number[2] or "", sign)


def _sign(text: str) -> tuple[str, str]:
    text = text.removeprefix("达到")
    words = [(word, sign) for sign, listed in _BEFORE.items() for word in listed]
    for word, sign in sorted(words, key=lambda pair: -len(pair[0])):
        if text.startswith(word):
            return sign, text[len(word) :]
    for sign, endings in _AFTER.items():
        for ending in endings:
            if text.endswith(ending):
                return sign, text.removesuffix(ending)
    return "", text


def read_amount(printed: str | None, unit: str | None) -> Measure | None:
    """An amount of money, in the unit printed with it, else in the one above the column."""
    match = _NUMBER.fullmatch((printed or "").replace(",", "").replace(" ", ""))
    return Measure(Fraction(match[1]), match[2] or unit or "") if match else None


def kind_of(unit: str) -> str | None:
    return UNITS[unit][0] if unit else None


def factor_of(unit: str) -> Fraction:
    return UNITS[unit][1] if unit else Fraction(1)
