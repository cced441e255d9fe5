"""Cuts a body into the forms it holds while its bytes arrive: of a form, nothing is looked at but where it ends.

Memory: one form, however long the body. What is wrong within a form is found when the form is read.
"""

import re
from collections.abc import Callable
from typing import Protocol

from app.api.problem import FieldError
from app.api.problem_types import InvalidRequest, MalformedJson
from app.api.wording import Bilingual

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
# Everything up to the next bracket, or quotation mark of a string that goes on in the next bytes.
_INSIDE = re.compile(rb'(?:[^"\[\]{}]++|' + _STRING + rb")*+", re.DOTALL)
# The same where a comma ends the value.
_OUTSIDE = re.compile(rb'(?:[^"\[\]{},]++|' + _STRING + rb")*+", re.DOTALL)
_END_OF_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n]*+")
_KEY = re.compile(rb'[^"\\]*+')
_LONGEST_KEY = 80

Step = Callable[[bytes, int], int]


class BodyItems(Protocol):
    """Takes a body in; whoever has fed it all asks for the end, which may bring a last form."""

    @property
    def defaults(self) -> bytes | None:
        """JSON of the member beside the forms, once the end was asked for."""
        ...

    def feed(self, chunk: bytes) -> list[bytes]:
        """The forms that are complete by now. Raises MalformedJson or InvalidRequest where no form could begin."""
        ...

    def end(self) -> list[bytes]:
        """Raises as `feed` does."""
        ...


class LineItems:
    """NDJSON: each line that is not blank is a form. Of one that is too long, only a byte too many is kept."""

    defaults: bytes | None = None

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._line = bytearray()
        self._more_than_blanks = False

    def feed(self, chunk: bytes) -> list[bytes]:
        first, *others = chunk.split(b"\n")
        self._keep(first)
        items: list[bytes] = []
        for other in others:
            items += self.end()
            self._keep(other)
        return items

    def end(self) -> list[bytes]:
        line, self._line = bytes(self._line), bytearray()
        blank, self._more_than_blanks = not (self._more_than_blanks or line.strip()), False
        if blank:
            return []
        return [line if len(line) > self._longest else line.rstrip(b"\r")]

    def _keep(self, part: bytes) -> None:
        room = self._longest + 1 - len(self._line)
        self._line += part[:room]
        # A form may begin behind blanks that fill the room.
        self._more_than_blanks = self._more_than_blanks or bool(part[room:].strip())


class JsonItems:
    """A JSON array, or an object with the array as `forms` and, maybe, `defaults`."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._items: list[bytes] = []
        self._defaults: bytes | None = None
        self._before = 0
        self._step: Step = self._begin
        self._key = b""
        self._keys: set[bytes] = set()
        self._listed = False
        self._value = bytearray()
        self._depth = 0
        self._in_string = False
        self._escaped = False

    @property
    def defaults(self) -> bytes | None:
        return self._defaults

    def feed(self, chunk: bytes) -> list[bytes]:
        at = 0
        while at < len(chunk):
            at = self._step(chunk, at)
        self._before += len(chunk)
        items, self._items = self._items, []
        return items

    def end(self) -> list[bytes]:
        if self._step != self._ended:
            raise _malformed(self._before, Bilingual("内容不完整", "it ends too early"))
        if not self._listed:
            raise _invalid("/forms", "required", Bilingual("“forms”为必填项", "“forms” is required"))
        return []

    def _begin(self, chunk: bytes, at: int) -> int:
        at = _through_space(chunk, at)
        if chunk[at : at + 1] == b"[":
            self._listed = True
            self._step = self._first_item
        elif chunk[at : at + 1] == b"{":
            self._step = self._first_member
        elif at < len(chunk):
            raise _invalid("", "list_expected", _NEITHER)
        return at + 1

    def _first_item(self, chunk: bytes, at: int) -> int:
        at = _through_space(chunk, at)
        if chunk[at : at + 1] == b"]":
            self._close_list()
            return at + 1
        if at < len(chunk):
            self._step = self._item
        return at

    def _item(self, chunk: bytes, at: int) -> int:
        at = _through_space(chunk, at)
        if chunk[at : at + 1] in (b",", b"]", b"}"):
            raise self._unexpected(at)
        return self._scan(chunk, at, self._item_complete) if at < len(chunk) else at

    def _item_complete(self, chunk: bytes, at: int) -> int:
        self._items.append(self._taken())
        if chunk[at : at + 1] == b"}":
            raise self._unexpected(at)
        if chunk[at : at + 1] == b",":
            self._step = self._item
        else:
            self._close_list()
        return at + 1

    def _close_list(self) -> None:
        self._step = self._after_member if self._keys else self._ended

    def _first_member(self, chunk: bytes, at: int) -> int:
        at = _through_space(chunk, at)
        if chunk[at : at + 1] == b"}":
            self._step = self._ended
            return at + 1
        if at < len(chunk):
            self._step = self._member
        return at

    def _member(self, chunk: bytes, at: int) -> int:
        at = _through_space(chunk, at)
        if at < len(chunk):
            if chunk[at : at + 1] != b'"':
                raise self._unexpected(at)
            self._key = b""
            self._step = self._in_key
        return at + 1

    def _in_key(self, chunk: bytes, at: int) -> int:
        found = _KEY.match(chunk, at)
        end = found.end() if found else at
        self._key = (self._key + chunk[at:end])[:_LONGEST_KEY]
        if end == len(chunk):
            return end
        if self._key not in (b"forms", b"defaults") or chunk[end : end + 1] != b'"':
            name = self._key.decode(errors="replace")
            raise _invalid("/" + name, "unknown_field", _NEITHER)
        if self._key in self._keys:
            name = self._key.decode()
            raise _malformed(self._before + end, Bilingual(f"键“{name}”重复出现", f"the key “{name}” occurs twice"))
        self._keys.add(self._key)
        self._step = self._colon
        return end + 1

    def _colon(self, chunk: bytes, at: int) -> int:
        at = _through_space(chunk, at)
        if at < len(chunk):
            if chunk[at : at + 1] != b":":
                raise self._unexpected(at)
            self._step = self._list if self._key == b"forms" else self._defaults_value
        return at + 1

    def _list(self, chunk: bytes, at: int) -> int:
        at = _through_space(chunk, at)
        if at < len(chunk):
            if chunk[at : at + 1] != b"[":
                raise _invalid(
                    "/forms", "list_expected", Bilingual("“forms”应为 JSON 数组", "“forms” must be a JSON array")
                )
            self._listed = True
            self._step = self._first_item
        return at + 1

    def _defaults_value(self, chunk: bytes, at: int) -> int:
        at = _through_space(chunk, at)
        return self._scan(chunk, at, self._defaults_complete) if at < len(chunk) else at

    def _defaults_complete(self, chunk: bytes, at: int) -> int:
        self._defaults = self._taken()
        self._step = self._after_member
        return at

    def _after_member(self, chunk: bytes, at: int) -> int:
        at = _through_space(chunk, at)
        if chunk[at : at + 1] == b",":
            self._step = self._member
        elif chunk[at : at + 1] == b"}":
            self._step = self._ended
        elif at < len(chunk):
            raise self._unexpected(at)
        return at + 1

    def _ended(self, chunk: bytes, at: int) -> int:
        at = _through_space(chunk, at)
        if at < len(chunk):
            raise _malformed(self._before + at, Bilingual("JSON 之后还有多余内容", "something follows the JSON value"))
        return at

    def _scan(self, chunk: bytes, begin: int, complete: Step) -> int:
        """Through a value, up to the comma or bracket behind it, where `complete` goes on."""
        self._step = lambda later, at: self._scan(later, at, complete)
        at = begin
        while at < len(chunk):
            if self._in_string:
                at = self._through_string(chunk, at)
                continue
            at = _through(_INSIDE if self._depth else _OUTSIDE, chunk, at)
            mark = chunk[at : at + 1]
            if mark == b'"':
                self._in_string = True
            elif mark in (b"{", b"["):
                self._depth += 1
            elif mark and self._depth:
                self._depth -= 1
            elif mark:
                self._keep(chunk[begin:at])
                self._step = complete
                return at
            at += 1
        self._keep(chunk[begin:])
        return len(chunk)

    def _through_string(self, chunk: bytes, at: int) -> int:
        if self._escaped:
            self._escaped = False
            return at + 1
        found = _END_OF_STRING.match(chunk, at)
        if found:
            self._in_string = False
            return found.end()
        rest = chunk[at:]
        self._escaped = (len(rest) - len(rest.rstrip(b"\\"))) % 2 == 1
        return len(chunk)

    def _keep(self, part: bytes) -> None:
        self._value += part[: max(0, self._longest + 1 - len(self._value))]

    def _taken(self) -> bytes:
        value, self._value = bytes(self._value), bytearray()
        return value if len(value) > self._longest else value.rstrip(b" \t\r\n")

    def _unexpected(self, at: int) -> MalformedJson:
        return _malformed(self._before + at, Bilingual("写法不符合 JSON 语法", "it breaks the JSON syntax"))


def _through_space(chunk: bytes, at: int) -> int:
    return _through(_SPACE, chunk, at)


def _through(pattern: re.Pattern[bytes], chunk: bytes, at: int) -> int:
    found = pattern.match(chunk, at)
    return found.end() if found else at


_NEITHER = Bilingual(
    '请求体应为表的 JSON 数组，或 {"defaults": {…}, "forms": […]}',
    'The body must be a JSON array of forms, or {"defaults": {…}, "forms": […]}',
)


def _invalid(pointer: str, code: str, message: Bilingual) -> InvalidRequest:
    return InvalidRequest(Bilingual(f"{message.zh}。", f"{message.en}."), errors=[FieldError(pointer, code, message)])


def _malformed(at: int, words: Bilingual) -> MalformedJson:
    message = Bilingual(words.zh, words.en[:1].upper() + words.en[1:])
    return MalformedJson(
        Bilingual(f"第 {at + 1} 字节：{words.zh}。", f"Byte {at + 1}: {words.en}."),
        errors=[FieldError("", "malformed_json", message)],
    )
