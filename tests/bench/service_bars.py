"""What the service's figures must be, and whether they are."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.bench.servers import ECHO, ENGINES, obvious
from tests.bench.service import GET, NOT_MODIFIED, POST, ServiceFigures
from tests.bench.spread import Spread

_KIB = 1024


class Judged(NamedTuple):
    """A figure beside its bar."""

    name: str
    measured: str
    bar: str
    met: bool


def judged(served: ServiceFigures) -> Iterator[Judged]:
    """Every bar of the service, with what was measured against it."""
    echo = ECHO, POST
    for engine in ENGINES:
        post = engine, POST
        rate = served.per_second
        yield _at_least(f"POST, {engine} / echo", rate[post].per(rate[echo]), 0.6)
        yield _at_least(f"POST, {engine} / FastAPI + SQLModel", rate[post].per(rate[obvious(engine), POST]), 6)
        yield _at_most(f"POST, {engine}: p99 / echo's", served.p99_ms[post].per(served.p99_ms[echo]), 3)
        yield _at_least(f"GET, {engine} / echo", rate[engine, GET].per(rate[echo]), 0.8)
        yield _at_least(f"304, {engine} / echo", rate[engine, NOT_MODIFIED].per(rate[echo]), 1.2)
        size = served.disk_bytes[engine] / _KIB
        yield Judged(f"{engine}: on disk for each evaluation", f"{size:.2f} KiB", "at most 8 KiB", size <= 8)
        start = served.started_in[engine]
        yield Judged(f"{engine}: from start to ready", f"{start:.1f} s", "at most 3 s", start <= 3)
        memory = served.memory_mib[engine]
        yield Judged(f"{engine}: memory at the end", f"{memory:.0f} MiB", "at most 200 MiB", memory <= 200)


def _at_least(name: str, ratio: Spread, least: float) -> Judged:
    return Judged(name, f"{ratio:.2f} ×", f"at least {least} ×", ratio.middle >= least)


def _at_most(name: str, ratio: Spread, most: float) -> Judged:
    return Judged(name, f"{ratio:.2f} ×", f"at most {most} ×", ratio.middle <= most)
