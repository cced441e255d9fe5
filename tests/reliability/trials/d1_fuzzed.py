"""D1: bodies gone wrong in every way: each is scored or refused, soon, and the process does not grow."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import quantiles

from tests.program import Program
from tests.reliability import fuzz, load
from tests.reliability.figures import Figure, at_most, exactly, none, told
from tests.reliability.http import Connection, ConnectionLost, request
from tests.reliability.load import ADDRESS
from tests.reliability.trial import Stand, Trial

_CONNECTIONS = 4
_SEED = 20_261_128
_ALLOWED = frozenset({200, 201, 400, 404, 413, 415, 422})
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Amounts:
    """How many bodies; after how many the process is as large as it should become; the slowest p99 in ms."""

    bodies: int
    warm: int
    p99_ms: float


@dataclass
class _Tally:
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    resident: list[int] = field(default_factory=list)


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    with stand.postgresql.migrated() as url, stand.program(url) as program:
        tally = asyncio.run(_run(program, amounts))
    grown = (tally.resident[-1] - tally.resident[0]) / _MEBIBYTE
    yield exactly("bodies answered", sum(tally.statuses.values()), amounts.bodies)
    yield none("5xx, and other statuses nobody should get", tally.wrong)
    yield none("connections lost", tally.lost)
    yield at_most("p99 of an answer", round(quantiles(tally.seconds, n=100)[98] * 1000, 1), amounts.p99_ms, "ms")
    yield at_most("growth of the process", round(grown, 1), 50, "MiB")
    yield told("slowest answer", round(max(tally.seconds) * 1000), "ms")
    yield told("by status", " ".join(f"{status}:{count}" for status, count in sorted(tally.statuses.items())))


async def _run(program: Program, amounts: Amounts) -> _Tally:
    tally = _Tally()
    numbered = enumerate(itertools.islice(fuzz.bodies(_SEED), amounts.bodies))

    async def client() -> None:
        connection = load.connect(program)
        for number, body in numbered:
            await _send(connection, number, body, tally)
            if number == amounts.warm:
                tally.resident.append(program.resident_bytes())
        connection.close()

    await asyncio.gather(*(client() for _ in range(_CONNECTIONS)))
    tally.resident.append(program.resident_bytes())
    return tally


async def _send(connection: Connection, number: int, body: bytes, tally: _Tally) -> None:
    began = time.perf_counter()
    try:
        answer = await connection.ask(request("POST", ADDRESS, body))
    except ConnectionLost as lost:
        tally.lost.append(f"body {number} of seed {_SEED}: {lost}: {body[:300]!r}")
        return
    tally.seconds.append(time.perf_counter() - began)
    tally.statuses[answer.status] += 1
    if answer.status not in _ALLOWED:
        tally.wrong.append(f"body {number} of seed {_SEED}: {answer.status} {body[:300]!r}")


TRIAL = Trial(
    "D1",
    "fuzzed bodies",
    measure,
    short=Amounts(1_000, warm=200, p99_ms=1_000),
    bounded=Amounts(30_000, warm=5_000, p99_ms=100),
    full=Amounts(100_000, warm=5_000, p99_ms=100),
)
