"""`make oracle`: many random forms of every pack, scored by the service and by the oracle, on every core.

    python -m tests.oracle [--forms 100000] [--seed 1] [PACK…]

Prints one line per pack and every difference; ends with 1 when there is any.
"""

import argparse
import itertools
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from app.domain import scoring
from tests.oracle.compared import differences, load, pack_files, with_other_choices
from tests.oracle.forms import forms
from tests.oracle.sheet import expected_sheet

_CHUNK = 2000
_SHOWN = 5
# Of so many forms, one each is scored with choices no pack of the product makes.
_OTHERWISE = 5


@dataclass
class Tally:
    """What a run over some forms of one pack found."""

    forms: int = 0
    lines: int = 0
    scored: int = 0
    graded: int = 0
    mismatches: int = 0
    told: tuple[str, ...] = ()

    def add(self, other: "Tally") -> None:
        self.forms += other.forms
        self.lines += other.lines
        self.scored += other.scored
        self.graded += other.graded
        self.mismatches += other.mismatches
        self.told = (*self.told, *other.told)[:_SHOWN]


def run(place: str, seed: int, number: int) -> Tally:
    """Scores `number` forms of a pack both ways. A seed alone finds a form again."""
    own = load(pack_files()[place])
    packs = dict(enumerate(with_other_choices(own)))
    tally = Tally()
    for index, form in enumerate(itertools.islice(forms(seed, own.rules), number)):
        pack = packs.get(index % _OTHERWISE, own)
        expected = expected_sheet(form, pack.rules)
        found = scoring.evaluate(form, pack.compiled)
        told = list(differences(found, expected))
        tally.forms += 1
        tally.lines += len(expected.lines) + (expected.execution is not None)
        tally.scored += sum(line.score is not None for line in expected.lines)
        tally.graded += expected.total is not None
        tally.mismatches += bool(told)
        if told and len(tally.told) < _SHOWN:
            tally.told += (f"{place} seed {seed} form {index}: {'; '.join(told)}\n{form.funds}\n{form.indicators}",)
    return tally


def _without_findings(place: str, seed: int, number: int) -> Tally:
    """Findings never change a score; without them the pace is twice as good."""
    scoring.review = lambda submission, pack, funds, evaluation: evaluation
    return run(place, seed, number)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle")
    parser.add_argument("--forms", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("packs", nargs="*", help="parts of the packs' places; all by default")
    return parser.parse_args()


def main() -> int:
    asked = _asked()
    places = [place for place in pack_files() if not asked.packs or any(part in place for part in asked.packs)]
    mismatches = 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for place in places:
            begun, tally = time.perf_counter(), Tally()
            chunks = [min(_CHUNK, asked.forms - start) for start in range(0, asked.forms, _CHUNK)]
            seeds = [asked.seed * 1_000_000 + index for index in range(len(chunks))]
            for part in pool.map(_without_findings, [place] * len(chunks), seeds, chunks):
                tally.add(part)
            seconds = time.perf_counter() - begun
            print(
                f"{place:55} {tally.forms:>7} forms  {tally.lines:>7} lines  {tally.scored:>7} scored  "
                f"{tally.graded:>6} totals  {tally.mismatches} mismatches  {seconds:.1f} s",
                flush=True,
            )
            for told in tally.told:
                print(told)
            mismatches += tally.mismatches
    return 1 if mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
