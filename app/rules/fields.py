"""The leaves of a rule file: words, exact numbers, percentages, identifiers, each with its own complaint."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

BILINGUAL = "bilingual"

_PERCENT = r"^[0-9]{1,6}(\.[0-9]{1,6})?%$"
_POINTS = r"^[0-9]{1,6}(\.[0-9]{1,6})?pp$"
_ID = r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$"
_VERSION = r"^(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})$"
_REGION = r"^(nationwide|[1-9][0-9]|[1-9][0-9]{3}|[1-9][0-9]{5})$"


def _leaf(holds: Callable[[object], bool], zh: str, en: str) -> BeforeValidator:
    def check(value: object) -> object:
        if holds(value):
            return value
        raise PydanticCustomError(BILINGUAL, "{en}", {"zh": zh, "en": en})

    return BeforeValidator(check)


def _matches(pattern: str) -> Callable[[object], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.match(value) is not None


def _whole(lowest: int, highest: int) -> Callable[[object], bool]:
    def holds(value: object) -> bool:
        return isinstance(value, Decimal) and value == value.to_integral_value() and lowest <= value <= highest

    return holds


Words = Annotated[
    str,
    _leaf(lambda v: isinstance(v, str) and bool(v.strip()), "应为文字", "should be words"),
    WithJsonSchema({"type": "string", "minLength": 1}),
]
Number = Annotated[
    Decimal,
    _leaf(lambda v: isinstance(v, Decimal) and v >= 0, "应为数字，不加引号、不加单位", "should be a bare number"),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
SignedNumber = Annotated[
    Decimal,
    _leaf(lambda v: isinstance(v, Decimal), "应为数字，不加引号、不加单位", "should be a bare number"),
    WithJsonSchema({"type": "number"}),
]
Percent = Annotated[
    str,
    _leaf(_matches(_PERCENT), "应为百分数，如 80%", "should be a percentage such as 80%"),
    WithJsonSchema({"type": "string", "pattern": _PERCENT}),
]
PointsOrShare = Annotated[
    Decimal | str,
    _leaf(
        lambda v: (isinstance(v, Decimal) and v >= 0) or _matches(_PERCENT)(v),
        "应为分数，如 2，或百分数，如 10%",
        "should be points such as 2 or a percentage such as 10%",
    ),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": _PERCENT}]}),
]
PercentagePoints = Annotated[
    str,
    _leaf(_matches(_POINTS), "应为百分点，如 20pp", "should be percentage points such as 20pp"),
    WithJsonSchema({"type": "string", "pattern": _POINTS}),
]
Flag = Annotated[bool, _leaf(lambda v: isinstance(v, bool), "应为 true 或 false", "should be true or false")]
Year = Annotated[
    int,
    _leaf(_whole(1950, 2200), "应为四位年份", "should be a year"),
    WithJsonSchema({"type": "integer", "minimum": 1950, "maximum": 2200}),
]
Count = Annotated[
    int,
    _leaf(_whole(1, 10_000), "应为正整数", "should be a whole number from 1"),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 10_000}),
]
Places = Annotated[
    int,
    _leaf(_whole(0, 6), "应为 0 到 6 的整数", "should be a whole number from 0 to 6"),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 6}),
]
Id = Annotated[
    str,
    _leaf(_matches(_ID), "应为小写英文标识", "should be a lower-case identifier"),
    WithJsonSchema({"type": "string", "pattern": _ID}),
]
Version = Annotated[
    str,
    _leaf(_matches(_VERSION), '应为带引号的版本号，如 "1.0.0"', 'should be a quoted version such as "1.0.0"'),
    WithJsonSchema({"type": "string", "pattern": _VERSION}),
]
RegionPrefix = Annotated[
    str,
    _leaf(
        _matches(_REGION),
        '应为 nationwide 或带引号的 2、4、6 位区划代码，如 "11"',
        'should be nationwide or a quoted GB/T 2260 prefix of 2, 4 or 6 digits such as "11"',
    ),
    WithJsonSchema({"type": "string", "pattern": _REGION}),
]
