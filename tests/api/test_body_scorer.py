"""Bytes to bytes: the answer, and every refusal, is the one of the longer way."""

import json

import pytest

from app.api.json_syntax import has_members, plain_document
from app.api.problem_types import InvalidRequest, MalformedJson
from app.api.v1.body_scorer import BodyScorer
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.rules.errors import RulePackNotFound
from app.services.score import Scorer
from tests.bench.forms import samples
from tests.forms import NAMES, example_bytes
from tests.serving import shipped_packs

SCORER = Scorer(shipped_packs(), "0.0.1")
BODIES = BodyScorer(SCORER, drafts=True)
ORDINARY = samples(1)[0].body(1)


@pytest.mark.parametrize("body", [ORDINARY, *map(example_bytes, NAMES)], ids=["ordinary", *NAMES])
def test_a_preview_is_the_scorers_own(body: bytes) -> None:
    scored = BODIES.score(body)
    assert scored.preview().decode() == SCORER.preview(form_of(read_form(body)))


def test_an_ordinary_form_says_that_it_was_one() -> None:
    assert BODIES.score(ORDINARY).ordinary
    assert not BODIES.score(example_bytes("bohu-2022")).ordinary


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"fiscal_year": "2024"}, InvalidRequest),
        ({"rule_pack": {"id": "nowhere"}, "fiscal_year": 1999}, InvalidRequest),
        ({"rule_pack": {"id": "nowhere"}}, RulePackNotFound),
    ],
)
def test_what_is_refused_is_refused_in_the_usual_order(changes: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        BODIES.score(json.dumps(json.loads(ORDINARY) | changes).encode())


def test_a_key_sent_twice_is_refused() -> None:
    twice = ORDINARY.replace(b'"fiscal_year":2024', b'"fiscal_year":2024,"fiscal_year":2024')
    with pytest.raises(MalformedJson):
        BODIES.score(twice)


@pytest.mark.parametrize("body", [b'{"a":', b'"\\u0001"', b"[NaN]", b"[" * 60_000, b" " * 400_000 + b"1", b'"\xff"'])
def test_what_is_not_plain_is_for_the_strict_reader(body: bytes) -> None:
    assert plain_document(body) is None


@pytest.mark.parametrize(
    ("body", "count", "agrees"),
    [
        (b'{"a":1,"b":{"c":2}}', 3, True),
        (b'{"a":"1:2"}', 1, True),
        (b'{"a":1,"a":2}', 1, False),
        (b'{"a" :1,"a":2}', 1, False),
    ],
)
def test_members_are_counted_by_their_colons(body: bytes, count: int, agrees: bool) -> None:
    assert has_members(body, count) is agrees
