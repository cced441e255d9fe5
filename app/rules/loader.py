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

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

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
)


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
    root = _compose(text, file)
    reading = _Reading(file)
    data = reading.convert(root, ())
    if reading.problems:
        raise InvalidRulePack(reading.problems)
    return Document(file, data, reading.values, reading.keys)


def _compose(text: str, file: str) -> Node:
    if len(text) > _MOST_CHARACTERS:
        raise InvalidRulePack([Problem(file, 1, 1, "文件过大", f"longer than {_MOST_CHARACTERS} characters")])
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise InvalidRulePack([Problem(file, line, column, "YAML 语法有误", f"{error.problem}")]) from error
    except (YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise InvalidRulePack([Problem(file, 1, 1, "不是可读的 YAML 文本", reason)]) from error
    except RecursionError as error:
        raise InvalidRulePack([Problem(file, 1, 1, "嵌套过深", "nested too deeply")]) from error
    if root is None:
        raise InvalidRulePack([Problem(file, 1, 1, "文件是空的", "the file is empty")])
    return root


@dataclass(slots=True)
class _Reading:
    """Walks the nodes of one file and gathers data, marks and problems."""

    file: str
    values: dict[Location, Mark] = field(default_factory=dict)
    keys: dict[Location, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def convert(self, node: Node, location: Location) -> Data:
        self.values[location] = _mark(node)
        # An anchored node is not entered: that is where aliases could multiply it.
        if node.anchor:
            self._refuse(node, f"不允许使用锚点 &{node.anchor}", f"anchors are not allowed: &{node.anchor}")
        elif str(node.tag) not in _PLAIN_TAGS:
            self._refuse(node, f"不允许使用标签 {node.tag}", f"tags are not allowed: {node.tag}")
        elif isinstance(node, MappingNode):
            return self._mapping(node, location)
        elif isinstance(node, SequenceNode):
            return [self.convert(child, (*location, index)) for index, child in enumerate(node.value)]
        elif isinstance(node, ScalarNode):
            return self._scalar(node)
        return None

    def _mapping(self, node: MappingNode, location: Location) -> Data:
        result: dict[str, Data] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._refuse(key_node, "键必须是文字", "a key must be a word")
                continue
            key = str(key_node.value)
            if key in result:
                self._refuse(key_node, f"键 “{key}” 重复", f"duplicate key “{key}”")
            self.keys[(*location, key)] = _mark(key_node)
            result[key] = self.convert(value_node, (*location, key))
        return result

    def _scalar(self, node: ScalarNode) -> Data:
        text = str(node.value)
        if node.style is not None:
            return text
        if _NUMBER.fullmatch(text):
            return Decimal(text)
        if text in _WORDS:
            return _WORDS[text]
        if _LOOKS_LIKE_A_NUMBER.fullmatch(text) and not _WITH_UNIT.fullmatch(text):
            self._refuse(node, f"“{text}” 须加引号", f"“{text}” looks like a number and is none: put it in quotes")
        return text

    def _refuse(self, node: Node, zh: str, en: str) -> None:
        mark = _mark(node)
        self.problems.append(Problem(self.file, mark.line, mark.column, zh, en))


def _mark(node: Node) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)
