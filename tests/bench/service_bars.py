"""What the service's figures must be, and whether they are."""

from collections.abc import Iterator

from tests.bench.judged import Judged, at_least, at_most, least_bar, not_measured
from tests.bench.lists import FEW, MANY, ListFigures
from tests.bench.servers import ECHO, ENGINES, OPENFISCA, POSTGRESQL, obvious
from tests.bench.service import GET, NOT_MODIFIED, POST, REQUESTS, ServiceFigures

_KIB = 1024
# What growth is not told from the ups and downs of a process that stands still.
_GROWN = 0.05
# The records that the longer stream has more are 20 MiB of text.
_MIB_OF_CHANCE = 8


def judged(served: ServiceFigures) -> Iterator[Judged]:
    """Every bar of the service, with what was measured against it."""
    for engine in ENGINES:
        yield from _speed(served, engine)
        yield from _standing(served, engine)
    two, one = served.two_workers, served.per_second[POSTGRESQL, POST]
    told = f"{two.per_second / one.middle:.2f} ×, p99 {two.p99_ms:,.0f} ms"
    yield Judged(f"POST, {POSTGRESQL}: two workers / one", told, "to be reported", met=None)


def _speed(served: ServiceFigures, engine: str) -> Iterator[Judged]:
    echo, post, rate = (ECHO, POST), (engine, POST), served.per_second
    yield at_least(f"POST, {engine} / echo", rate[post].per(rate[echo]), 0.6, 1)
    yield at_least(f"POST, {engine} / FastAPI + SQLModel", rate[post].per(rate[obvious(engine), POST]), 6)
    name = f"POST, {engine} / OpenFisca's Web API"
    if (OPENFISCA, POST) in rate:
        yield at_least(name, rate[post].per(rate[OPENFISCA, POST]), 10)
    else:
        yield not_measured(name, least_bar(10))
    yield at_most(f"POST, {engine}: p99 / echo's", served.p99_ms[post].per(served.p99_ms[echo]), 3)
    yield at_least(f"GET, {engine} / echo", rate[engine, GET].per(rate[echo]), 0.8)
    yield at_least(f"304, {engine} / echo", rate[engine, NOT_MODIFIED].per(rate[echo]), 1.2)


def _standing(served: ServiceFigures, engine: str) -> Iterator[Judged]:
    rate, half, whole = served.fed[engine]
    yield Judged(f"feed, {engine}", f"{rate:,.0f} records/s", "at least 50,000 records/s", rate.middle >= 50_000)
    name = f"feed, {engine}: most memory, {whole.number:,} records beside {half.number:,}"
    more = whole.mib - half.mib
    told = f"{whole.mib:.0f} MiB, {more:+.1f} MiB"
    yield Judged(name, told, f"constant: at most +{_MIB_OF_CHANCE} MiB", more <= _MIB_OF_CHANCE)
    size = served.disk_bytes[engine] / _KIB
    yield Judged(f"{engine}: on disk for each evaluation", f"{size:.2f} KiB", "at most 8 KiB", size <= 8)
    start = served.started_in[engine]
    yield Judged(f"{engine}: from start to ready", f"{start:.1f} s", "at most 3 s", start <= 3)
    before, after = served.held[engine]
    grown = after.mib / before.mib - 1
    yield Judged(
        f"{engine}: memory after {after.number:,} requests",
        f"{after.mib:.0f} MiB, {grown:+.1%} since {before.number:,}",
        f"at most 200 MiB after {REQUESTS:,}, no growth",
        after.number >= REQUESTS and after.mib <= 200 and grown <= _GROWN,
    )


def judged_lists(engine: str, listed: ListFigures) -> Judged:
    """Whether a page takes as long among many evaluations as among few."""
    ratio = listed.p99_ms[MANY].per(listed.p99_ms[FEW])
    return at_most(f"lists, {engine}: p99 of {MANY:,} / of {FEW:,} evaluations", ratio, 1.5)
