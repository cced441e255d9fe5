"""The kinds of value the platform's columns hold, checked as the column would be: digits, decimals, characters.

Whether VARCHAR2 counts characters or bytes is not known, so characters are refused and bytes are told afterwards
(app/services/platform/cells.py). Where a form holds less than the column, the form's limit counts.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from app.api.checked_text import CheckedText
from app.api.v1.fields import (
    MAX_NAME_LENGTH,
    MAX_TEXT_LENGTH,
    MAX_VALUE_LENGTH,
    MAX_WEIGHT,
    read_number,
    read_printed,
    told,
)
from app.domain.rounding import decimals_of, trimmed
from app.services.platform.columns import AMOUNT, RATE, SCORE, TABLES, WEIGHT, TextColumn

_NAMES = ("_NAME",)
_CELLS = ("KPI_VAL", "IND_COMP")
# Never matches: every number of a column is read, for its digits are to be counted.
_NONE_FINE = "^$."


def column(table: str, name: str) -> FieldInfo:
    """What Swagger says about a column."""
    spec = TABLES[table][name]
    described: FieldInfo = told(f"{spec.zh}。", f"{spec.en}.", *([] if spec.example is None else [spec.example]))
    return described


def text(table: str, name: str) -> FieldInfo:
    """The same of a text, with the most characters it may have."""
    described = column(table, name)
    return FieldInfo.merge_field_infos(described, Field(max_length=longest(table, name)))


def longest(table: str, name: str) -> int:
    """How many characters are taken: those of the column, or fewer where a form has no room for them."""
    spec = TABLES[table][name]
    if not isinstance(spec, TextColumn):
        raise TypeError(f"{name} is no text")
    if name in _CELLS:
        return min(spec.longest, MAX_VALUE_LENGTH)
    return min(spec.longest, MAX_NAME_LENGTH if name.endswith(_NAMES) else MAX_TEXT_LENGTH)


def _number(digits: int, places: int, *, most: int | None = None) -> CheckedText:
    shown = {"type": "string", "format": "decimal"}
    return CheckedText(_NONE_FINE, _reader(digits, places, most), shown)


def _reader(digits: int, places: int, most: int | None) -> Callable[[object], str]:
    def read(value: object) -> str:
        sent = read_number(value)
        number = Decimal(sent)
        if most is not None and not 0 <= number <= most:
            raise PydanticCustomError("number_out_of_range", "out of range", {"least": 0, "most": most})
        if decimals_of(trimmed(number)) > places or abs(number) >= 10 ** (digits - places):
            context = {"digits": digits, "places": places, "whole": digits - places}
            raise PydanticCustomError("number_out_of_column", "more than the column holds", context)
        return sent

    return read


def read_cell_text(value: object) -> str:
    """A target or what was achieved, as printed."""
    return read_printed(value, MAX_VALUE_LENGTH)


ScoreText = Annotated[str, _number(*SCORE)]
WeightText = Annotated[str, _number(*WEIGHT, most=MAX_WEIGHT)]
AmountText = Annotated[str, _number(*AMOUNT)]
RateText = Annotated[str, _number(*RATE)]
CellText = Annotated[str, CheckedText(_NONE_FINE, read_cell_text, {"type": "string", "maxLength": MAX_VALUE_LENGTH})]
