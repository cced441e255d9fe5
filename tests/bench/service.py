"""Durable POST and reads over HTTP, one worker, beside an echo and the obvious service loaded the same way."""

import itertools
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from app.storage.commit import record_batch
from app.storage.engine import create_engine
from app.storage.ledger_queries import positions
from tests.bench import load
from tests.bench.contest.situation import question
from tests.bench.filled import TENANT
from tests.bench.forms import Sample
from tests.bench.reference import faults
from tests.bench.servers import OPENFISCA, Server, second_worker, servers
from tests.bench.spread import Spread, spread
from tests.storage.making import new_evaluation

POST, GET, NOT_MODIFIED, FILLING = "POST", "GET", "304", "until there are enough"
_CHECKED = 200
REQUESTS = 100_000
"""Memory is looked at after so many."""
# Seconds, for those of them that the rounds have not asked.
_LONGEST = 90
# Records, of which half is many parts of the stream as well.
_LEDGER, _AT_ONCE = 40_000, 500
Figure = tuple[str, str]
"""A server and what it was asked for."""


class Held(NamedTuple):
    """The memory of a process after so many requests, or with so many records."""

    number: int
    mib: float


class Fed(NamedTuple):
    """Records in a second of the feed, the most memory that the process held while it handed out half of them, and
    while it handed out all."""

    per_second: Spread
    half: Held
    all: Held


@dataclass(frozen=True)
class ServiceFigures:
    """Requests per second and percentiles by server and kind; by server of ours: answers that were wrong, records
    missing from the database, bytes on disk for each evaluation, seconds to start, the memory held after half of the
    requests and after all of them, and the feed."""

    per_second: dict[Figure, Spread]
    p50_ms: dict[Figure, Spread]
    p99_ms: dict[Figure, Spread]
    checked: int
    wrong: dict[str, int]
    missing: dict[str, int]
    disk_bytes: dict[str, float]
    started_in: dict[str, float]
    held: dict[str, tuple[Held, Held]]
    stored: dict[str, int]
    fed: dict[str, Fed]
    two_workers: load.Load


def measure(samples: list[Sample], connections: int = 64, rounds: int = 4, seconds: float = 2) -> ServiceFigures:
    """Servers on the first core, the load on the last; PostgreSQL's own processes on both."""
    cores = sorted(os.sched_getaffinity(0))
    with ExitStack() as stack:
        targets = list(servers(stack, cores[0]))
        ours = [target for target in targets if target.database]
        os.sched_setaffinity(0, {cores[-1]})
        serials = itertools.count(1)
        looked_at = {target.name: _Looked(target, samples, serials) for target in ours}
        empty = {target.name: _disk_bytes(target) for target in ours}
        done: dict[Figure, list[load.Load]] = defaultdict(list)
        held: dict[str, list[Held]] = defaultdict(list)
        for number in range(rounds + 1):
            for target in targets:
                # The first round warms up.
                lasting = seconds if number else 1
                requests, status = _posts(target, samples, serials), 200 if target.name == OPENFISCA else 201
                done[target.name, POST].append(load.run(target.port, requests, status, connections, lasting))
                if target.database:
                    for kind, status, reads in looked_at[target.name].reads():
                        done[target.name, kind].append(load.run(target.port, reads, status, connections, lasting))
                    held[target.name].append(_held(target, done))
        for target in ours:
            held[target.name] += _ask_on(target, looked_at[target.name], connections, done)
        stored = {target.name: _stored(target) for target in ours}
        disk = {
            target.name: (_disk_bytes(target) - empty[target.name]) / (stored[target.name] - _CHECKED)
            for target in ours
        }
        posted = {target.name: _CHECKED + sum(each.answers for each in done[target.name, POST]) for target in ours}
        missing = {name: posted[name] - stored[name] for name in stored}
        fed = {target.name: _fed(target, rounds) for target in ours}
        two = _two_workers(stack, ours[-1], _posts(ours[-1], samples, serials), connections, cores[-1])
        done = {figure: loads for figure, loads in done.items() if figure[1] != FILLING}
        return ServiceFigures(
            {figure: spread([each.per_second for each in loads[1:]]) for figure, loads in done.items()},
            {figure: spread([each.p50_ms for each in loads[1:]]) for figure, loads in done.items()},
            {figure: spread([each.p99_ms for each in loads[1:]]) for figure, loads in done.items()},
            _CHECKED,
            {name: looked.wrong for name, looked in looked_at.items()},
            missing,
            disk,
            {target.name: target.started_in for target in ours},
            {name: _halfway_and_last(each) for name, each in held.items()},
            stored,
            fed,
            two,
        )


def _ask_on(target: Server, looked: "_Looked", connections: int, done: dict[Figure, list[load.Load]]) -> Iterator[Held]:
    """Until it has answered REQUESTS, or a while is over."""
    *_, (_, status, reads) = looked.reads()
    began = time.monotonic()
    while _requests(done, target) < REQUESTS and time.monotonic() - began < _LONGEST:
        done[target.name, FILLING].append(load.run(target.port, reads, status, connections, 1))
        yield _held(target, done)


def _held(target: Server, done: dict[Figure, list[load.Load]]) -> Held:
    return Held(_requests(done, target), target.memory_mib)


def _halfway_and_last(held: list[Held]) -> tuple[Held, Held]:
    return next(each for each in held if 2 * each.number >= held[-1].number), held[-1]


def _requests(done: dict[Figure, list[load.Load]], target: Server) -> int:
    return sum(each.answers for (name, _), loads in done.items() if name == target.name for each in loads)


def _two_workers(stack: ExitStack, first: Server, posts: Iterator[bytes], connections: int, core: int) -> load.Load:
    """The second one shares its core with the load: what two cores of which one is busy come to."""
    second = second_worker(stack, first, first.environment, core)
    load.run(first.port, posts, 201, connections, 1, second.port)
    return load.run(first.port, posts, 201, connections, 4, second.port)


def _fed(target: Server, rounds: int) -> Fed:
    """The ledger as NDJSON, again and again: the first half of it, then all."""
    _lengthen(target)
    held, rates = [], []
    for limit in (_LEDGER // 2, _LEDGER):
        target.forget_peak()
        rates = [_feed(target, limit) for _ in range(rounds)]
        held.append(Held(limit, target.peak_mib))
    return Fed(spread(rates), *held)


def _lengthen(target: Server) -> None:
    """To as many records as the feed is to hand out, with what takes less time than requests."""
    engine = create_engine(str(target.database))
    while (lacking := _LEDGER - positions(engine, [TENANT])[TENANT]) > 0:
        record_batch(engine, [new_evaluation(tenant=TENANT) for _ in range(min(lacking, _AT_ONCE))])
    engine.dispose()


def _feed(target: Server, limit: int) -> float:
    """Records in a second."""
    headers = {"authorization": f"Bearer {target.key}", "accept": "application/x-ndjson"}
    began, lines = time.perf_counter(), 0
    with closing(HTTPConnection("127.0.0.1", target.port)) as connection:
        connection.request("GET", f"/v1/scores?limit={limit}", headers=headers)
        answer = connection.getresponse()
        while part := answer.read(1 << 20):
            lines += part.count(b"\n")
    if lines != limit:
        raise RuntimeError(f"{lines} of {limit} records")
    return lines / (time.perf_counter() - began)


class _Looked:
    """Some answers, compared with the exact reference, and how to ask for them again."""

    def __init__(self, target: Server, samples: list[Sample], serials: Iterator[int]) -> None:
        self._key = f"authorization: Bearer {target.key}"
        answers = [
            load.once(target.port, load.post(sample.body(next(serials)), self._key), 201)
            for sample in samples[:_CHECKED]
        ]
        self.wrong = sum(bool(faults(*pair)) for pair in zip(samples, (each.body for each in answers), strict=False))
        self._paths = [answer.fields["location"] for answer in answers]
        self._tags = [load.once(target.port, load.get(path, self._key), 200).fields["etag"] for path in self._paths]

    def reads(self) -> Iterator[tuple[str, int, Iterator[bytes]]]:
        plain = [load.get(path, self._key) for path in self._paths]
        conditional = [
            load.get(path, self._key, f"if-none-match: {tag}")
            for path, tag in zip(self._paths, self._tags, strict=True)
        ]
        yield GET, 200, itertools.cycle(plain)
        yield NOT_MODIFIED, 304, itertools.cycle(conditional)


def _posts(target: Server, samples: list[Sample], serials: Iterator[int]) -> Iterator[bytes]:
    """No two alike: every project has a form of its own, and every request its own key."""
    for sample in itertools.cycle(samples):
        serial = next(serials)
        if target.name == OPENFISCA:
            yield load.post(json.dumps(question(json.loads(sample.parsed(serial)))).encode(), path="/calculate")
            continue
        key = (f"authorization: Bearer {target.key}",) if target.key else ()
        yield load.post(sample.body(serial), f"idempotency-key: bench-{serial}", *key)


def _stored(target: Server) -> int:
    """Evaluations in the database."""
    engine = create_engine(str(target.database))
    with engine.connect() as connection:
        found: int = connection.exec_driver_sql("SELECT count(*) FROM evaluation").scalar_one()
    engine.dispose()
    return found


def _disk_bytes(target: Server) -> float:
    """Tables and indexes of everything; the write-ahead log, which is used again, is not counted."""
    engine = create_engine(str(target.database))
    with engine.connect() as connection:
        size = _of_sqlite(connection) if engine.dialect.name == "sqlite" else _of_postgresql(connection)
    engine.dispose()
    return size


def _of_sqlite(connection: Connection) -> float:
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(str(connection.engine.url.database)).stat().st_size


def _of_postgresql(connection: Connection) -> float:
    size: int = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
    return size
