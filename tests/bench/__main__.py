"""`python -m tests.bench [engine|service]`: ratios first, measured side by side in one run; then what they are of.

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
from tests.bench import engine, service
from tests.bench.forms import SEED, samples
from tests.bench.spread import Spread

FORMS = 2000
_PARTS = ("engine", "service")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="speed, beside its floors, in one run")
    parser.add_argument("part", nargs="?", choices=_PARTS, help="by default both")
    part = parser.parse_args().part
    parts = [part] if part else _PARTS
    cores = os.sched_getaffinity(0)
    forms = samples(FORMS)
    scored = engine.measure(forms) if "engine" in parts else None
    os.sched_setaffinity(0, cores)
    served = service.measure(forms) if "service" in parts else None
    print("\n".join([*_ratios(scored, served), "", *_absolutes(scored, served), "", *_circumstances()]))
    wrong = [*(scored.wrong.values() if scored else ()), *(served.wrong.values() if served else ())]
    return 1 if any(wrong) or (served and any(served.missing.values())) else 0


def _ratios(scored: engine.EngineFigures | None, served: service.ServiceFigures | None) -> Iterator[str]:
    yield "Ratios: median of the rounds (least–most)"
    if scored:
        ours = scored.microseconds[engine.ENGINE]
        for name in (engine.JSON_LOADS, engine.JITER, engine.NAIVE):
            yield _row(f"engine, time of {name}", ours.per(scored.microseconds[name]), ".1f", "×")
    if served:
        for name in (service.SQLITE, service.POSTGRESQL):
            echo = service.ECHO
            yield _row(
                f"POST, {name}: rate of the echo", served.per_second[name].per(served.per_second[echo]), ".3f", "×"
            )
            yield _row(f"POST, {name}: p99 of the echo", served.p99_ms[name].per(served.p99_ms[echo]), ".2f", "×")


def _absolutes(scored: engine.EngineFigures | None, served: service.ServiceFigures | None) -> Iterator[str]:
    if scored:
        yield f"CPU time of one form of {scored.body_bytes:,} bytes with an answer of {scored.answer_bytes:,} bytes"
        for name, each in scored.microseconds.items():
            yield _row(name, each, ",.1f", "µs")
        for name, wrong in scored.wrong.items():
            yield f"  {name}: {scored.forms - wrong:,} of {scored.forms:,} answers equal the exact reference"
    if served:
        yield "Over HTTP, one worker, 16 connections kept alive, no two bodies alike"
        for name, each in served.per_second.items():
            yield _row(name, each, ",.0f", "requests/s")
            yield _row("  p50", served.p50_ms[name], ",.1f", "ms")
            yield _row("  p99", served.p99_ms[name], ",.1f", "ms")
        for name, wrong in served.wrong.items():
            right = served.checked - wrong
            lost = served.missing[name]
            yield f"  {name}: {right} of {served.checked} answers equal the exact reference, {lost} answers not stored"


def _row(name: str, figure: Spread, form: str, unit: str) -> str:
    return f"  {name:<58} {figure:{form}} {unit}"


def _circumstances() -> Iterator[str]:
    yield f"jixiao {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}"
    yield f"{os.cpu_count()} cores, {_processor()}, load {os.getloadavg()[0]:.1f}; servers and load on different cores"
    command = " ".join(["python -m tests.bench", *sys.argv[1:]])
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {FORMS:,} forms of seed {SEED}: {command}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )


if __name__ == "__main__":
    sys.exit(main())
