"""Bytes in, answer bytes out, in this process: the engine beside the floor of reading JSON and a naive scorer."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time_ns

import jiter

from app.api.v1.body_scorer import BodyScorer
from app.rules.catalogue import load_catalogue
from app.services.score import Scorer
from tests.bench import naive
from tests.bench.forms import Sample
from tests.bench.reference import faults
from tests.bench.spread import Spread, spread

Work = Callable[[bytes], object]

ENGINE, JSON_LOADS, JITER, NAIVE = "engine", "json.loads", "jiter (exact, duplicates refused)", "naive Decimal scorer"


@dataclass(frozen=True)
class EngineFigures:
    """Microseconds of CPU a form by contestant, and how many answers of each are not what the reference says."""

    microseconds: dict[str, Spread]
    wrong: dict[str, int]
    forms: int
    body_bytes: int
    answer_bytes: int


def measure(samples: list[Sample], rounds: int = 7, timed: int = 250) -> EngineFigures:
    """Checks every answer, then times the first `timed` forms, the contestants taking turns."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    answer = _engine()
    bodies = [sample.body(serial) for serial, sample in enumerate(samples)]
    wrong = {
        name: sum(bool(faults(sample, work(body))) for sample, body in zip(samples, bodies, strict=True))
        for name, work in ((ENGINE, answer), (NAIVE, naive.score))
    }
    contestants: dict[str, Work] = {ENGINE: answer, JSON_LOADS: json.loads, JITER: _jiter, NAIVE: naive.score}
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, work in contestants.items():
            times[name].append(_microseconds(work, bodies[:timed]))
    return EngineFigures(
        {name: spread(each) for name, each in times.items()},
        wrong,
        len(samples),
        sum(map(len, bodies)) // len(bodies),
        sum(len(answer(body)) for body in bodies[:timed]) // timed,
    )


def _engine() -> Callable[[bytes], bytes]:
    bodies = BodyScorer(Scorer(load_catalogue()), drafts=True)
    return lambda body: bodies.score(body).preview()


def _jiter(body: bytes) -> object:
    return jiter.from_json(body, float_mode="decimal", catch_duplicate_keys=True, allow_inf_nan=False)


def _microseconds(work: Work, bodies: list[bytes]) -> float:
    began = process_time_ns()
    for body in bodies:
        work(body)
    return (process_time_ns() - began) / 1000 / len(bodies)
