"""`python -m tests.bench [engine|sizes|bulk|service|lists|gate]`: figures part by part, then each beside its bar.

For Linux: servers and load are bound to different cores.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from tests.bench import bulk, engine, lists, service, sizes
from tests.bench.bars import BARS, GATES, verdicts
from tests.bench.forms import SEED, samples
from tests.bench.judged import Judged, least_bar, table
from tests.bench.service_bars import judged, judged_lists
from tests.bench.spread import Spread

FORMS = 2000


@dataclass(frozen=True)
class _Part:
    """What a part of the run found out: to be read, to be judged, and whether an answer was wrong or lost."""

    lines: list[str]
    judged: list[Judged]
    wrong: bool = False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="speed, beside its floors, in one run")
    parser.add_argument("part", nargs="?", choices=[*_PARTS, "gate"], help="by default all but the gate")
    parser.add_argument("--forms", type=int, default=bulk.FORMS, help="how many forms the file of `bulk` has")
    asked = parser.parse_args()
    if asked.part == "gate":
        return _gate()
    began, cores = time.monotonic(), os.sched_getaffinity(0)
    parts = {}
    for name in [asked.part] if asked.part else _PARTS:
        os.sched_setaffinity(0, cores)
        started = time.monotonic()
        parts[name] = _PARTS[name](asked)
        print("\n".join([*parts[name].lines, f"  ({name}: {time.monotonic() - started:.0f} s)", ""]), flush=True)
    figures = [each for part in parts.values() for each in part.judged]
    print("\n".join(["Every figure against its bar: median of the rounds (least–most)", *table(figures), ""]))
    print("\n".join(_circumstances(time.monotonic() - began)))
    return 1 if any(part.wrong for part in parts.values()) else 0


def _gate() -> int:
    """The short form for continuous integration: every answer of fewer forms, and ratios that only a mishap misses."""
    scored = engine.measure(forms=3_200, warm=2_000, rounds=6, a_round=200)
    judged = list(verdicts(scored, GATES))
    for bar, measured, met in judged:
        print(f"{'ok  ' if met else 'FAIL'} {bar.name} / {bar.other}: {measured}, at least {bar.least} ×")
    wrong = {name: count for name, count in scored.wrong.items() if count and name != engine.OPENFISCA}
    print(f"wrong answers: {wrong or 'none'}")
    return 1 if wrong or not all(met for _, _, met in judged) else 0


def _engine(_asked: argparse.Namespace) -> _Part:
    scored = engine.measure()
    figures = [
        Judged(f"{bar.name} / {bar.other}", measured, least_bar(bar.least, bar.aim), met)
        for bar, measured, met in verdicts(scored, BARS)
    ]
    # OpenFisca reckons in 32-bit floats: its wrong hundredths are a result, not a failure.
    wrong = any(count for name, count in scored.wrong.items() if name != engine.OPENFISCA)
    return _Part(list(_engine_lines(scored)), figures, wrong)


def _engine_lines(scored: engine.EngineFigures) -> Iterator[str]:
    yield "Engine: CPU time of one form, each form once after the first two thousand"
    for name, each in scored.microseconds.items():
        yield _row(name, each, ",.1f", "µs")
    for name, checked in scored.checked.items():
        yield f"  {name}: {checked - scored.wrong[name]:,} of {checked:,} answers equal the exact reference"
    for name in scored.absent:
        yield f"  {name}: not here (make bench installs the peers, and builds the native core where there is Rust)"


def _sizes(_asked: argparse.Namespace) -> _Part:
    return _Part([*sizes.lines(), *sizes.unseen(), *sizes.packs()], [])


def _bulk(asked: argparse.Namespace) -> _Part:
    scored = bulk.measure(asked.forms)
    return _Part(list(_bulk_lines(scored)), list(bulk.judged(scored)), scored.wrong > 0)


def _bulk_lines(scored: bulk.BulkFigures) -> Iterator[str]:
    file = f"{scored.forms:,} forms, {scored.file_gb:.2f} GB of print"
    yield f"A file of {file} on {scored.processes} cores, by the clock, start and end included"
    for name, figure in scored.per_second.items():
        yield _row(name, figure, ",.0f", "forms/s")
        yield _row(f"{name}: CPU", scored.cpu_microseconds[name], ",.0f", "µs a form")
        yield f"  {f'{name}: a million at that rate':<58} {1_000_000 / figure.middle:,.0f} s"
        yield f"  {f'{name}: most memory of all processes':<58} {scored.memory_mib[name]:,.0f} MiB"
    yield f"  {bulk.OURS}: {scored.wrong or 'no'} wrong answers"


def _service(_asked: argparse.Namespace) -> _Part:
    served = service.measure(samples(FORMS))
    wrong = any([*served.wrong.values(), *served.missing.values()])
    return _Part(list(_service_lines(served)), list(judged(served)), wrong)


def _service_lines(served: service.ServiceFigures) -> Iterator[str]:
    yield "Over HTTP, one worker, 64 connections kept alive, authenticated, with Idempotency-Key, no two bodies alike"
    for (name, kind), figure in served.per_second.items():
        yield _row(f"{kind}, {name}", figure, ",.0f", "requests/s")
        yield _row("  p50", served.p50_ms[name, kind], ",.1f", "ms")
        yield _row("  p99", served.p99_ms[name, kind], ",.1f", "ms")
    two = served.two_workers
    yield f"  POST, PostgreSQL, two workers: {two.per_second:,.0f} requests/s, p99 {two.p99_ms:,.1f} ms"
    for name, wrong in served.wrong.items():
        right, lost = served.checked - wrong, served.missing[name]
        yield f"  {name}: {right} of {served.checked} answers equal the exact reference"
        yield f"  {name}: {served.stored[name]:,} stored, {lost} answered and not stored"


def _lists(_asked: argparse.Namespace) -> _Part:
    measured = list(lists.measure())
    lines = ["Lists: a page of 50, the first and one in the middle, no filter and eight filters"]
    for name, listed in measured:
        lines += _list_lines(name, listed)
    return _Part(lines, [judged_lists(*each) for each in measured])


def _list_lines(name: str, listed: lists.ListFigures) -> Iterator[str]:
    yield f"  {name}"
    for size in (lists.FEW, lists.MANY):
        yield _row(f"  p50 among {size:,}", listed.p50_ms[size], ",.2f", "ms")
        yield _row(f"  p99 among {size:,}", listed.p99_ms[size], ",.2f", "ms")
    yield f"  loaded in {listed.loaded_in:.0f} s; served by"
    yield from (f"    {what}: {plan}" for what, plan in listed.plans.items())


_PARTS: dict[str, Callable[[argparse.Namespace], _Part]] = {
    "engine": _engine,
    "bulk": _bulk,
    "service": _service,
    "lists": _lists,
    "sizes": _sizes,
}


def _row(name: str, figure: Spread, form: str, unit: str) -> str:
    return f"  {name:<58} {figure:{form}} {unit}"


def _circumstances(seconds: float) -> Iterator[str]:
    yield f"jixiao {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}"
    yield f"{os.cpu_count()} cores, {_processor()}, load {os.getloadavg()[0]:.1f}; servers and load on different cores"
    command = " ".join(["python -m tests.bench", *sys.argv[1:]])
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {engine.FORMS:,} forms of seed {SEED}, {seconds:.0f} s: {command}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )


if __name__ == "__main__":
    sys.exit(main())
