"""A figure measured, and the bar it is held against."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import eq, ge, le
from typing import Any

_HOLDS = {"≥": ge, "≤": le, "=": eq}
_SHOWN = 3


@dataclass(frozen=True)
class Figure:
    """What was measured; `told` are the first cases that a missed bar is due to."""

    what: str
    value: Any
    sign: str = ""
    bar: Any = None
    unit: str = ""
    told: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it reaches its bar; one without a bar is told for the reader only."""
        return not self.sign or bool(_HOLDS[self.sign](self.value, self.bar))


def none(what: str, cases: Iterable[object]) -> Figure:
    """There must be no such case."""
    found = [str(case) for case in cases]
    return Figure(what, len(found), "=", 0, told=tuple(found[:_SHOWN]))


def exactly(what: str, value: object, bar: object, *told: str) -> Figure:
    return Figure(what, value, "=", bar, told=told)


def at_least(what: str, value: float, bar: float, unit: str = "") -> Figure:
    return Figure(what, value, "≥", bar, unit)


def at_most(what: str, value: float, bar: float, unit: str = "") -> Figure:
    return Figure(what, value, "≤", bar, unit)


def told(what: str, value: object, unit: str = "") -> Figure:
    """Said for the reader; nothing depends on it."""
    return Figure(what, value, unit=unit)
