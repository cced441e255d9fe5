"""Bodies that attack, mislead or merely slip, and the refusal each must get; then bodies that must pass.

Data only. `runner.py` holds a case against any application that serves a path with this contract.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

JSON = {"content-type": "application/json"}
TWO_MEBIBYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class Refused:
    """A body, and the problem it gets. `body` may be a function where the bytes are many."""

    name: str
    body: bytes | Callable[[], bytes]
    status: int
    problem: str
    pointers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    chunked: bool = False


@dataclass(frozen=True)
class Accepted:
    """A body that looks odd and is in order."""

    name: str
    body: bytes


def form(members: str) -> bytes:
    """A valid form with further members."""
    head = '{"kind":"project_self_evaluation","fiscal_year":2024,"region_code":"110106",'
    return f'{head}"indicators":[{{"name":"培训参加人次"}}],{members}}}'.encode()


def rows(*members: str) -> bytes:
    """A form whose indicator rows have these members."""
    head = '{"kind":"project_self_evaluation","fiscal_year":2024,"region_code":"110106",'
    return f'{head}"indicators":[{",".join("{" + each + "}" for each in members)}]}}'.encode()


def headed(members: str) -> bytes:
    """A form with its head replaced."""
    return f'{{{members},"indicators":[{{"name":"培训参加人次"}}]}}'.encode()


def _malformed(name: str, body: bytes | Callable[[], bytes], code: str = "malformed_json") -> Refused:
    return Refused(name, body, 400, "malformed-json", ("",), (code,))


def _invalid(name: str, body: bytes | Callable[[], bytes], pointer: str, code: str) -> Refused:
    return Refused(name, body, 422, "invalid-request", (pointer,), (code,))


def _media(name: str, headers: Mapping[str, str], body: bytes = form('"unit":{}')) -> Refused:
    return Refused(name, body, 415, "unsupported-media-type", headers=headers)


SYNTAX = (
    _malformed("nothing at all", b""),
    _malformed("white space only", b" \r\n\t "),
    _malformed("null", b"null"),
    _malformed("a NaN", rows('"weight":NaN')),
    _malformed("a NaN where text belongs", form('"project":{"name":NaN}')),
    _malformed("an Infinity", rows('"weight":Infinity')),
    _malformed("a negative Infinity", rows('"weight":-Infinity')),
    _malformed("Infinity alone", b"Infinity"),
    _malformed("an exponent that no decimal holds", rows('"weight":1e99999999999999999999')),
    _malformed("a small exponent that no decimal holds", rows('"weight":1e-99999999999999999999')),
    _malformed("an integer of 5,000 digits", rows(f'"weight":{"9" * 5000}')),
    _malformed("an integer of a million digits", lambda: rows(f'"weight":{"9" * 1_000_000}')),
    _malformed("a leading zero", rows('"weight":015')),
    _malformed("a plus sign", rows('"weight":+15')),
    _malformed("a bare decimal point", rows('"weight":.5')),
    _malformed("a trailing decimal point", rows('"weight":5.')),
    _malformed("a hexadecimal number", rows('"weight":0x0F')),
    _malformed("an underscore in a number", rows('"weight":1_000')),
    _malformed("a full-width number", rows('"weight":１２')),
    _malformed("a lone high surrogate", rows('"name":"\\ud800"')),
    _malformed("a lone low surrogate", rows('"name":"\\udc00"')),
    _malformed("surrogates the wrong way round", rows('"name":"\\udc00\\ud800"')),
    _malformed("a cut escape", rows('"name":"\\u12"')),
    _malformed("an unknown escape", rows('"name":"\\x41"')),
    _malformed("a raw NUL in a text", rows('"name":"a\x00b"')),
    _malformed("a raw line feed in a text", rows('"name":"a\nb"')),
    _malformed("a raw escape character in a text", rows('"name":"\x1b[31m"')),
    _malformed("invalid UTF-8", b'{"kind":"\xff\xfe"}'),
    _malformed("an overlong UTF-8 slash", b'{"kind":"\xc0\xaf"}'),
    _malformed("a surrogate encoded in UTF-8", b'{"kind":"\xed\xa0\x80"}'),
    _malformed("GBK bytes", '{"kind":"项目"}'.encode("gbk")),
    _malformed("a byte order mark", b"\xef\xbb\xbf" + form('"unit":{}')),
    _malformed("UTF-16 with a mark", form('"unit":{}').decode().encode("utf-16")),
    _malformed("UTF-16 without a mark", form('"unit":{}').decode().encode("utf-16-le")),
    _malformed("UTF-32", form('"unit":{}').decode().encode("utf-32")),
    _malformed("a single NUL", b"\x00"),
    _malformed("two mebibytes of NUL", lambda: b"\x00" * TWO_MEBIBYTES),
    _malformed("a duplicate key", b'{"kind":"project_evaluation","kind":"project_evaluation"}', "duplicate_key"),
    _malformed("a duplicate key in a row", rows('"weight":"10","weight":"15"'), "duplicate_key"),
    _malformed("a duplicate key spelt with an escape", rows('"weight":"10","w\\u0065ight":"15"'), "duplicate_key"),
    _malformed("a duplicate key of 900 kB", lambda: _twice("a" * 900_000), "duplicate_key"),
    _malformed("two documents", b"{}{}"),
    _malformed("text after the document", b"{} ok"),
    _malformed("a trailing comma", b'{"fiscal_year":2024,}'),
    _malformed("a missing comma", b'{"fiscal_year":2024 "kind":"x"}'),
    _malformed("single quotes", b"{'fiscal_year':2024}"),
    _malformed("a bare key", b"{fiscal_year:2024}"),
    _malformed("a comment", b'{"fiscal_year":2024 /* year */}'),
    _malformed("a cut document", b'{"fiscal_year":20'),
    _malformed("100,000 open brackets", b"[" * 100_000),
    _malformed("100,000 nested brackets", b"[" * 100_000 + b"]" * 100_000),
    _malformed("100,000 nested objects", b'{"a":' * 100_000),
    _malformed("XML", b"<?xml version='1.0'?><form/>"),
    _malformed("a form post", b"kind=project_self_evaluation&fiscal_year=2024"),
    _malformed("gzip bytes", bytes.fromhex("1f8b0800000000000003ab56ca4e") + b"\x00" * 20),
    _malformed("two mebibytes of line feeds", lambda: b"\n" * (TWO_MEBIBYTES - 1) + b"x"),
)


def _twice(key: str) -> bytes:
    return f'{{"{key}":1,"{key}":2}}'.encode()


TRANSPORT = (
    Refused("one byte too many", lambda: _padded(TWO_MEBIBYTES + 1), 413, "body-too-large"),
    Refused("one byte too many, chunked", lambda: _padded(TWO_MEBIBYTES + 1), 413, "body-too-large", chunked=True),
    Refused("ten mebibytes, chunked", lambda: b" " * (5 * TWO_MEBIBYTES), 413, "body-too-large", chunked=True),
    Refused("ten mebibytes of text", lambda: rows(f'"name":"{"长" * 3_500_000}"'), 413, "body-too-large"),
    Refused("a length that is no length", b"{}", 413, "body-too-large", headers={**JSON, "content-length": "9" * 40}),
    _media("no content type", {}),
    _media("plain text", {"content-type": "text/plain"}),
    _media("text/json", {"content-type": "text/json"}),
    _media("a form post", {"content-type": "application/x-www-form-urlencoded"}),
    _media("a multipart body", {"content-type": "multipart/form-data; boundary=x"}),
    _media("XML", {"content-type": "application/xml"}),
    _media("lines of JSON", {"content-type": "application/x-ndjson"}),
    _media("a type that only begins like JSON", {"content-type": "application/jsonp"}),
    _media("a type with two slashes", {"content-type": "application/a/b+json"}),
    _media("two types", {"content-type": "application/json, text/plain"}),
    _media("another character set", {"content-type": "application/json; charset=gbk"}),
    _media("a quoted other character set", {"content-type": 'application/json; charset="utf-16"'}),
    _media("a compressed body", {**JSON, "content-encoding": "gzip"}),
    _media("an unknown encoding", {**JSON, "content-encoding": "x-bomb"}),
)


def _padded(size: int) -> bytes:
    content = form('"unit":{}')
    return content + b" " * (size - len(content))


NUMBERS = (
    _invalid(
        "an exponent of a thousand million",
        rows('"weight":1e999999999'),
        "/indicators/0/weight",
        "number_out_of_bounds",
    ),
    _invalid(
        "a target with that exponent", rows('"target":1e999999999'), "/indicators/0/target", "number_out_of_bounds"
    ),
    _invalid(
        "an amount with that exponent",
        form('"funds":{"total":{"executed":1e999999999}}'),
        "/funds/total/executed",
        "number_out_of_bounds",
    ),
    _invalid(
        "a year with that exponent",
        headed('"kind":"project_evaluation","fiscal_year":1e999999999,"region_code":"110106"'),
        "/fiscal_year",
        "integer_expected",
    ),
    _invalid("a negative exponent", rows('"weight":1e-999999999'), "/indicators/0/weight", "number_out_of_bounds"),
    _invalid("a zero with an exponent", rows('"weight":0e-999999999'), "/indicators/0/weight", "number_out_of_bounds"),
    _invalid("an exponent in a weight's text", rows('"weight":"1e999999"'), "/indicators/0/weight", "number_format"),
    _invalid(
        "an exponent in a target's text", rows('"target":"1e999999"'), "/indicators/0/target", "number_out_of_bounds"
    ),
    _invalid(
        "an exponent behind a sign", rows('"target":"≥ 1E+999999 %"'), "/indicators/0/target", "number_out_of_bounds"
    ),
    _invalid("a full-width exponent", rows('"actual":"１ｅ９９"'), "/indicators/0/actual", "number_out_of_bounds"),
    _invalid(
        "an exponent in an amount's text",
        form('"funds":{"total":{"executed":"1e999999"}}'),
        "/funds/total/executed",
        "number_out_of_bounds",
    ),
    _invalid(
        "an exponent in a rate's text",
        form('"funds":{"declared_rate":"1e999999"}'),
        "/funds/declared_rate",
        "number_out_of_bounds",
    ),
    _invalid(
        "an exponent in a structured value",
        rows('"target":{"value":"1e9"}'),
        "/indicators/0/target/value",
        "number_format",
    ),
    _invalid(
        "19 digits",
        rows('"declared_score":1234567890123456789'),
        "/indicators/0/declared_score",
        "number_out_of_bounds",
    ),
    _invalid(
        "19 digits as text",
        rows('"declared_score":"1234567890123456789"'),
        "/indicators/0/declared_score",
        "number_out_of_bounds",
    ),
    _invalid(
        "19 digits in a target", rows('"target":"≥1234567890123456789"'), "/indicators/0/target", "number_out_of_bounds"
    ),
    _invalid(
        "19 full-width digits in an actual",
        rows('"actual":"１２３４５６７８９０１２３４５６７８９"'),
        "/indicators/0/actual",
        "number_out_of_bounds",
    ),
    _invalid(
        "22 digits in groups of three",
        rows('"actual":"1,234,567,890,123,456,789,012"'),
        "/indicators/0/actual",
        "number_out_of_bounds",
    ),
    _invalid("4,000 digits", rows(f'"target":{"9" * 4000}'), "/indicators/0/target", "number_out_of_bounds"),
    _invalid(
        "two million decimals",
        lambda: rows(f'"weight":0.{"1" * 2_000_000}'),
        "/indicators/0/weight",
        "number_out_of_bounds",
    ),
    _invalid("seven decimals", rows('"weight":0.1234567'), "/indicators/0/weight", "number_out_of_bounds"),
    _invalid("seven decimals as text", rows('"weight":"0.1234567"'), "/indicators/0/weight", "number_out_of_bounds"),
    _invalid(
        "seven decimals in an amount",
        form('"funds":{"total":{"executed":"0.1234567"}}'),
        "/funds/total/executed",
        "number_out_of_bounds",
    ),
    _invalid("an underscore as text", rows('"weight":"1_000"'), "/indicators/0/weight", "number_format"),
    _invalid("an underscore in a target", rows('"target":"≥1_000"'), "/indicators/0/target", "number_out_of_bounds"),
    _invalid("full-width digits in a weight", rows('"weight":"１２"'), "/indicators/0/weight", "number_format"),
    _invalid("Arabic digits in a weight", rows('"weight":"١٢"'), "/indicators/0/weight", "number_format"),
    _invalid("a thousands separator in a weight", rows('"weight":"1,000"'), "/indicators/0/weight", "number_format"),
    _invalid("a unit in a weight", rows('"weight":"15分"'), "/indicators/0/weight", "number_format"),
    _invalid("spaces in a weight", rows('"weight":" 15 "'), "/indicators/0/weight", "number_format"),
    _invalid("a line feed after a weight", rows('"weight":"15\\n"'), "/indicators/0/weight", "number_format"),
    _invalid("NaN as text", rows('"weight":"NaN"'), "/indicators/0/weight", "number_format"),
    _invalid("Infinity as text", rows('"declared_score":"-Infinity"'), "/indicators/0/declared_score", "number_format"),
    _invalid("an infinity sign", rows('"declared_score":"∞"'), "/indicators/0/declared_score", "number_format"),
    _invalid("true for a weight", rows('"weight":true'), "/indicators/0/weight", "number_expected"),
    _invalid("a list for a weight", rows('"weight":[15]'), "/indicators/0/weight", "number_expected"),
    _invalid("an object for a weight", rows('"weight":{"value":"15"}'), "/indicators/0/weight", "number_expected"),
    _invalid("a negative weight", rows('"weight":-1'), "/indicators/0/weight", "number_out_of_range"),
    _invalid("a weight above 1000", rows('"weight":"1000.01"'), "/indicators/0/weight", "number_out_of_range"),
    _invalid(
        "a negative deduction",
        rows('"deductions":[{"amount":-2,"reason":"x","author":"y"}]'),
        "/indicators/0/deductions/0/amount",
        "number_out_of_range",
    ),
    _invalid("false for a target", rows('"target":false'), "/indicators/0/target", "value_expected"),
    _invalid("a list for a target", rows('"target":["≥95%"]'), "/indicators/0/target", "value_expected"),
    _invalid("true for a rate", form('"funds":{"declared_rate":true}'), "/funds/declared_rate", "value_expected"),
    _invalid(
        "words for an amount",
        form('"funds":{"total":{"executed":"约二十万"}}'),
        "/funds/total/executed",
        "amount_invalid",
    ),
    _invalid(
        "a wrong group in an amount",
        form('"funds":{"total":{"executed":"1,23"}}'),
        "/funds/total/executed",
        "amount_invalid",
    ),
    _invalid(
        "two points in an amount",
        form('"funds":{"total":{"executed":"1.2.3"}}'),
        "/funds/total/executed",
        "amount_invalid",
    ),
    _invalid(
        "an unknown unit of money",
        form('"funds":{"total":{"executed":"12美元"}}'),
        "/funds/total/executed",
        "amount_invalid",
    ),
    _invalid(
        "an object for an amount", form('"funds":{"total":{"executed":{}}}'), "/funds/total/executed", "value_expected"
    ),
    _invalid(
        "true for a year",
        headed('"kind":"project_evaluation","fiscal_year":true,"region_code":"110106"'),
        "/fiscal_year",
        "integer_expected",
    ),
    _invalid(
        "text for a year",
        headed('"kind":"project_evaluation","fiscal_year":"2024","region_code":"110106"'),
        "/fiscal_year",
        "integer_expected",
    ),
    _invalid(
        "half a year",
        headed('"kind":"project_evaluation","fiscal_year":2024.5,"region_code":"110106"'),
        "/fiscal_year",
        "integer_expected",
    ),
    _invalid(
        "a year long ago",
        headed('"kind":"project_evaluation","fiscal_year":1999,"region_code":"110106"'),
        "/fiscal_year",
        "too_small",
    ),
    _invalid(
        "a year of 4,000 digits",
        headed(f'"kind":"project_evaluation","fiscal_year":{"9" * 4000},"region_code":"110106"'),
        "/fiscal_year",
        "too_large",
    ),
    _invalid(
        "a negative count",
        rows('"survey":{"answers":[{"answer":"满意","count":-1}]}'),
        "/indicators/0/survey/answers/0/count",
        "too_small",
    ),
    _invalid(
        "1 for a yes or no", rows('"checks":[{"point":"①","met":1}]'), "/indicators/0/checks/0/met", "boolean_expected"
    ),
    _invalid("a word for a yes or no", rows('"core":"true"'), "/indicators/0/core", "boolean_expected"),
)

SHAPE = (
    _invalid("a list for a form", b"[]", "", "object_expected"),
    _invalid("a fraction for a project", form('"project":1.5'), "/project", "object_expected"),
    _invalid("a fraction for the funds", form('"funds":0.0'), "/funds", "object_expected"),
    _invalid("a field with another label for a name", form('"(fast path)":1'), "/(fast path)", "unknown_field"),
    _invalid("a text for a form", b'"form"', "", "object_expected"),
    _invalid("a number for a form", b"1e999999999", "", "object_expected"),
    _invalid("true for a form", b"true", "", "object_expected"),
    _invalid("a misspelt field", rows('"acutal":"1505"'), "/indicators/0/acutal", "unknown_field"),
    _invalid("an unknown field at the top", form('"score":100'), "/score", "unknown_field"),
    _invalid("a field of Python's", form('"__class__":{}'), "/__class__", "unknown_field"),
    _invalid("a field named like a pointer", form('"a/b~c":1'), "/a~1b~0c", "unknown_field"),
    _invalid("a field without a name", form('"":1'), "/", "unknown_field"),
    _invalid("a field with a name of 10 kB", form(f'"{"k" * 10_000}":1'), f"/{'k' * 80}…", "unknown_field"),
    _invalid("a field whose name is an error's label", form('"(reader)":1'), "/(reader)", "unknown_field"),
    _invalid("a field with the case wrong", rows('"Weight":"15"'), "/indicators/0/Weight", "unknown_field"),
    _invalid(
        "an unknown field of a structured value",
        rows('"target":{"value":"95","sign":"≥"}'),
        "/indicators/0/target/sign",
        "unknown_field",
    ),
    _invalid(
        "an unknown comparator",
        rows('"target":{"value":"95","comparator":">="}'),
        "/indicators/0/target/comparator",
        "choice_invalid",
    ),
    _invalid(
        "a structured value without value",
        rows('"target":{"comparator":"ge"}'),
        "/indicators/0/target/value",
        "required",
    ),
    _invalid("no kind", headed('"fiscal_year":2024,"region_code":"110106"'), "/kind", "required"),
    _invalid(
        "an unknown kind",
        headed('"kind":"budget","fiscal_year":2024,"region_code":"110106"'),
        "/kind",
        "choice_invalid",
    ),
    _invalid("no year", headed('"kind":"project_evaluation","region_code":"110106"'), "/fiscal_year", "required"),
    _invalid(
        "neither region nor pack", headed('"kind":"project_evaluation","fiscal_year":2024'), "/region_code", "required"
    ),
    _invalid(
        "a region of five digits",
        headed('"kind":"project_evaluation","fiscal_year":2024,"region_code":"11010"'),
        "/region_code",
        "format_invalid",
    ),
    _invalid(
        "a region in full-width digits",
        headed('"kind":"project_evaluation","fiscal_year":2024,"region_code":"１１０１０６"'),
        "/region_code",
        "format_invalid",
    ),
    _invalid(
        "a region with a line feed",
        headed('"kind":"project_evaluation","fiscal_year":2024,"region_code":"110106\\n"'),
        "/region_code",
        "format_invalid",
    ),
    _invalid(
        "a region as a number",
        headed('"kind":"project_evaluation","fiscal_year":2024,"region_code":110106'),
        "/region_code",
        "text_expected",
    ),
    _invalid(
        "a pack id that climbs folders",
        form('"rule_pack":{"id":"../../etc/passwd"}'),
        "/rule_pack/id",
        "format_invalid",
    ),
    _invalid(
        "neither funds nor indicators",
        b'{"kind":"project_evaluation","fiscal_year":2024,"region_code":"110106"}',
        "/indicators",
        "required",
    ),
    _invalid(
        "no indicators and null funds",
        b'{"kind":"project_evaluation","fiscal_year":2024,"region_code":"110106","indicators":[],"funds":null}',
        "/indicators",
        "required",
    ),
    _invalid(
        "an object for the indicators",
        b'{"kind":"project_evaluation","fiscal_year":2024,"region_code":"110106","indicators":{"0":{}}}',
        "/indicators",
        "list_expected",
    ),
    _invalid(
        "a null row",
        b'{"kind":"project_evaluation","fiscal_year":2024,"region_code":"110106","indicators":[null]}',
        "/indicators/0",
        "object_expected",
    ),
    _invalid("501 rows", lambda: rows(*['"weight":"0"'] * 501), "/indicators", "too_many_items"),
    _invalid("10,000 rows", lambda: rows(*[""] * 10_000), "/indicators", "too_many_items"),
    _invalid(
        "101 checks",
        rows('"checks":[' + ",".join(['{"point":"①","met":true}'] * 101) + "]"),
        "/indicators/0/checks",
        "too_many_items",
    ),
    _invalid(
        "101 facts",
        rows('"facts":{' + ",".join(f'"f{n}":1' for n in range(101)) + "}"),
        "/indicators/0/facts",
        "too_many_items",
    ),
    _invalid(
        "101 rows of funds", form('"funds":{"rows":[' + ",".join(["{}"] * 101) + "]}"), "/funds/rows", "too_many_items"
    ),
    _invalid("a fact without a name", rows('"facts":{"":1}'), "/indicators/0/facts/", "text_too_short"),
    _invalid(
        "an unknown source of funds",
        form('"funds":{"rows":[{"source":"heaven"}]}'),
        "/funds/rows/0/source",
        "choice_invalid",
    ),
    _invalid("an unknown currency", form('"funds":{"unit":"美元"}'), "/funds/unit", "choice_invalid"),
    _invalid(
        "a deduction without a reason",
        rows('"deductions":[{"amount":2,"author":"专家组"}]'),
        "/indicators/0/deductions/0/reason",
        "required",
    ),
    _invalid(
        "a deduction with an empty reason",
        rows('"deductions":[{"amount":2,"reason":"","author":"专家组"}]'),
        "/indicators/0/deductions/0/reason",
        "text_too_short",
    ),
    _invalid("a name of 201 characters", rows(f'"name":"{"名" * 201}"'), "/indicators/0/name", "text_too_long"),
    _invalid(
        "a text of 4,001 characters",
        rows(f'"deviation_reason":"{"因" * 4001}"'),
        "/indicators/0/deviation_reason",
        "text_too_long",
    ),
    _invalid(
        "a target of 1,001 characters", rows(f'"target":"{"标" * 1001}"'), "/indicators/0/target", "text_too_long"
    ),
    _invalid(
        "a text of two megabytes",
        lambda: rows(f'"target":"{"e" * 2_000_000}"'),
        "/indicators/0/target",
        "text_too_long",
    ),
    _invalid("100,000 keys", lambda: _keys(100_000), "", "too_many_values"),
    _invalid(
        "100,000 facts",
        lambda: rows('"facts":{' + ",".join(f'"f{n}":"x"' for n in range(100_000)) + "}"),
        "",
        "too_many_values",
    ),
    _invalid("a million empty lists", lambda: b"[" + b"[]," * 500_000 + b"[]]", "", "too_many_values"),
    _invalid(
        "a million numbers, nested",
        lambda: b"[" * 150 + b'"\\u0001",' + b"1," * 900_000 + b"1" + b"]" * 150,
        "",
        "too_many_values",
    ),
)


def _keys(count: int) -> bytes:
    return ("{" + ",".join(f'"k{n}":1' for n in range(count)) + "}").encode()


TEXT = (
    _invalid("a NUL in a name", rows('"name":"a\\u0000b"'), "/indicators/0/name", "control_character"),
    _invalid("a NUL in a target", rows('"target":"≥95\\u0000%"'), "/indicators/0/target", "control_character"),
    _invalid("a backspace", rows('"improvement":"a\\bb"'), "/indicators/0/improvement", "control_character"),
    _invalid("a vertical tab", rows('"improvement":"a\\u000bb"'), "/indicators/0/improvement", "control_character"),
    _invalid("a form feed", form('"objective":{"actual":"a\\fb"}'), "/objective/actual", "control_character"),
    _invalid("an escape sequence", form('"project":{"name":"\\u001b[31mred"}'), "/project/name", "control_character"),
    _invalid("a unit separator", form('"unit":{"code":"149\\u001F020"}'), "/unit/code", "control_character"),
    Refused(
        "a NUL in a key",
        form('"a\\u0000b":1'),
        422,
        "invalid-request",
        ("/a\x00b", "/a\x00b"),
        ("unknown_field", "control_character"),
    ),
    Refused(
        "a NUL in a fact's name",
        rows('"facts":{"a\\u0000b":1}'),
        422,
        "invalid-request",
        ("/indicators/0/facts/a\x00b",),
        ("control_character",),
    ),
)

EVERYTHING = (
    Refused(
        "many errors in one body",
        b'{"kind":"x","fiscal_year":true,"funds":{"unit":"USD","total":{"executed":"x"}},'
        b'"indicators":[{"acutal":"1","weight":true,"target":{"value":"1_0"},"name":"\\u0000"},{"tier":"A"}]}',
        422,
        "invalid-request",
        (
            "/kind",
            "/fiscal_year",
            "/region_code",
            "/funds/unit",
            "/funds/total/executed",
            "/indicators/0/target/value",
            "/indicators/0/weight",
            "/indicators/0/acutal",
            "/indicators/1/tier",
            "/indicators/0/name",
        ),
    ),
)

REFUSED = (*SYNTAX, *TRANSPORT, *NUMBERS, *SHAPE, *TEXT, *EVERYTHING)

ACCEPTED = (
    Accepted("tabs and line breaks in a text", rows('"improvement":"一\\t二\\r\\n三"')),
    Accepted("an escaped backslash before u0000", rows('"improvement":"\\\\u0000"')),
    Accepted("characters of plane 2", rows('"name":"𠮷𪚥"')),
    Accepted("a pair of surrogate escapes", rows('"name":"\\ud842\\udfb7"')),
    Accepted("an emoji", rows('"name":"👩‍👩‍👧‍👦"')),
    Accepted("a bidirectional override", rows('"name":"\\u202edrow"')),
    Accepted("a name in decomposed form", rows('"name":"e\\u0301"')),
    Accepted("markup", rows('"name":"<script>alert(1)</script>"')),
    Accepted("a log line in a text", rows('"improvement":"ok\\r\\nERROR forged"')),
    Accepted("SQL in a text", rows('"name":"\'; DROP TABLE evaluations; --"')),
    Accepted("a formula in a text", rows('"name":"=1+1"')),
    Accepted("an exponent inside words", rows('"target":"完成e2e3测试环境搭建"')),
    Accepted("a long row of numbers in words", rows('"target":"第1,2,3,4,5,6,7,8,9,10,11,12,13,14期"')),
    Accepted("18 digits", rows('"declared_score":123456789012345678')),
    Accepted("six decimals", rows('"weight":0.123456')),
    Accepted("a JSON number with a small exponent", rows('"weight":1E1')),
    Accepted("minus zero", rows('"weight":-0.0')),
    Accepted("a blank weight", rows('"weight":"—","declared_score":"/"')),
    Accepted("blank amounts", form('"funds":{"total":{"executed":"","arrived":"—","initial_budget":"无"}}')),
    Accepted("full-width amounts", form('"funds":{"total":{"executed":"２２．５７５ 万元"}}')),
    Accepted("thousands in an amount", form('"funds":{"total":{"executed":"-1,234,567.89元"}}')),
    Accepted("every optional field null", rows('"weight":null,"target":null,"checks":null,"core":null,"survey":null')),
    Accepted("white space around the form", b" \r\n\t" + form('"unit":{}') + b"\n"),
)
