"""The fuzzer gives the same bodies for the same seed, of every kind, in the shares that it states."""

import itertools
import json

from app.api.problem import Problem
from app.api.v1.form_file import read_form
from tests.reliability import fuzz

BODIES = 600


def kind(body: bytes) -> str:
    """What a body is to the service."""
    try:
        read_form(body)
    except Problem as problem:
        return str(problem.status)
    return "form"


def test_a_seed_alone_finds_a_body_again() -> None:
    first, second, other = (list(itertools.islice(fuzz.bodies(seed), 50)) for seed in (1, 1, 2))
    assert first == second != other


def test_some_are_forms_some_are_refused_for_their_syntax_some_for_what_they_say() -> None:
    kinds = [kind(body) for body in itertools.islice(fuzz.bodies(1), BODIES)]
    assert set(kinds) == {"form", "400", "422"}
    assert all(kinds.count(each) > BODIES // 20 for each in ("form", "400", "422"))


def test_forms_are_mostly_in_order_and_stand_on_one_line() -> None:
    forms = list(itertools.islice(fuzz.forms(1), 200))
    assert sum(kind(form) == "form" for form in forms) > 180
    assert all(b"\n" not in form for form in forms)
    assert len({json.loads(form)["project"]["code"] for form in forms}) > 150
