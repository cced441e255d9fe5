"""What the service's figures must be, and whether they are."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.bench.lists import FEW, MANY, ListFigures
from tests.bench.servers import ECHO, ENGINES, OPENFISCA, obvious
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
        if (OPENFISCA, POST) in rate:
            yield _at_least(f"POST, {engine} / OpenFisca's Web API", rate[post].per(rate[OPENFISCA, POST]), 10)
        yield _at_most(f"POST, {engine}: p99 / echo's", served.p99_ms[post].per(served.p99_ms[echo]), 3)
        yield _at_least(f"GET, {engine} / echo", rate[engine, GET].per(rate[echo]), 0.8)
        yield _at_least(f"304, {engine} / echo", rate[engine, NOT_MODIFIED].per(rate[echo]), 1.2)
        fed = served.fed[engine]
        yield Judged(f"feed, {engine}", f"{fed:,.0f} records/s", "at least 50,000", fed.middle >= 50_000)
        size = served.disk_bytes[engine] / _KIB
        yield Judged(f"{engine}: on disk for each evaluation", f"{size:.2f} KiB", "at most 8 KiB", size <= 8)
        start = served.started_in[engine]
        yield Judged(f"{engine}: from start to ready", f"{start:.1f} s", "at most 3 s", start <= 3)
        memory = served.memory_mib[engine]
        after = f"{engine}: memory after {served.requests[engine]:,} requests"
        yield Judged(after, f"{memory:.0f} MiB", "at most 200 MiB", memory <= 200)


def judged_lists(engine: str, listed: ListFigures) -> Judged:
    """Whether a page takes as long among many evaluations as among few."""
    ratio = listed.p99_ms[MANY].per(listed.p99_ms[FEW])
    return _at_most(f"lists, {engine}: p99 of {MANY:,} / of {FEW:,} evaluations", ratio, 1.5)


def _at_least(name: str, ratio: Spread, least: float) -> Judged:
    return Judged(name, f"{ratio:.2f} ×", f"at least {least} ×", ratio.middle >= least)


def _at_most(name: str, ratio: Spread, most: float) -> Judged:
    return Judged(name, f"{ratio:.2f} ×", f"at most {most} ×", ratio.middle <= most)
