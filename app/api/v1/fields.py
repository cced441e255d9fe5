"""The kinds of value a request may hold, each checked as text: numbers become Decimal in mapping, never here.

Every reader raises errors that app/api/messages.py words. Limits as the contract states them: 18 digits and 6
decimals a number, 4,000 characters a text, 200 a name, weights from 0 to 1000.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from app.api.checked_text import CheckedText

MAX_DIGITS = 18
MAX_DECIMALS = 6
MAX_WEIGHT = 1000
MAX_ROWS = 100
MAX_VALUE_LENGTH = 1000
MAX_NAME_LENGTH = 200
MAX_TEXT_LENGTH = 4000

_PLAIN_DECIMAL = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?")
# What forms print in a cell that holds nothing.
_BLANKS = frozenset({"", "-", "--", "－", "–", "—", "——", "/", "／", "\\", "无", "*", "_"})
# Digits in any script, thousands groups included: Python would read them all as one number.
_OUT_OF_BOUNDS = re.compile(r"\d{19}|\d(?:[,，]\d{3}){6}|[.．]\d{7}|\d_\d")
_EXPONENT = re.compile(r"[^\dA-Za-zＡ-Ｚａ-ｚ]*\d[\d.．,，]*[eEｅＥ][+＋\-－−]?\d+[^\dA-Za-zＡ-Ｚａ-ｚ]*")
_AMOUNT = re.compile(
    r"[+＋\-－−]?\s*(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
    r"\s*(?:元|千元|万元|百万元|千万元|亿元)?"
)


def told(zh: str, en: str, *examples: object) -> FieldInfo:
    """What Swagger says about a field: Chinese first, then English, then examples."""
    description: FieldInfo = Field(description=f"{zh}\n\n{en}", examples=list(examples) or None)
    return description


class RequestModel(BaseModel):
    """Unknown fields are refused: a misspelt field must not silently score zero. Only JSON objects are read."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # FastAPI reads models from the attributes of any object, and a JSON number such as 1.5 is an object
        # (Decimal): where every field is optional it would pass for an empty form.
        schema = handler(source)
        model = cast(core_schema.ModelSchema, handler.resolve_ref_schema(schema))
        fields = model["schema"]
        # The schema of a model is made once and handed out again for every further use.
        if fields["type"] != "json-or-python":
            from_python = core_schema.chain_schema([core_schema.is_instance_schema(dict), fields])
            model["schema"] = core_schema.json_or_python_schema(fields, from_python)
        return schema


def read_number(value: object) -> str:
    """The plain text of a JSON number or of decimal text: 15, "15.0", -0.5; 1e2 as a JSON number is 100."""
    if isinstance(value, str):
        return _read_decimal_text(value)
    text = _json_number_text(value)
    if text is None:
        raise PydanticCustomError("number_expected", "not a number")
    return text


def _read_decimal_text(text: str) -> str:
    match = _PLAIN_DECIMAL.fullmatch(text)
    if match is None:
        raise PydanticCustomError("number_format", "not a plain decimal")
    whole, decimals = match[1], match[2] or ""
    if len(whole) + len(decimals) > MAX_DIGITS or len(decimals) > MAX_DECIMALS:
        raise _out_of_bounds()
    return text.removeprefix("-") if text.startswith("-") and not (whole + decimals).strip("0") else text


def _json_number_text(value: object) -> str | None:
    """The text of a JSON number, None for anything else; the bounds come before any text is made of it."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if isinstance(value, int):
        if abs(value) >= 10**MAX_DIGITS:
            raise _out_of_bounds()
        return str(value)
    if not value.is_finite() or not -MAX_DECIMALS <= value.adjusted() < MAX_DIGITS:
        raise _out_of_bounds()
    return _read_decimal_text(f"{value:f}")


def _out_of_bounds() -> PydanticCustomError:
    return PydanticCustomError("number_out_of_bounds", "number out of bounds")


def _within(least: int, most: int, *, blank: bool) -> Callable[[object], str | None]:
    def read(value: object) -> str | None:
        if blank and isinstance(value, str) and value.strip() in _BLANKS:
            return None
        text = read_number(value)
        if not least <= Decimal(text) <= most:
            context = {"least": least, "most": most}
            raise PydanticCustomError("number_out_of_range", "number out of range", context)
        return text

    return read


def _read_blank_or_number(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() in _BLANKS else read_number(value)


def _read_percentage(value: object) -> str:
    return read_number(value.strip().rstrip("%％").rstrip() if isinstance(value, str) else value)


def read_printed(value: object, longest: int = MAX_NAME_LENGTH) -> str:
    """A cell as the form prints it: any text, but no number in it that cannot be held exactly."""
    if isinstance(value, str):
        _check_printed(value, longest)
        return value
    text = _json_number_text(value)
    if text is None:
        raise PydanticCustomError("value_expected", "not a cell")
    return text


def _check_printed(text: str, longest: int) -> None:
    if len(text) > longest:
        raise PydanticCustomError("string_too_long", "too long", {"max_length": longest})
    if _OUT_OF_BOUNDS.search(text) or _EXPONENT.fullmatch(text):
        raise _out_of_bounds()


def read_amount(value: object) -> str:
    """An amount as printed, with or without its unit, or a blank cell; full-width digits are read later."""
    text = read_printed(value)
    stripped = text.strip()
    if stripped not in _BLANKS and not _AMOUNT.fullmatch(stripped):
        raise PydanticCustomError("amount_invalid", "not an amount")
    return text


def read_present_amount(value: object) -> str:
    """As `read_amount`, but a calculation needs a number."""
    text = read_amount(value)
    if text.strip() in _BLANKS:
        raise PydanticCustomError("amount_invalid", "not an amount")
    return text


def _number_schema(zh: str, en: str, *examples: str) -> JsonSchemaValue:
    # A union of number and string becomes a wrapper class in generated clients; this one becomes BigDecimal.
    return {"type": "string", "format": "decimal", "description": f"{zh}\n\n{en}", "examples": list(examples)}


_EXACT_ZH = "十进制数文本；JSON 数字同样接受，并按原文精确读取，不经过二进制浮点。最多 18 位数字、6 位小数。"
_EXACT_EN = "Decimal text; a JSON number is accepted too and read exactly, never as a binary float."
_NUMBER_FINE = r"^[0-9]{1,12}(?:\.[0-9]{1,6})?$"
_WEIGHT_FINE = r"^(?:[0-9]{1,3}(?:\.[0-9]{1,6})?|1000)$"
# Too short to hold a number out of bounds, and without the letter or sign that would make a short one huge.
_PRINTED_FINE = r"^(?:[^eEｅＥ_.．]{0,18}|[^eEｅＥ_]{0,7})$"
_AMOUNT_FINE = r"^(?:[0-9]{1,12}(?:\.[0-9]{1,6})?)?$"
_WEIGHT_SCHEMA = _number_schema(f"0 至 1000。{_EXACT_ZH}", f"From 0 to 1000. {_EXACT_EN}", "15")
_SCORE_SCHEMA = _number_schema(_EXACT_ZH, _EXACT_EN, "13.87")
_PRINTED_SCHEMA: JsonSchemaValue = {"type": "string", "maxLength": MAX_NAME_LENGTH}

ExactNumber = Annotated[str, CheckedText(_NUMBER_FINE, read_number, _SCORE_SCHEMA)]
"""A decimal as text, at most 18 digits and 6 decimals, no unit."""

Weight = Annotated[str, CheckedText(_WEIGHT_FINE, _within(0, MAX_WEIGHT, blank=False), _WEIGHT_SCHEMA)]
"""Points, 0 to 1000, as decimal text."""

BlankableWeight = Annotated[str | None, CheckedText(_WEIGHT_FINE, _within(0, MAX_WEIGHT, blank=True), _WEIGHT_SCHEMA)]
"""Points, or None for a cell that is blank or printed as a dash."""

Percentage = Annotated[str, CheckedText(_NUMBER_FINE, _read_percentage, _SCORE_SCHEMA)]
"""A percentage as decimal text, the sign taken off: "85%" is 85."""

BlankableNumber = Annotated[str | None, CheckedText(_NUMBER_FINE, _read_blank_or_number, _SCORE_SCHEMA)]
"""A decimal as text, or None for a cell that is blank or printed as a dash."""

Printed = Annotated[str, CheckedText(_PRINTED_FINE, read_printed, _PRINTED_SCHEMA)]
"""A cell as printed (a rate, "100%"), at most 200 characters."""

Amount = Annotated[str, CheckedText(_AMOUNT_FINE, read_amount, _PRINTED_SCHEMA)]
"""An amount of money as printed, its unit in the text or in `funds.unit`; blank is allowed."""

PresentAmount = Annotated[str, CheckedText(_NUMBER_FINE, read_present_amount, _PRINTED_SCHEMA)]
"""An amount of money that must be there."""

Name = Annotated[str, Field(max_length=MAX_NAME_LENGTH)]
Text = Annotated[str, Field(max_length=MAX_TEXT_LENGTH)]
RequiredText = Annotated[str, Field(min_length=1, max_length=MAX_TEXT_LENGTH)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
CurrencyUnit = Literal["元", "千元", "万元", "百万元", "千万元", "亿元"]
Comparator = Literal["ge", "le", "gt", "lt", "eq"]
Direction = Literal["positive", "negative"]
Tier = Literal["achieved", "partially_achieved", "not_achieved"]


class StructuredValue(RequestModel):
    """已拆分的指标值，可代替印刷文本。A value taken apart already, instead of the printed text."""

    comparator: Annotated[
        Comparator | None,
        told(
            "比较符号：ge ≥、le ≤、gt ＞、lt ＜、eq ＝；实际值不带符号。",
            "Sign of a target; none for an actual.",
            "ge",
        ),
    ] = None
    value: Annotated[ExactNumber, told("数值；区间的下限。", "The number; the lower bound of a range.", "95")]
    upper: Annotated[ExactNumber | None, told("区间的上限。", "The upper bound of a range.", "98")] = None
    unit: Annotated[Name | None, told("计量单位。", "The unit of measurement.", "%")] = None


def read_value(value: object) -> str | StructuredValue:
    """A target or an actual: as printed, a JSON number, or taken apart into comparator, value and unit."""
    if isinstance(value, dict):
        return StructuredValue.model_validate(value)
    if not isinstance(value, str) and _json_number_text(value) is None:
        raise PydanticCustomError("value_or_object_expected", "not a value")
    return read_printed(value, MAX_VALUE_LENGTH)


_VALUE_SCHEMA: JsonSchemaValue = {"type": "string", "maxLength": MAX_VALUE_LENGTH}

Value = Annotated[str | StructuredValue, CheckedText(_PRINTED_FINE, read_value, _VALUE_SCHEMA, StructuredValue)]
"""A target or an actual value, as printed or structured."""
