"""Reads a calculation printed on a form: `(1231.86/1586)*100%=77.67%`.

A reader of its own, so that nothing a caller sends is ever run: numbers, + - × ÷, brackets, % and =.
One pass over bounded text, hence linear time. What it cannot read it leaves alone.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from app.domain.rounding import rounds_to

_SAME_SIGN = str.maketrans(
    {
        **dict(zip("０１２３４５６７８９．％＋－−–", "0123456789.%+---", strict=True)),
        **dict.fromkeys("×＊✕xXｘ", "*"),
        **dict.fromkeys("÷／", "/"),
        **dict.fromkeys("（［[【", "("),
        **dict.fromkeys("）］]】", ")"),
        **dict.fromkeys("＝≈", "="),
    }
)
_SPACES = re.compile(r"\s+")
_THOUSANDS = re.compile(r"(?<=[0-9])[,，](?=[0-9]{3}(?![0-9]))")
# 10/2=5,100/200=0.5: a result and the next calculation, or one number?
_RESULT_OR_THOUSANDS = re.compile(r"=\d{1,3}[,，]\d{3}(?:\.\d{1,6})?[-+*/]")
# Several calculations in one cell, each perhaps behind the name of its rate.
_SEPARATOR = re.compile(r"[；;。，,、\n]|<[^<>]{0,20}>")
_LABEL = re.compile(r"^[^=:：0-9]{1,40}[:：]")
_UNIT = re.compile(r"(?<=[0-9])(?:亿元|万元|千元|元|人次|人|分|个|家|户|项|次|名|天|件)")
_TOKEN = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,6})?|[-+*/()%]")
_PLAIN = re.compile(r"(?P<number>-?[0-9]{1,18}(?:\.[0-9]{1,6})?)(?P<percent>%?)[\u4e00-\u9fff]{0,4}[。.;；]?")
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}
_TOKENS_MAX = 200


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it stands beside an equals sign."""

    value: Decimal
    percent: bool

    def states(self, result: Fraction) -> bool:
        """Whether it is `result` as printed; `×100` and `×100%` are both written for percentages."""
        return any(rounds_to(result * scale, self.value) for scale in ((100, 1) if self.percent else (1, 100)))


@dataclass(frozen=True, slots=True)
class Calculation:
    """The expression left of an equals sign, the result printed right of it, and the numbers used."""

    expression: str
    result: Fraction
    printed: Printed
    operands: tuple[Decimal, ...]

    @property
    def holds(self) -> bool:
        return self.printed.states(self.result)


def calculations(text: str) -> tuple[Calculation, ...]:
    """Every `expression = number` in the text that can be read, in order."""
    folded = text.translate(_SAME_SIGN)
    if _RESULT_OR_THOUSANDS.search(folded):
        return ()
    statements = _SEPARATOR.split(_THOUSANDS.sub("", folded))
    return tuple(found for statement in statements for found in _in_statement(statement))


def _in_statement(statement: str) -> list[Calculation]:
    found: list[Calculation] = []
    for left, right in pairwise(_sides(statement)):
        plain = _PLAIN.fullmatch(right)
        tokens = _tokens(left)
        if plain is None or tokens is None or not any(token in _PRECEDENCE for token in tokens):
            continue
        result = _value(tokens)
        if result is not None:
            operands = tuple(Decimal(token) for token in tokens if token[0].isdigit())
            printed = Printed(Decimal(plain["number"]), bool(plain["percent"]))
            found.append(Calculation(left, result, printed, operands))
    return found


def _sides(statement: str) -> list[str]:
    folded = _LABEL.sub("", _SPACES.sub("", statement))
    units = set(_UNIT.findall(folded))
    return (_UNIT.sub("", folded) if len(units) == 1 else folded).split("=")


def _tokens(side: str) -> list[str] | None:
    tokens = _TOKEN.findall(side)
    complete = "".join(tokens) == side and 0 < len(tokens) <= _TOKENS_MAX
    return tokens if complete else None


def _value(symbols: list[str]) -> Fraction | None:
    """The value by the usual precedence; None for what is no expression, or divides by zero."""
    values: list[Fraction] = []
    signs: list[str] = []
    operand_next = True
    for symbol in symbols:
        if operand_next and symbol == "-" and (not signs or signs[-1] == "("):
            values.append(Fraction(0))
            signs.append(symbol)
        elif operand_next and symbol == "(":
            signs.append(symbol)
        elif operand_next and symbol[0].isdigit():
            values.append(Fraction(symbol))
            operand_next = False
        elif not operand_next and symbol == "%":
            values[-1] /= 100
        elif not operand_next and symbol == ")":
            if not _close(values, signs):
                return None
        elif not operand_next and symbol in _PRECEDENCE:
            if not _apply_down_to(_PRECEDENCE[symbol], values, signs):
                return None
            signs.append(symbol)
            operand_next = True
        else:
            return None
    if operand_next or "(" in signs or not _apply_down_to(1, values, signs):
        return None
    return values[0]


def _close(values: list[Fraction], signs: list[str]) -> bool:
    if not _apply_down_to(1, values, signs) or not signs:
        return False
    signs.pop()
    return True


def _apply_down_to(precedence: int, values: list[Fraction], signs: list[str]) -> bool:
    while signs and signs[-1] != "(" and _PRECEDENCE[signs[-1]] >= precedence:
        right, left, sign = values.pop(), values.pop(), signs.pop()
        if sign == "/" and right == 0:
            return False
        values.append(_OPERATIONS[sign](left, right))
    return True


_OPERATIONS = {
    "+": Fraction.__add__,
    "-": Fraction.__sub__,
    "*": Fraction.__mul__,
    "/": Fraction.__truediv__,
}
