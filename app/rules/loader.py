"""YAML 1.2 text → plain data with exact numbers, and the place of every value in the file.

A strict subset: no anchors, tags or second document; a key stands once; numbers never pass
through a float; what only looks like a number (`1.0.0`, `2024-01-01`, `1e3`) must be quoted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from app.rules.errors import InvalidRulePack, Problem

Data: TypeAlias = "str | Decimal | bool | list[Data] | dict[str, Data] | None"
Location: TypeAlias = tuple[str | int, ...]

_MOST_CHARACTERS = 1_000_000
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?")
_WITH_UNIT = re.compile(r"-?[0-9]+(\.[0-9]+)?(%|pp)")
_LOOKS_LIKE_A_NUMBER = re.compile(r"[+-]?\.?[0-9][0-9A-Za-z_.:+-]*|[+-]?\.(inf|nan|Inf|NaN|INF|NAN)")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "value", "merge")
) | {None, "!"}
# The one in C takes a twelfth of the time, which every start waits for.
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file's data, and where each value and each key of it stands."""

    file: str
    data: Data
    values: Mapping[Location, Mark]
    keys: Mapping[Location, Mark]

    def mark(self, location: Location, *, of_key: bool = False) -> Mark:
        """Where a value (or its key) stands; for something missing, where it should have stood."""
        marks = self.keys if of_key else self.values
        while location:
            if location in marks:
                return marks[location]
            location, marks = location[:-1], self.values
        return self.values.get((), Mark(1, 1))

    def problem(self, location: Location, zh: str, en: str, *, of_key: bool = False) -> Problem:
        mark = self.mark(location, of_key=of_key)
        return Problem(self.file, mark.line, mark.column, zh, en)

    def get(self, *location: str | int) -> Data:
        """The value at a place, None where there is none."""
        found: Data = self.data
        for step in location:
            if isinstance(found, dict) and isinstance(step, str):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found

    def rows(self, *location: str | int) -> Iterator[tuple[Location, dict[str, Data]]]:
        """The mappings of a list, each with its place; anything else in it is passed over."""
        found = self.get(*location)
        for index, row in enumerate(found if isinstance(found, list) else ()):
            if isinstance(row, dict):
                yield (*location, index), row


def read_file(path: Path, shown_as: str | None = None) -> Document:
    """Reads a file of UTF-8 text.

    Raises:
        InvalidRulePack: the file is not there, not UTF-8, or not in the strict subset.
    """
    file = shown_as or str(path)
    try:
        return read_text(path.read_bytes().decode("utf-8"), file)
    except OSError as error:
        raise InvalidRulePack([Problem(file, 1, 1, "读不到文件", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise InvalidRulePack([Problem(file, 1, 1, "不是 UTF-8 编码", f"not UTF-8 at byte {error.start}")]) from error


def read_text(text: str, file: str) -> Document:
    """Reads the text of a file.

    Raises:
        InvalidRulePack: with every duplicate key, anchor, tag and unquoted near-number in it.
    """
    if len(text) > _MOST_CHARACTERS:
        raise InvalidRulePack([Problem(file, 1, 1, "文件过大", f"longer than {_MOST_CHARACTERS} characters")])
    reading = _Reading(file, yaml.parse(text, Loader=_PARSER))
    data = _understood(reading)
    if reading.problems:
        raise InvalidRulePack(reading.problems)
    return Document(file, data, reading.values, reading.keys)


def _understood(reading: "_Reading") -> Data:
    file = reading.file
    try:
        return reading.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise InvalidRulePack([Problem(file, line, column, "YAML 语法有误", f"{error.problem}")]) from error
    except (yaml.YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise InvalidRulePack([Problem(file, 1, 1, "不是可读的 YAML 文本", reason)]) from error
    except RecursionError as error:
        raise InvalidRulePack([Problem(file, 1, 1, "嵌套过深", "nested too deeply")]) from error


@dataclass(slots=True)
class _Reading:
    """Goes through what the parser says of one file and gathers data, marks and problems."""

    file: str
    events: Iterator[Event]
    values: dict[Location, Mark] = field(default_factory=dict)
    keys: dict[Location, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def document(self) -> Data:
        """The one document of the file."""
        documents = 0
        data: Data = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "只允许一份文档", "a second document is not allowed")
            elif isinstance(event, NodeEvent):
                data = self._value(event, ())
        if not documents:
            self.problems.append(Problem(self.file, 1, 1, "文件是空的", "the file is empty"))
        return data

    def _value(self, event: NodeEvent, location: Location) -> Data:
        self.values[location] = _mark(event)
        if isinstance(event, AliasEvent):
            self._refuse(event, f"不允许引用锚点 *{event.anchor}", f"aliases are not allowed: *{event.anchor}")
        elif event.anchor:
            self._refuse(event, f"不允许使用锚点 &{event.anchor}", f"anchors are not allowed: &{event.anchor}")
            self._pass_over(event)
        elif isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag not in _PLAIN_TAGS:
            self._refuse(event, f"不允许使用标签 {event.tag}", f"tags are not allowed: {event.tag}")
            self._pass_over(event)
        elif isinstance(event, ScalarEvent):
            return self._scalar(event)
        elif isinstance(event, MappingStartEvent):
            return self._mapping(location)
        else:
            return [self._value(child, (*location, index)) for index, child in enumerate(self._children())]
        return None

    def _children(self) -> Iterator[NodeEvent]:
        """Up to the end of the list or mapping that has begun; whoever takes one goes through what it holds."""
        for event in self.events:
            if not isinstance(event, NodeEvent):
                return
            yield event

    def _pass_over(self, event: NodeEvent) -> None:
        """What an event begins."""
        if isinstance(event, CollectionStartEvent):
            for child in self._children():
                self._pass_over(child)

    def _mapping(self, location: Location) -> Data:
        result: dict[str, Data] = {}
        children = self._children()
        for name in children:
            if not isinstance(name, ScalarEvent):
                self._refuse(name, "键必须是文字", "a key must be a word")
                self._pass_over(name)
                self._pass_over(next(children))
                continue
            key = str(name.value)
            if key in result:
                self._refuse(name, f"键 “{key}” 重复", f"duplicate key “{key}”")
            self.keys[(*location, key)] = _mark(name)
            result[key] = self._value(next(children), (*location, key))
        return result

    def _scalar(self, event: ScalarEvent) -> Data:
        text = str(event.value)
        if event.style:
            return text
        if _NUMBER.fullmatch(text):
            return Decimal(text)
        if text in _WORDS:
            return _WORDS[text]
        if _LOOKS_LIKE_A_NUMBER.fullmatch(text) and not _WITH_UNIT.fullmatch(text):
            self._refuse(event, f"“{text}” 须加引号", f"“{text}” looks like a number and is none: put it in quotes")
        return text

    def _refuse(self, event: Event, zh: str, en: str) -> None:
        mark = _mark(event)
        self.problems.append(Problem(self.file, mark.line, mark.column, zh, en))


def _mark(event: Event) -> Mark:
    at = event.start_mark
    return Mark(at.line + 1, at.column + 1) if at else Mark(1, 1)
