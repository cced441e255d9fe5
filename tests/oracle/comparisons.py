"""Targets and actuals: numbers, ranges, deadlines, printed or taken apart."""

import re
from decimal import Decimal
from fractions import Fraction

from app.domain.submission import Cell, Comparator, StructuredValue
from tests.oracle.cells import SPELLINGS, UNITS
from tests.oracle.chance import LEAST, Chance
from tests.oracle.exact import ZERO, digits

_COMPARATORS = {
    "≥": Comparator.AT_LEAST,
    "≤": Comparator.AT_MOST,
    ">": Comparator.GREATER,
    "<": Comparator.LESS,
    "=": Comparator.EQUAL,
    "": None,
}
# 2024.5 may be May 2024: printed without a unit no reader can be sure.
_YEAR_AND_MONTH = re.compile(r"(?:19|20)[0-9]{2}\.(?:0?[1-9]|1[0-2])")
_UNITS = ("", "", "元", "万元", "亿元", "%", "%", "‰", "个百分点", "人次", "万人次", "家", "小时", "天")


def cells(chance: Chance, weight: Fraction, limited: bool = False) -> tuple[Cell, Cell]:
    """A target and an actual; those of a share that ends at 100% stay below it on a tidy form."""
    draw = chance.random.random()
    if draw < 0.15:
        return _dates(chance)
    if draw < 0.27:
        return _range(chance, limited)
    if draw < 0.5 and weight > 0 and not limited:
        return _tie(chance, weight)
    return _numbers(chance, limited)


def _numbers(chance: Chance, limited: bool) -> tuple[Cell, Cell]:
    sign = chance.one("≥", "≥", "≤", "≤", ">", "<", "=", "", "")
    target, actual = _pair(chance, limited)
    if chance.tidy and sign in "<>" and target == actual:
        actual += LEAST if sign == ">" else -LEAST
    unit, other = _units(chance, limited, target, actual)
    return value_cell(chance, sign, target, unit), value_cell(chance, "=" if chance.slip() else "", actual, other)


def _pair(chance: Chance, limited: bool) -> tuple[Fraction, Fraction]:
    most = 100 if limited else chance.one(3, 30, 120, 1000)
    target = ZERO if chance.hit(0.08) else chance.number(most)
    draw = chance.random.random()
    if draw < 0.25:
        actual = target
    elif draw < 0.5:
        actual = target + chance.nudge()
    elif draw < 0.6:
        actual = target * chance.one(2, 2, Fraction(13, 10), Fraction(13, 10), Fraction(1, 2), 0) + chance.nudge()
    else:
        actual = chance.number(most)
    if chance.tidy:
        return target, min(max(ZERO, actual), Fraction(100)) if limited else max(ZERO, actual)
    if chance.hit(0.06):
        target, actual = chance.one((-target, actual), (target, -actual), (-target, -actual))
    return target, actual


def _units(chance: Chance, limited: bool, *numbers: Fraction) -> tuple[str, str]:
    """The same unit, one missing, or on an untidy form two that may not go together."""
    unit = chance.one("%", "%", "") if limited else chance.of(_UNITS)
    if chance.slip(0.15):
        return unit, chance.of(_UNITS)
    small = any(0 < abs(number) <= Fraction(3, 2) for number in numbers)
    money = UNITS[unit][0] == "money" if unit else False
    if chance.hit(0.25) and not (chance.tidy and (small or money)):
        return chance.one((unit, ""), ("", unit))
    return unit, unit


def _tie(chance: Chance, weight: Fraction) -> tuple[Cell, Cell]:
    """A score that ends in half a cent, or a hair off it: weight × actual ÷ target is an odd number of half cents."""
    fineness = chance.one(Fraction(1), Fraction(1, 2), Fraction(2), Fraction(5))
    halves = max(1, int(weight * 100))
    target = weight * 200 * fineness
    actual = fineness * (2 * chance.random.randrange(halves) + 1)
    if chance.hit(0.3):
        actual += chance.one(LEAST, -LEAST)
    unit = chance.one("", "人次", "家", "小时")
    return value_cell(chance, chance.one("≥", "="), target, unit), value_cell(chance, "", actual, unit)


def _range(chance: Chance, limited: bool) -> tuple[Cell, Cell]:
    low, high = sorted(_pair(chance, limited))
    near = chance.of((low, high)) + chance.nudge()
    actual = max(ZERO, near) if chance.hit(0.6) else chance.number(100)
    if limited and chance.tidy:
        actual = min(actual, Fraction(100))
    unit, other = _units(chance, limited, low, high, actual)
    if chance.hit(0.3):
        if chance.slip():
            low, high = high, low
        return StructuredValue(_decimal(low), None, _decimal(high), unit or None), value_cell(chance, "", actual, other)
    first = chance.one(unit, "")
    return f"{digits(low)}{first}{chance.one('~', '至')}{digits(high)}{unit}", value_cell(chance, "", actual, other)


def _dates(chance: Chance) -> tuple[Cell, Cell]:
    due, done = _date(chance), _date(chance)
    if chance.tidy or chance.hit(0.5):
        month = chance.random.randint(1, 12)
        due = f"{month}月"
        done = f"{max(1, month - chance.one(0, 0, 1, 3))}月{chance.one('', '15日')}"
    return chance.one(f"≤{due}", due, f"{due}前", f"不超过{due}"), done


def _date(chance: Chance) -> str:
    year, day = chance.one("", "", "2024年", "2023年"), chance.one("", "", "1日", "28日", "15日")
    return f"{year}{chance.random.randint(1, 12)}月{day}"


def value_cell(chance: Chance, sign: str, value: Fraction, unit: str) -> Cell:
    like_a_month = not unit and _YEAR_AND_MONTH.fullmatch(digits(value))
    if like_a_month or chance.hit(0.3):
        return StructuredValue(_decimal(value), _COMPARATORS[sign], None, unit or None)
    return chance.of(SPELLINGS[sign]).format(digits(value) + unit)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(digits(value))
