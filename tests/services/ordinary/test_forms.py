"""An ordinary form gets the domain's answer to the byte, and only what is ordinary in every part counts as such."""

import copy
import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench.forms import samples
from tests.forms import NAMES, example_bytes
from tests.services.ordinary.answers import equal_both_ways
from tests.services.ordinary.made import body, made

ORDINARY = samples(1)[0]


@given(st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_a_form_has_one_answer(random: Random) -> None:
    equal_both_ways(body(made(random)))


def test_many_forms_have_one_answer_and_enough_of_them_are_ordinary() -> None:
    ordinary = sum(equal_both_ways(body(made(Random(seed)))) for seed in range(400))
    assert ordinary > 60


def test_the_forms_of_the_benchmark_are_ordinary_and_have_one_answer() -> None:
    assert all(equal_both_ways(sample.body(serial)) for serial, sample in enumerate(samples(150)))


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_have_one_answer(name: str) -> None:
    equal_both_ways(example_bytes(name))


ODD: dict[str, dict[str, Any]] = {
    "a line without weight": {"indicators.0.weight": None},
    "a line with a criterion": {"indicators.0.criterion": "x"},
    "a number for a text": {"indicators.0.weight": 11},
    "a list for a text": {"indicators.0.target": ["≥5"]},
    "a form of another year's code": {"project.code": "11010625T000000000000"},
    "an unknown member": {"colour": "red"},
    "an unknown member of a line": {"indicators.0.colour": "red"},
    "no funds": {"funds": None},
    "more spent than budgeted": {"funds.total.executed": "99999"},
    "nothing spent": {"funds.total.executed": "0"},
    "weights that do not add up": {"indicators.0.weight": "12"},
    "a total that does not add up": {"declared.total": "1"},
    "a year as text": {"fiscal_year": "2024"},
    "a year that is no year": {"fiscal_year": True},
    "a pack that is not there": {"rule_pack": {"id": "nowhere"}},
    "a pack without a name": {"rule_pack": {}},
    "no lines": {"indicators": []},
    "an objective not reached": {"objective.actual": "未完成"},
    "statements of sections": {"declared.sections": []},
}


@pytest.mark.parametrize("changes", ODD.values(), ids=ODD)
def test_what_is_odd_is_left_to_the_domain(changes: dict[str, Any]) -> None:
    assert equal_both_ways(_form())
    assert not equal_both_ways(_form(**changes))


def test_a_key_sent_twice_is_no_ordinary_form_and_a_colon_in_a_text_is() -> None:
    sent = _form()
    assert not equal_both_ways(sent.replace(b'"fiscal_year":2024', b'"fiscal_year":2024,"fiscal_year":2024'))
    assert not equal_both_ways(sent.replace(b'"fiscal_year":2024', b'"fiscal_year" :2024,"fiscal_year":2024'))
    assert equal_both_ways(sent.replace(b'"executed"', b'"executed" '))
    assert equal_both_ways(_form(**{"project.name": "12:30 a:b"}))


def test_an_escape_is_left_to_the_domain() -> None:
    assert not equal_both_ways(_form(**{"project.name": "a\\b"}))
    assert not equal_both_ways(_form().replace("岗位".encode(), b"\\u0001"))


def _form(**changes: Any) -> bytes:
    form = copy.deepcopy(json.loads(ORDINARY.body(0)))
    for path, value in changes.items():
        *holders, last = path.split(".")
        node: Any = form
        for each in holders:
            node = node[int(each)] if each.isdigit() else node[each]
        node[last] = value
    return body(form)
