"""`python -m tests.bench [engine|sizes|bulk|service|lists|gate]`: ratios first, then what they are of.

For Linux: servers and load are bound to different cores.
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from tests.bench import bulk, engine, lists, service, sizes
from tests.bench.bars import BARS, GATES, verdicts
from tests.bench.forms import SEED, samples
from tests.bench.service_bars import Judged, judged, judged_lists
from tests.bench.spread import Spread

FORMS = 2000
_PARTS = ("engine", "bulk", "service", "lists", "sizes", "gate")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="speed, beside its floors, in one run")
    parser.add_argument("part", nargs="?", choices=_PARTS, help="by default all but the gate")
    part = parser.parse_args().part
    if part == "gate":
        return _gate()
    lines: list[str] = []
    wrong: list[int] = []
    cores = os.sched_getaffinity(0)
    if part in (None, "engine"):
        scored = engine.measure()
        lines += [*_engine_lines(scored), ""]
        # OpenFisca reckons in 32-bit floats: its wrong hundredths are a result, not a failure.
        wrong += [count for name, count in scored.wrong.items() if name != engine.OPENFISCA]
    if part in (None, "sizes"):
        lines += [*sizes.lines(), *sizes.unseen(), ""]
    os.sched_setaffinity(0, cores)
    if part in (None, "bulk"):
        scored_in_bulk = bulk.measure()
        lines += [*_bulk_lines(scored_in_bulk), ""]
        wrong.append(scored_in_bulk.wrong)
    if part in (None, "service"):
        served = service.measure(samples(FORMS))
        lines += [*_service_lines(served), ""]
        wrong += [*served.wrong.values(), *served.missing.values()]
    if part in (None, "lists"):
        lines += [*_list_lines(), ""]
    print("\n".join([*lines, *_circumstances()]))
    return 1 if any(wrong) else 0


def _gate() -> int:
    """The short form for continuous integration: every answer of fewer forms, and ratios that only a mishap misses."""
    scored = engine.measure(forms=1_200, warm=600, rounds=6, a_round=100)
    judged = list(verdicts(scored, GATES))
    for bar, measured, met in judged:
        print(f"{'ok  ' if met else 'FAIL'} {bar.name} / {bar.other}: {measured}, at least {bar.least} ×")
    wrong = {name: count for name, count in scored.wrong.items() if count and name != engine.OPENFISCA}
    print(f"wrong answers: {wrong or 'none'}")
    return 1 if wrong or not all(met for _, _, met in judged) else 0


def _engine_lines(scored: engine.EngineFigures) -> Iterator[str]:
    yield "Engine: times as fast, median of the rounds (least–most), against its bar"
    for bar, measured, met in verdicts(scored, BARS):
        aim = f", aim {bar.aim} ×" if bar.aim else ""
        yield f"  {f'{bar.name} / {bar.other}':<62} {measured}   {'met' if met else 'NOT MET'}: {bar.least} ×{aim}"
    yield "CPU time of one form, each form once after the first two thousand"
    for name, each in scored.microseconds.items():
        yield _row(name, each, ",.1f", "µs")
    for name, checked in scored.checked.items():
        yield f"  {name}: {checked - scored.wrong[name]:,} of {checked:,} answers equal the exact reference"
    for name in scored.absent:
        yield f"  {name}: not here (make bench installs the peers, and builds the native core where there is Rust)"


def _bulk_lines(scored: bulk.BulkFigures) -> Iterator[str]:
    yield f"A file of {scored.forms:,} forms on {scored.processes} cores, by the clock, start and end included"
    zen = scored.per_second.get(bulk.ZEN)
    if zen is None:
        yield f"  {bulk.ZEN}: not here (make bench installs the peers)"
    for name in scored.per_second if zen is not None else ():
        if name != bulk.ZEN:
            ratio = scored.per_second[name].per(zen)
            busy = scored.cpu_microseconds[bulk.ZEN].per(scored.cpu_microseconds[name])
            verdict = "met" if ratio.middle >= 1 else "NOT MET"
            yield f"  {f'{name} / {bulk.ZEN}':<62} {ratio:.2f} ×   {verdict}: 1 ×, aim 3 ×"
            yield f"  {'the same by CPU time':<62} {busy:.2f} ×"
    for name, figure in scored.per_second.items():
        yield _row(name, figure, ",.0f", "forms/s")
        yield _row(f"{name}: CPU", scored.cpu_microseconds[name], ",.0f", "µs a form")
        yield f"  {f'{name}: a million at that rate':<58} {1_000_000 / figure.middle:,.0f} s"
        yield f"  {f'{name}: most memory of all processes':<58} {scored.memory_mib[name]:,.0f} MiB"
    yield f"  {bulk.OURS}: {scored.wrong or 'no'} wrong answers"


def _service_lines(served: service.ServiceFigures) -> Iterator[str]:
    yield "Over HTTP, one worker, 64 connections kept alive, authenticated, with Idempotency-Key, no two bodies alike"
    for each in judged(served):
        yield _verdict(each)
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


def _list_lines() -> Iterator[str]:
    yield "Lists: a page of 50, the first and one in the middle, no filter and eight filters"
    for name, listed in lists.measure():
        yield _verdict(judged_lists(name, listed))
        for size in (lists.FEW, lists.MANY):
            yield _row(f"  p50 among {size:,}", listed.p50_ms[size], ",.2f", "ms")
            yield _row(f"  p99 among {size:,}", listed.p99_ms[size], ",.2f", "ms")
        yield f"  loaded in {listed.loaded_in:.0f} s; served by"
        yield from (f"    {what}: {plan}" for what, plan in listed.plans.items())


def _verdict(each: Judged) -> str:
    return f"  {each.name:<58} {each.measured}   {'met' if each.met else 'NOT MET'}: {each.bar}"


def _row(name: str, figure: Spread, form: str, unit: str) -> str:
    return f"  {name:<58} {figure:{form}} {unit}"


def _circumstances() -> Iterator[str]:
    yield f"jixiao {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}"
    yield f"{os.cpu_count()} cores, {_processor()}, load {os.getloadavg()[0]:.1f}; servers and load on different cores"
    command = " ".join(["python -m tests.bench", *sys.argv[1:]])
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {engine.FORMS:,} forms of seed {SEED}: {command}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )


if __name__ == "__main__":
    sys.exit(main())
