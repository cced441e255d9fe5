"""What pydantic finds wrong with a file's shape, said in two languages and at its place."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.domain.text import Text
from app.rules.errors import Problem
from app.rules.fields import BILINGUAL
from app.rules.loader import Document, Location

_UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")
_MAPPING = ("model_type", "dict_type", "dataclass_type")
_LIST = ("list_type", "tuple_type")
_CHOICE = ("enum", "literal_error")
_LENGTH = ("too_short", "too_long")
_UNKNOWN_METHOD = "union_tag_invalid"


def shape_problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    """Every error with file, line and column, and the offending word."""
    for item in error.errors(include_url=False):
        place = _without_tags(item["loc"])
        if item["type"] == _UNKNOWN_METHOD:
            yield _method_problem(document, place, item)
            continue
        message = _message(str(place[-1]) if place else "", item)
        of_key = item["type"] in _UNKNOWN_KEY
        yield document.problem(place, message.zh, message.en, of_key=of_key)


def _without_tags(location: Location) -> Location:
    """The place in the file: pydantic puts the method of a `score` block into it, as `<bands>`."""
    return tuple(step for step in location if not (isinstance(step, str) and step[:1] == "<" and step[-1:] == ">"))


def _method_problem(document: Document, place: Location, item: ErrorDetails) -> Problem:
    """A `score` block of no known method, or none at all."""
    given = item["input"]
    if not isinstance(given, dict):
        message = Text(f"“{place[-1]}” 应为一组键和值", f"“{place[-1]}” should be a mapping, not {_given(given).en}")
        return document.problem(place, message.zh, message.en)
    if "method" not in given:
        return document.problem(place, "缺少 “method”", "“method” is missing")
    methods = item["ctx"]["expected_tags"].replace("'", "").replace("<", "").replace(">", "")
    found = given["method"]
    return document.problem(
        (*place, "method"),
        f"“method” 应为 {methods.replace(', ', '、')}，而不是 “{found}”",
        f"“method” should be {methods}, not “{found}”",
    )


def _message(name: str, item: ErrorDetails) -> Text:
    kind = item["type"]
    if kind in _UNKNOWN_KEY:
        return Text(f"未知的键 “{name}”", f"unknown key “{name}”")
    if kind == "missing":
        return Text(f"缺少 “{name}”", f"“{name}” is missing")
    wanted, given = _wanted(kind, item["msg"], item.get("ctx", {})), _given(item["input"])
    return Text(f"“{name}” {wanted.zh}，而不是{given.zh}", f"“{name}” {wanted.en}, not {given.en}")


def _wanted(kind: str, message: str, context: dict[str, Any]) -> Text:
    if kind == BILINGUAL:
        return Text(context["zh"], context["en"])
    if kind in _CHOICE:
        choices = context["expected"].replace("'", "")
        return Text(f"应为 {choices.replace(', ', '、').replace(' or ', '、')}", f"should be {choices}")
    if kind in _MAPPING:
        return Text("应为一组键和值", "should be a mapping")
    if kind in _LIST:
        return Text("应为一列", "should be a list")
    if kind in _LENGTH:
        least, most = context.get("min_length"), context.get("max_length")
        bound = f"≥ {least}" if kind == "too_short" else f"≤ {most}"
        return Text(f"的项数应 {bound}", f"should have {bound} items")
    return Text(f"有误（{message}）", f"is wrong ({message})")


def _given(value: object) -> Text:
    if isinstance(value, dict):
        return Text("一组键和值", "a mapping")
    if isinstance(value, list | tuple):
        return Text(f"有 {len(value)} 项的一列", f"a list of {len(value)}")
    return Text("空", "nothing") if value is None else Text(f" “{value}”", f"“{value}”")
