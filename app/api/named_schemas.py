"""Schemas that occur in many places get one name, so that a generated client has one class for them.

Enumerations whose values are no identifiers (Chinese units, bare numbers) get names for their constants.
"""

from typing import Any

Json = dict[str, Any]

_PREFIX = "#/components/schemas/"
_CELL_VALUE: Json = {
    "anyOf": [{"type": "string", "maxLength": 1000}, {"$ref": f"{_PREFIX}StructuredValue"}],
    "description": "一格的值：按所印的文本，或已拆分的值。\n\nThe value of a cell: text as printed, or taken apart.",
    "examples": ["≥95%", {"comparator": "ge", "value": "95", "unit": "%"}],
}
_CURRENCY_UNIT: Json = {
    "type": "string",
    "enum": ["元", "千元", "万元", "百万元", "千万元", "亿元"],
    "description": "金额单位。\n\nThe unit of an amount of money.",
    "examples": ["万元"],
}
_NAMED = {"CellValue": _CELL_VALUE, "CurrencyUnit": _CURRENCY_UNIT}
_CONSTANTS = {
    "CurrencyUnit": [
        "YUAN",
        "THOUSAND_YUAN",
        "TEN_THOUSAND_YUAN",
        "MILLION_YUAN",
        "TEN_MILLION_YUAN",
        "HUNDRED_MILLION_YUAN",
    ],
    "RegionDigits": ["PROVINCE", "CITY", "COUNTY"],
}


# Examples and defaults are data, not schemas.
_DATA = frozenset({"examples", "default", "enum"})


def name_shared_schemas(document: Json) -> None:
    """Replaces what `_NAMED` describes by references, and names the constants of `_CONSTANTS`."""
    schemas = document["components"]["schemas"]
    schemas |= {name: _referring(schema) for name, schema in schemas.items()} | _NAMED
    for name, constants in _CONSTANTS.items():
        schemas[name] = {**schemas[name], "x-enum-varnames": constants}


def _referring(part: Any) -> Any:
    """A schema, or a part of one, with references in it."""
    if isinstance(part, list):
        return [_referring(each) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("enum") == _CURRENCY_UNIT["enum"]:
        return {"$ref": f"{_PREFIX}CurrencyUnit"}
    made = {key: value if key in _DATA else _referring(value) for key, value in part.items()}
    choices = made.get("anyOf", [])
    if choices[:2] != _CELL_VALUE["anyOf"]:
        return made
    reference = {"$ref": f"{_PREFIX}CellValue"}
    rest = {key: value for key, value in made.items() if key != "anyOf"}
    return {"anyOf": [reference, *choices[2:]], **rest} if choices[2:] else {**reference, **rest}
