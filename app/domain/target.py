"""What a cell of the form says: `≥95%`, `≤12 小时`, `9月前`, `优`.

The reader is sure or it says that it is not: a cell it cannot read with confidence is `unreadable`
and is never scored. Every pattern is anchored and free of nested repetition, so reading takes time
linear in the length of the cell.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from app.domain.dates import CalendarPoint, read_date
from app.domain.quantity import Quantity, unit_named
from app.domain.submission import Cell, Comparator, StructuredValue
from app.domain.text import Text


class ValueKind(StrEnum):
    """What sort of thing a cell holds."""

    NUMBER = "number"
    RANGE = "range"
    DATE = "date"
    WORDS = "words"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """A cell and what was read of it. `doubt` says why an unreadable cell was not read."""

    printed: str | None
    kind: ValueKind
    comparator: Comparator | None = None
    quantity: Quantity | None = None
    upper: Quantity | None = None
    date: CalendarPoint | None = None
    words: str | None = None
    doubt: Text | None = None


_SAME_SIGN = str.maketrans(
    "０１２３４５６７８９．，％﹪－＋＞＜﹥﹤＝﹦═≧≦⩾⩽≽≼≮≯～〜﹣−（）／：",
    "0123456789.,%%-+><><===≥≤≥≤≥≤≥≤~~--()/:",
)
_SPACES = re.compile(r"\s+")
# `95 96` may be two numbers: such a space stays, as a sign that no number holds.
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9.,])\s+(?=[0-9.,])")
_DIGIT = re.compile(r"[0-9]")
_STROKES = "-—–―/\\*_"
_NOTHING = frozenset({"", "无", "不适用", "不涉及"})

_PREFIXES: tuple[tuple[str, Comparator | None], ...] = (
    *((sign, Comparator.AT_LEAST) for sign in ("≥", ">=", "=>")),
    *((sign, Comparator.AT_MOST) for sign in ("≤", "<=", "=<")),
    *((no + word, Comparator.AT_LEAST) for no in ("不得", "不") for word in ("低于", "少于", "小于")),
    *((word, Comparator.AT_LEAST) for word in ("大于等于", "大于或等于", "至少", "最少", "最低")),
    *(
        (no + word, Comparator.AT_MOST)
        for no in ("不得", "不")
        for word in ("超过", "高于", "大于", "多于", "晚于", "迟于")
    ),
    *((word, Comparator.AT_MOST) for word in ("小于等于", "小于或等于", "至多", "最多", "最高", "控制在")),
    *((word, Comparator.GREATER) for word in (">", "大于", "高于", "超过", "多于")),
    *((word, Comparator.LESS) for word in ("<", "小于", "低于", "少于", "不足", "不满")),
    *((word, Comparator.EQUAL) for word in ("=", "等于")),
    *((word, None) for word in ("达到", "达", "完成", "实现", "共计", "累计", "共")),
)
_SUFFIXES: tuple[tuple[str, Comparator], ...] = (
    *((word, Comparator.AT_LEAST) for word in ("及以上", "(含)以上", "以上(含)", "以上")),
    *((word, Comparator.AT_MOST) for word in ("及以下", "(含)以下", "以下(含)", "以下", "以内", "之内", "内")),
)
# Of signs that begin alike the one listed first is meant.
_PREFIX = re.compile("|".join(re.escape(sign) for sign, _ in _PREFIXES))
_MEANINGS = dict(reversed(_PREFIXES))
_ENDINGS = tuple(word for word, _ in _SUFFIXES)
_NUMBER = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_UNIT = r"(?:[^\W\d_至到]|[%‰℃°㎡㎥㎞²³/·*×]){0,12}"
_SINGLE = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>{_UNIT})")
_RANGE = re.compile(rf"(?P<low>{_NUMBER})(?P<unit1>{_UNIT})(?:-|—|–|~|至|到)(?P<high>{_NUMBER})(?P<unit2>{_UNIT})")
# 月 and 季度 may be a point in time or a duration, 号 and 级 are places in an order, 前 and 增长 say what happened.
_NO_UNIT = re.compile(
    r"(?:月|季度).*|号|点钟?|时|级别?|等级?|.?[多余几].*|.*[前后外]|.*[%‰].+|.+[%‰]"
    r"|.*(?:增长|增加|上升|提升|提高|升高|下降|降低|减少|缩短|节约|未|没有).*"
)
_YEAR_AND_MONTH = re.compile(r"(?:19|20)[0-9]{2}\.(?:0?[1-9]|1[0-2])")
_APPROXIMATE = re.compile(r"^(?:大约|约|将近|近)|(?:左右|上下)$|[0-9][余多几]")
_MAX_DIGITS = 18
_MAX_DECIMALS = 6
_LARGEST_BARE_RATIO = Fraction(3, 2)


@lru_cache(maxsize=4_096)
def read_cell(cell: Cell) -> PrintedValue:
    """Reads a target or an actual, printed or structured."""
    if cell is None:
        return PrintedValue(None, ValueKind.MISSING)
    if isinstance(cell, StructuredValue):
        return _from_structure(cell)
    text = _normal(cell)
    if text.strip(_STROKES) in _NOTHING:
        return PrintedValue(cell, ValueKind.MISSING)
    if not _DIGIT.search(text):
        return _words(cell, text)
    if _APPROXIMATE.search(text):
        return _unreadable(cell, "“约”“左右”一类的数不能据以计分", "an approximate number cannot be scored")
    comparator, rest, conflict = _comparator(text)
    if conflict:
        return _unreadable(cell, "比较符号自相矛盾", "the comparison signs contradict each other")
    return _date(cell, comparator, rest) or _range(cell, comparator, rest) or _single(cell, comparator, rest)


@lru_cache(maxsize=4_096)
def read_amount(printed: str | None, default_unit: str | None) -> Quantity | None:
    """An amount of money as printed, with the unit in its text or else the one above the column; None if blank."""
    if printed is None:
        return None
    match = _SINGLE.fullmatch(_normal(printed))
    if match is None or _too_long(match["number"]) or _NO_UNIT.fullmatch(match["unit"]):
        return None
    symbol = match["unit"] or default_unit
    return Quantity(_decimal(match["number"]), unit_named(symbol) if symbol else None)


def read_rate(printed: str | None) -> Fraction | None:
    """A printed rate as a ratio: `85%` is 0.85; a bare number up to 1.5 is a ratio, above it a percentage."""
    if printed is None:
        return None
    match = _SINGLE.fullmatch(_normal(printed))
    if match is None or match["unit"] not in ("", "%", "‰") or _too_long(match["number"]):
        return None
    number = Fraction(_decimal(match["number"]))
    if match["unit"]:
        return number * unit_named(match["unit"]).factor
    return number if abs(number) <= _LARGEST_BARE_RATIO else number / 100


def _normal(printed: str) -> str:
    """Full-width signs as their common form, without the spaces that mean nothing."""
    return _SPACES.sub("", _BETWEEN_DIGITS.sub("␣", printed.translate(_SAME_SIGN)))


def _from_structure(cell: StructuredValue) -> PrintedValue:
    symbol = _normal(cell.unit or "")
    unit = unit_named(symbol) if symbol else None
    value = Quantity(cell.value, unit)
    if cell.upper is None:
        return PrintedValue(None, ValueKind.NUMBER, comparator=cell.comparator, quantity=value)
    if cell.comparator is not None:
        return _unreadable(None, "区间不应再有比较符号", "a range takes no comparison sign")
    if cell.upper < cell.value:
        return _unreadable(None, "区间上限小于下限", "the range ends below where it begins")
    return PrintedValue(None, ValueKind.RANGE, quantity=value, upper=Quantity(cell.upper, unit))


def _words(printed: str, text: str) -> PrintedValue:
    if not any(character.isalpha() for character in text):
        return _unreadable(printed, "只有符号，没有数值", "signs only, no value")
    return PrintedValue(printed, ValueKind.WORDS, words=text)


def _comparator(text: str) -> tuple[Comparator | None, str, bool]:
    """The sign before or after the number, what is left, and whether the two contradict each other."""
    before, text = None, text.removeprefix("已")
    sign = _PREFIX.match(text)
    if sign is not None:
        before, text = _MEANINGS[sign[0]], text[sign.end() :]
    text = text.removesuffix("完成")
    for word, after in _SUFFIXES if text.endswith(_ENDINGS) else ():
        if text.endswith(word):
            return after, text[: -len(word)], before is not None and before is not after
    return before, text, False


def _date(printed: str, comparator: Comparator | None, text: str) -> PrintedValue | None:
    read = read_date(text)
    if read is None:
        return None
    if isinstance(read, Text):
        return PrintedValue(printed, ValueKind.UNREADABLE, doubt=read)
    if comparator not in (None, Comparator.AT_MOST):
        return _unreadable(printed, "时限前的比较符号不明确", "the sign before the date is not that of a deadline")
    sign = Comparator.AT_MOST if read.deadline else comparator
    return PrintedValue(printed, ValueKind.DATE, comparator=sign, date=read.point)


def _range(printed: str, comparator: Comparator | None, text: str) -> PrintedValue | None:
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    if _too_long(match["low"]) or _too_long(match["high"]):
        return _overlong(printed)
    symbol = match["unit2"] or match["unit1"]
    if comparator is not None or match["unit1"] not in ("", symbol) or _NO_UNIT.fullmatch(symbol):
        return _unreadable(printed, "区间写法不明确", "the range is written ambiguously")
    unit = unit_named(symbol) if symbol else None
    low, high = Quantity(_decimal(match["low"]), unit), Quantity(_decimal(match["high"]), unit)
    if high.value < low.value:
        return _unreadable(printed, "区间上限小于下限", "the range ends below where it begins")
    return PrintedValue(printed, ValueKind.RANGE, quantity=low, upper=high)


def _single(printed: str, comparator: Comparator | None, text: str) -> PrintedValue:
    match = _SINGLE.fullmatch(text)
    if match is None:
        return _unreadable(printed, "数字与文字混写，读不出确定的值", "numbers and words are mixed; no certain value")
    number, symbol = match["number"], match["unit"]
    if _too_long(number):
        return _overlong(printed)
    if _NO_UNIT.fullmatch(symbol):
        return _unreadable(printed, f"“{symbol}”不是确定的计量单位", f"“{symbol}” is not certainly a unit")
    if not symbol and _YEAR_AND_MONTH.fullmatch(number):
        return _unreadable(printed, "是年月还是小数不明确", "a year with a month, or a decimal number?")
    unit = unit_named(symbol) if symbol else None
    return PrintedValue(printed, ValueKind.NUMBER, comparator=comparator, quantity=Quantity(_decimal(number), unit))


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _too_long(digits: str) -> bool:
    whole, _, decimals = digits.lstrip("+-").replace(",", "").partition(".")
    return len(whole) + len(decimals) > _MAX_DIGITS or len(decimals) > _MAX_DECIMALS


def _overlong(printed: str) -> PrintedValue:
    return _unreadable(
        printed,
        f"数字超过 {_MAX_DIGITS} 位或 {_MAX_DECIMALS} 位小数",
        f"more than {_MAX_DIGITS} digits or {_MAX_DECIMALS} decimals",
    )


def _unreadable(printed: str | None, zh: str, en: str) -> PrintedValue:
    return PrintedValue(printed, ValueKind.UNREADABLE, doubt=Text(zh, en))
