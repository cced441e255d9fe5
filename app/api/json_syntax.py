"""Strict reading of JSON bytes: exact decimals, no second meaning for anything, refusals that say where.

jiter refuses NaN and Infinity, duplicate keys, lone surrogates, invalid UTF-8, byte order marks, UTF-16,
nesting over 200 and integers over 4,300 digits. What it lets through, control characters as escapes, is found
here; how large a number may be is for the fields to say (v1/fields.py).
"""

import gc
import re
from collections.abc import Iterator

import jiter

from app.api.places import Segment
from app.api.problem import FieldError
from app.api.problem_types import MalformedJson
from app.api.wording import Bilingual

# A path as links to the parent; None is the root.
_Path = tuple["_Path", Segment] | None

_POSITION = re.compile(r"(?s)(?P<cause>.*) at line (?P<line>[0-9]+) column (?P<column>[0-9]+)")
# Every control character must be escaped in JSON, so bytes without these escapes need no second look.
_CONTROL_ESCAPE = re.compile(rb"\\(?:[bf]|u00[01])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_HOLDERS = (str, dict, list)
_DEEPEST_PLACE = 8

_LARGE = 100_000
# Five hundred indicators, the most of a form, with a sentence in each.
_LONGEST_PLAIN = 400_000
_LONGEST_KEY = 80
_MOST_LINES_COUNTED = 10_000
_DUPLICATE = "Detected duplicate key "
_CAUSES: tuple[tuple[str, Bilingual], ...] = (
    ("EOF while parsing", Bilingual("内容不完整", "it ends too early")),
    ("recursion limit exceeded", Bilingual("嵌套层数超过 200", "it is nested deeper than 200 levels")),
    ("number out of range", Bilingual("数字过长", "a number is too long")),
    ("Internal error", Bilingual("数字过大或过小", "a number is too large or too small")),
    ("control character", Bilingual("文本中有未转义的控制字符", "a text holds a control character")),
    ("invalid unicode code point", Bilingual("不是有效的 UTF-8 编码", "it is not valid UTF-8")),
    ("invalid escape", Bilingual("转义字符有误", "an escape is not valid")),
    ("trailing characters", Bilingual("JSON 之后还有多余内容", "something follows the JSON value")),
    ("trailing comma", Bilingual("有多余的逗号", "a comma is left over")),
    ("key must be a string", Bilingual("对象的键须用双引号", "a key must be in double quotes")),
    ("invalid number", Bilingual("数字写法有误", "a number is written wrongly")),
    (
        "expected value",
        Bilingual("此处应为 JSON 值（不接受 NaN、Infinity）", "a JSON value is expected (no NaN, no Infinity)"),
    ),
)
_SURROGATE_MARKS = ("hex escape", "surrogate")
_SURROGATE = Bilingual("\\u 转义不成对或不完整", "a \\u escape is incomplete or unpaired")
_OTHER = Bilingual("写法不符合 JSON 语法", "it breaks the JSON syntax")
_BYTE_ORDER_MARK = Bilingual(
    "请求体以 BOM 开头，请改用不带 BOM 的 UTF-8", "it starts with a byte order mark; send UTF-8 without"
)
_UTF_16 = Bilingual("请求体是 UTF-16 或 UTF-32 编码，请改用 UTF-8", "it is UTF-16 or UTF-32; send UTF-8")


def parse_json(body: bytes) -> object:
    """The document; numbers as int or Decimal, never float.

    Raises MalformedJson with line and column. `null` alone is refused as well: no resource takes it.
    """
    try:
        document = _decode(body)
    except ValueError as error:
        raise _malformed(body, str(error)) from None
    if document is None:
        raise _refusal("malformed_json", Bilingual("请求体为 null", "The body is null"), 1, 1)
    return document


def plain_document(body: bytes) -> object | None:
    """The document of a short body, unless it cannot be read or may hold control characters; a key may still occur
    twice in it.

    A third faster than `parse_json`; whoever has counted the members then asks `has_members`.
    """
    if len(body) > _LONGEST_PLAIN or (b"\\" in body and _CONTROL_ESCAPE.search(body)):
        return None
    try:
        document: object = jiter.from_json(body, float_mode="decimal", allow_inf_nan=False)
    except ValueError:
        return None
    return document


def has_members(body: bytes, count: int) -> bool:
    """Whether the objects of a body that could be read have so many members, with no key twice.

    Every member has a colon. Where there are more colons than members, a text holds one, or a key is repeated.
    """
    if body.count(b":") == count:
        return True
    try:
        _decode(body)
    except ValueError:
        return False
    return True


def _decode(body: bytes) -> object:
    # Nothing can be garbage while the document is built, yet the collector would look through all of it again
    # and again: two mebibytes of empty lists take 750 ms with it and 85 without.
    paused = len(body) > _LARGE and gc.isenabled()
    if paused:
        gc.disable()
    try:
        return jiter.from_json(body, float_mode="decimal", catch_duplicate_keys=True, allow_inf_nan=False)
    finally:
        if paused:
            gc.enable()


def empty_body() -> MalformedJson:
    return _refusal("malformed_json", Bilingual("请求体为空", "The body is empty"), 1, 1)


def holds_more_than(limit: int, body: bytes, document: object) -> bool:
    """Whether the document has more members and items than `limit`, at any depth."""
    # A value takes two bytes at the least, and brings a colon, a comma or the bracket that opens its list.
    if len(body) < 2 * limit or sum(map(body.count, (b":", b",", b"["))) < limit:
        return False
    count = 0
    remaining = [document]
    while remaining and count <= limit:
        node = remaining.pop()
        if isinstance(node, dict | list):
            count += len(node)
            remaining.extend(node.values() if isinstance(node, dict) else node)
    return count > limit


def control_characters(body: bytes, document: object) -> list[list[Segment]]:
    """Where texts or keys of the document hold control characters other than tab, line feed, carriage return.

    Places deeper than any field of the contract are given by what encloses them.
    """
    if not _CONTROL_ESCAPE.search(body):
        return []
    return [_segments(path)[:_DEEPEST_PLACE] for path, text in _texts(document) if _CONTROL.search(text)]


def _texts(document: object) -> Iterator[tuple[_Path, str]]:
    """Every text and key with its path, which links to its parent: copies would cost depth times nodes."""
    remaining: list[tuple[_Path, object]] = [(None, document)]
    while remaining:
        path, node = remaining.pop()
        if isinstance(node, str):
            yield path, node
        elif isinstance(node, dict):
            for key, value in node.items():
                yield (path, key), key
                if isinstance(value, _HOLDERS):
                    remaining.append(((path, key), value))
        elif isinstance(node, list):
            remaining.extend(((path, index), item) for index, item in enumerate(node) if isinstance(item, _HOLDERS))


def _segments(path: _Path) -> list[Segment]:
    segments: list[Segment] = []
    while path is not None:
        path, segment = path
        segments.append(segment)
    return segments[::-1]


def _malformed(body: bytes, complaint: str) -> MalformedJson:
    if body.startswith(b"\xef\xbb\xbf"):
        return _refusal("malformed_json", _BYTE_ORDER_MARK, 1, 1)
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in body[:4]:
        return _refusal("malformed_json", _UTF_16, 1, 1)
    match = _POSITION.fullmatch(complaint)
    cause, line, column = (match["cause"], int(match["line"]), int(match["column"])) if match else (complaint, 1, 1)
    column = _in_characters(body, line, column)
    if cause.startswith(_DUPLICATE):
        key = cause.removeprefix(_DUPLICATE).strip('"')
        key = key if len(key) <= _LONGEST_KEY else key[:_LONGEST_KEY] + "…"
        return _refusal("duplicate_key", Bilingual(f"键“{key}”重复出现", f"The key “{key}” occurs twice"), line, column)
    return _refusal("malformed_json", _cause_in_words(cause), line, column)


def _cause_in_words(cause: str) -> Bilingual:
    if any(mark in cause for mark in _SURROGATE_MARKS):
        return _SURROGATE
    return next((words for start, words in _CAUSES if cause.startswith(start)), _OTHER)


def _in_characters(body: bytes, line: int, column: int) -> int:
    """jiter counts a column in bytes; an editor counts characters."""
    if line > _MOST_LINES_COUNTED:
        return column
    start = 0
    for _ in range(line - 1):
        start = body.find(b"\n", start) + 1
    return max(1, len(body[start : start + column].decode(errors="replace")))


def _refusal(code: str, words: Bilingual, line: int, column: int) -> MalformedJson:
    message = Bilingual(words.zh, words.en[:1].upper() + words.en[1:])
    return MalformedJson(
        Bilingual(f"第 {line} 行第 {column} 列：{message.zh}。", f"Line {line}, column {column}: {words.en}."),
        errors=[FieldError("", code, message)],
        members={"line": line, "column": column},
    )
