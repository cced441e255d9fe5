"""Cells that print one number: `≥1628人次`, `92.5 %`.

A number stands in a frame of words. What the words say (the sign, the unit) does not depend on the number, so
the domain reads each frame once and the numbers in it are read here.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from typing import NamedTuple

from app.domain.quantity import PERCENT, Quantity, Unit
from app.domain.rounding import decimals_of
from app.domain.submission import Comparator
from app.domain.target import PrintedValue, ValueKind, read_cell
from app.domain.text import approximate
from app.domain.trace import COMPARATOR_SIGNS, read_steps
from app.services.ordinary.admission import Admission
from app.services.ordinary.figures import millionths
from app.services.ordinary.json_text import compact, quoted
from app.services.ordinary.learned import Learned, Unordinary
from app.services.sheet import actual_of, step_of, target_of

# Four decimals at most: a trace shows no more without rounding.
_NUMBER_IN_FRAME = re.compile(r"([^0-9]{0,12})((?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,4})?)([^0-9]{0,12})")
# `6月` is a date and `24月` is none, 2024年 a year and 5年 a span: what these words say depends on the number.
_OF_THE_CALENDAR = re.compile(r"[年月日号季]")
_MAYBE_A_MONTH = re.compile(r"(?:19|20)[0-9]{2}\.[0-9]{1,2}")
_LONGEST = 40
# A control character, which no admitted text holds.
PLACE = b"\x1a"
MONEY = "money"
_PROBES = ("7907.31", "88")


class Way(Enum):
    """Which way a number counts, as far as its sign says."""

    UP = auto()
    DOWN = auto()
    EXACT = auto()
    UNSAID = auto()


_WAYS = {
    None: Way.UNSAID,
    Comparator.AT_LEAST: Way.UP,
    Comparator.GREATER: Way.UP,
    Comparator.AT_MOST: Way.DOWN,
    Comparator.LESS: Way.DOWN,
    Comparator.EQUAL: Way.EXACT,
}


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The words around a number; `sign` is empty without a comparator, `symbol` without a unit.

    `strict` is a sign that excludes the target itself, `limit` one that may stand before a rate (≥, ≤). `sample` is
    a high number in this frame.
    """

    way: Way
    strict: bool
    limit: bool
    sign: bytes
    unit: Unit | None
    symbol: bytes
    share: bool
    money: bool
    sample: PrintedValue


class Number(NamedTuple):
    """A cell with one number, in millionths, and what a sheet says of it.

    `own` is the number as a comparison shows it, `printed` the cell as JSON without its quotes, `folded` the same
    without spaces, `member` its object in the sheet and `step` its step of the trace.
    """

    value: int
    decimals: int
    frame: Frame
    own: bytes
    printed: bytes
    folded: str
    member: bytes
    step: bytes


class Told(NamedTuple):
    """What a sheet says of the numbers in one frame, with a place for each mention of the digits."""

    frame: Frame
    member: bytes
    step: bytes


class Column:
    """The cells of one column; `read[text]` is None for a text that is no single number."""

    def __init__(self, admission: Admission, *, target: bool) -> None:
        self._target = target
        self._admission = admission
        self.frames: Learned[tuple[str, str], Told | None] = Learned(self._read_frame, 2_048)
        self.read: Learned[str, Number | None] = Learned(self._read, 8_192)

    def _read(self, text: str) -> Number | None:
        if type(text) is not str or len(text) > _LONGEST:
            raise Unordinary(text)
        match = _NUMBER_IN_FRAME.fullmatch(text)
        if match is None or _MAYBE_A_MONTH.fullmatch(match[2]):
            return self._read_whole(text)
        told = self.frames[match[1], match[3]]
        if told is None:
            return self._read_whole(text)
        digits = match[2]
        whole, _, decimals = digits.partition(".")
        ended = decimals.rstrip("0")
        number = digits.encode()
        return Number(
            int(whole + decimals.ljust(6, "0")),
            len(decimals),
            told.frame,
            (f"{whole}.{ended}" if ended else whole).encode(),
            quoted(text)[1:-1],
            "".join(text.split()),
            told.member.replace(PLACE, number),
            told.step.replace(PLACE, number),
        )

    def _read_whole(self, text: str) -> Number | None:
        """As the domain reads it."""
        if not self._admission.cell(text):
            raise Unordinary(text)
        value = read_cell(text)
        if value.kind is not ValueKind.NUMBER or value.quantity is None or value.quantity.value < 0:
            return None
        number = value.quantity.value
        return Number(
            millionths(number),
            decimals_of(number),
            _frame(value),
            approximate(Fraction(number)).encode(),
            quoted(text)[1:-1],
            "".join(text.split()),
            self._member(value).encode(),
            self._step(value).encode(),
        )

    def _read_frame(self, words: tuple[str, str]) -> Told | None:
        """What the words say, the same of two numbers; None where it depends on the number."""
        if any(map(_OF_THE_CALENDAR.search, words)):
            return None
        one, other = (self._read_in_frame(digits.join(words), digits) for digits in _PROBES)
        if one is None or other is None or (one.member, one.step) != (other.member, other.step):
            return None
        return one

    def _read_in_frame(self, text: str, digits: str) -> Told | None:
        value = read_cell(text)
        if value.kind is not ValueKind.NUMBER or value.quantity is None or value.quantity.value != Decimal(digits):
            return None
        member, step = (
            each.encode().replace(digits.encode(), PLACE) for each in (self._member(value), self._step(value))
        )
        return Told(_frame(value), member, step)

    def _member(self, value: PrintedValue) -> str:
        return compact(target_of(value) if self._target else actual_of(value))

    def _step(self, value: PrintedValue) -> str:
        target, actual = read_steps(value, value)
        return compact(step_of(target if self._target else actual))


def _frame(value: PrintedValue) -> Frame:
    unit, sign = value.quantity.unit if value.quantity else None, value.comparator
    return Frame(
        way=_WAYS[sign],
        strict=sign in (Comparator.GREATER, Comparator.LESS),
        limit=sign in (Comparator.AT_LEAST, Comparator.AT_MOST),
        sign=COMPARATOR_SIGNS[sign].encode() if sign else b"",
        unit=unit,
        symbol=unit.symbol.encode() if unit else b"",
        share=unit is not None and unit.dimension == PERCENT.dimension,
        money=unit is not None and unit.dimension == MONEY,
        sample=replace(value, printed="100", quantity=Quantity(Decimal(100), unit)),
    )
