"""A body cut into its forms: the same whatever pieces it comes in, and no form looked into."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.body_items import BodyItems, JsonItems, LineItems
from app.api.problem import Problem
from app.api.problem_types import InvalidRequest, MalformedJson
from tests.forms import NAMES, example_bytes

LONGEST = 100
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(['"', "\\", '\\"', "[{", "}],"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
SPACES = st.sampled_from(["", " ", "\n", "\t\r\n "])


def cut(items: BodyItems, body: bytes, at: list[int]) -> list[bytes]:
    """Everything the body holds, fed in pieces that end at these places."""
    found: list[bytes] = []
    for begin, end in zip([0, *at], [*at, len(body)], strict=True):
        found += items.feed(body[begin:end])
    return found + items.end()


def pieces(body: bytes, data: st.DataObject) -> list[int]:
    return sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))


@given(st.lists(VALUES, max_size=5), SPACES, st.booleans(), st.data())
def test_an_array_is_cut_at_its_commas(values: list[Any], space: str, ascii_only: bool, data: st.DataObject) -> None:
    texts = [json.dumps(value, ensure_ascii=ascii_only) for value in values]
    body = f"{space}[{space}{f'{space},{space}'.join(texts)}{space}]{space}".encode()
    found = cut(JsonItems(10_000), body, pieces(body, data))
    assert found == [text.encode() for text in texts]


@given(st.lists(VALUES, max_size=4), VALUES, SPACES, st.booleans(), st.data())
def test_an_object_has_its_defaults_before_or_behind_the_forms(
    values: list[Any], defaults: Any, space: str, first: bool, data: st.DataObject
) -> None:
    members = [f'"forms"{space}:{space}{json.dumps(values)}', f'"defaults"{space}:{space}{json.dumps(defaults)}']
    body = f"{space}{{{space}{f'{space},{space}'.join(members if first else members[::-1])}{space}}}".encode()
    items = JsonItems(10_000)
    found = cut(items, body, pieces(body, data))
    assert [json.loads(each) for each in found] == values
    assert json.loads(items.defaults or b"") == defaults


@given(st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line), max_size=8), st.booleans(), st.data())
def test_lines_are_forms_whatever_they_hold(lines: list[bytes], ended: bool, data: st.DataObject) -> None:
    body = b"\n".join(lines) + (b"\n" if ended else b"")
    found = cut(LineItems(LONGEST), body, pieces(body, data))
    assert found == [line.rstrip(b"\r") for line in lines if line.strip()]


@pytest.mark.parametrize("name", NAMES)
def test_real_forms_come_out_to_the_byte(name: str) -> None:
    form = example_bytes(name).strip()
    body = b"[" + b",".join([form] * 3) + b"]"
    for seed in range(20):
        rng = random.Random(seed)
        assert cut(JsonItems(100_000), body, sorted(rng.randrange(len(body)) for _ in range(9))) == [form] * 3


@pytest.mark.parametrize("size", [LONGEST, LONGEST + 1])
@pytest.mark.parametrize("wrap", ["{}\n", "[{},1]"])
def test_of_a_form_that_is_too_long_only_a_byte_too_many_is_kept(size: int, wrap: str) -> None:
    long = '"' + "x" * (size - 2) + '"'
    for length in (size, 50 * LONGEST):
        form = long if length == size else '"' + "x" * length
        if wrap.startswith("[") and length != size:
            form += '"'
        items = LineItems(LONGEST) if wrap.startswith("{") else JsonItems(LONGEST)
        found = cut(items, wrap.replace("{}", form).encode(), [])
        assert len(found[0]) == min(len(form), LONGEST + 1)


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ("[]", []),
        ('{"forms":[]}', []),
        ('[{"a":1} {"b":2}]', ['{"a":1} {"b":2}']),
        ('[nonsense, "x", 1e5]', ["nonsense", '"x"', "1e5"]),
        ('[{"a": tru}, {}]', ['{"a": tru}', "{}"]),
    ],
)
def test_what_a_form_holds_is_not_looked_at(body: str, items: list[str]) -> None:
    assert cut(JsonItems(LONGEST), body.encode(), []) == [item.encode() for item in items]


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        ("", MalformedJson, "malformed_json"),
        ("[", MalformedJson, "malformed_json"),
        ("[1", MalformedJson, "malformed_json"),
        ('[{"a":[}]', MalformedJson, "malformed_json"),
        ('["never ends', MalformedJson, "malformed_json"),
        ("[1,]", MalformedJson, "malformed_json"),
        ("[,1]", MalformedJson, "malformed_json"),
        ("[1}", MalformedJson, "malformed_json"),
        ("[1] 2", MalformedJson, "malformed_json"),
        ('{"forms" []}', MalformedJson, "malformed_json"),
        ('{"forms":[],}', MalformedJson, "malformed_json"),
        ('{"forms":[] "defaults":{}}', MalformedJson, "malformed_json"),
        ('{"forms":[],"forms":[]}', MalformedJson, "malformed_json"),
        ("{forms:[]}", MalformedJson, "malformed_json"),
        ("12", InvalidRequest, "list_expected"),
        ('"text"', InvalidRequest, "list_expected"),
        ('{"forms":{}}', InvalidRequest, "list_expected"),
        ('{"kind":"project_self_evaluation"}', InvalidRequest, "unknown_field"),
        ('{"for\\u006ds":[]}', InvalidRequest, "unknown_field"),
        ("{}", InvalidRequest, "required"),
        ('{"defaults":{}}', InvalidRequest, "required"),
    ],
)
def test_a_body_without_its_form_is_refused_whole(body: str, kind: type[Problem], code: str) -> None:
    for at in ([], list(range(len(body)))):
        with pytest.raises(kind) as refused:
            cut(JsonItems(LONGEST), body.encode(), at)
        assert [error.code for error in refused.value.errors] == [code]


def test_the_place_where_a_body_breaks_is_told_by_its_byte() -> None:
    items = JsonItems(LONGEST)
    items.feed(b"[1,\n")
    with pytest.raises(MalformedJson) as refused:
        items.feed(b"  ,2]")
    assert refused.value.explanation.en.startswith("Byte 7:")


def test_a_text_without_end_takes_no_more_memory_than_a_form() -> None:
    items = JsonItems(LONGEST)
    items.feed(b'["')
    for _ in range(100):
        items.feed(b"\\" * 9999)
    assert len(items._value) == LONGEST + 1


def test_a_form_behind_too_many_blanks_is_too_large_and_not_left_out_without_a_word() -> None:
    items = LineItems(10)
    assert items.feed(b" " * 11 + b'{"a":1}\n{"b":2}\n') + items.end() == [b" " * 11, b'{"b":2}']
    assert items.feed(b" " * 11) + items.feed(b'{"a":1}') + items.end() == [b" " * 11]
    assert items.feed(b" " * 10 + b"\n" + b" " * 50 + b"\n") + items.feed(b" " * 50) + items.end() == []
