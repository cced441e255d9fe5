"""Bytes in, answer bytes out: this project, its floors and the peers, in turn on the same forms in one run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.services.ordinary.library import library
from tests.bench.spread import Spread, spread

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-bench" / "bin" / "python"

ENGINE, TEMPLATES, DOMAIN = "engine", "engine, without its native core", "engine, the domain alone"
ZEN, ZEN_BATCH, OPENFISCA = "Zen, expression graph with trace", "Zen, batch call", "OpenFisca, single with trace"
NAIVE, JSON_LOADS, JITER = "naive Decimal scorer", "json.loads", "jiter (exact, duplicates refused)"

FORMS, WARM, ROUNDS, A_ROUND = 10_000, 2_000, 8, 1_000


@dataclass(frozen=True)
class _Contestant:
    """How to start one; `slow` ones time and check a tenth of the forms."""

    name: str
    command: list[str]
    slow: bool = False


@dataclass(frozen=True)
class EngineFigures:
    """Microseconds of CPU a form, and how many answers were checked and wrong, by contestant."""

    microseconds: dict[str, Spread]
    checked: dict[str, int]
    wrong: dict[str, int]
    absent: list[str]

    def ratio(self, name: str, other: str) -> Spread | None:
        """How many times as fast the one is as the other, round by round; None where one did not take part."""
        if name not in self.microseconds or other not in self.microseconds:
            return None
        return self.microseconds[other].per(self.microseconds[name])


class _Worker:
    """A contestant's process, asked one thing at a time: nothing else runs meanwhile."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.ready = self._answer()

    def ask(self, what: str, first: int, count: int) -> Any:
        if self._process.stdin is None:
            raise RuntimeError("a contestant without ears")
        self._process.stdin.write(f"{what} {first} {count}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError(f"{self._process.args} ended")
        return json.loads(line)


def measure(forms: int = FORMS, warm: int = WARM, rounds: int = ROUNDS, a_round: int = A_ROUND) -> EngineFigures:
    """Checks every answer, then times forms that nobody has timed before, the contestants taking turns.

    Caches are warm with the first `warm` forms, and no form is seen twice after that.
    """
    contestants, absent = _contestants(forms)
    with ExitStack() as stack:
        workers = [(each, stack.enter_context(_working(each))) for each in contestants]
        times: dict[str, list[float]] = {each.name: [] for each in contestants}
        for each, worker in workers:
            worker.ask("time", 0, warm // 20 if each.slow else warm)
        for number in range(rounds):
            for each, worker in workers:
                first = warm + number * a_round
                times[each.name].append(worker.ask("time", first, a_round // 20 if each.slow else a_round))
        checked = {each.name: forms // 10 if each.slow else forms for each in contestants}
        wrong = {each.name: worker.ask("check", 0, checked[each.name]) for each, worker in workers}
    return EngineFigures({name: spread(each) for name, each in times.items()}, checked, wrong, absent)


def _contestants(forms: int) -> tuple[list[_Contestant], list[str]]:
    count, way = str(forms), ["-m", "tests.bench.contest.in_huge_pages"]
    ours = [sys.executable, *way, "tests.bench.contest.ours"]
    found = [
        _Contestant(TEMPLATES, [*ours, "templates", count]),
        _Contestant(DOMAIN, [*ours, "domain", count], slow=True),
        _Contestant(NAIVE, [*ours, "naive", count]),
        _Contestant(JSON_LOADS, [*ours, "json", count]),
        _Contestant(JITER, [*ours, "jiter", count]),
    ]
    absent = []
    if library() is not None:
        found.insert(0, _Contestant(ENGINE, [*ours, "engine", count]))
    else:
        absent.append(ENGINE)
    if PEERS.exists():
        peers = [str(PEERS), *way]
        found += [
            _Contestant(ZEN, [*peers, "tests.bench.contest.zen_engine", "single", count]),
            _Contestant(ZEN_BATCH, [*peers, "tests.bench.contest.zen_engine", "batch", count]),
            _Contestant(OPENFISCA, [*peers, "tests.bench.contest.openfisca", count], slow=True),
        ]
    else:
        absent += [ZEN, ZEN_BATCH, OPENFISCA]
    return found, absent


@contextmanager
def _working(contestant: _Contestant) -> Iterator[_Worker]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        contestant.command,
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield _Worker(process)
    finally:
        process.terminate()
        process.wait()
