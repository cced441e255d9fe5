"""`python -m tests.bench.contest.ours NAME FORMS`: this project every way, a naive scorer, and reading JSON alone."""

import json
import sys
from collections.abc import Callable
from typing import Any

import jiter

from app.api.v1.body_scorer import BodyScorer
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.rules.catalogue import load_catalogue
from app.services.score import Scorer
from tests.bench import naive
from tests.bench.contest.turns import take_turns

Work = Callable[[bytes], Any]


def main() -> None:
    name, count = sys.argv[1], int(sys.argv[2])
    works: dict[str, Callable[[], Work]] = {
        "engine": _engine,
        "templates": lambda: _engine(native=False),
        "domain": _domain,
        "naive": lambda: naive.score,
        "json": lambda: json.loads,
        "jiter": lambda: _jiter,
    }
    told = None if name in ("json", "jiter") else bytes
    take_turns(count, lambda sample, serial: sample.body(serial), works[name](), told)


def _engine(*, native: bool = True) -> Work:
    bodies = BodyScorer(Scorer(load_catalogue()), drafts=True, native=native)
    return lambda body: bodies.score(body).preview()


def _domain() -> Work:
    scorer = Scorer(load_catalogue())
    return lambda body: scorer.preview(form_of(read_form(body))).encode()


def _jiter(body: bytes) -> object:
    return jiter.from_json(body, float_mode="decimal", catch_duplicate_keys=True, allow_inf_nan=False)


if __name__ == "__main__":
    main()
