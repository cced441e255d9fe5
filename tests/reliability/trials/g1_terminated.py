"""G1: SIGTERM under load: no request that the service took is left without its whole answer."""

import asyncio
import itertools
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.program import Program
from tests.reliability import load
from tests.reliability.figures import Figure, at_most, exactly, none, told
from tests.reliability.history import History, faults, stored
from tests.reliability.http import ConnectionLost, request
from tests.reliability.ledgers import faults_in_ledger
from tests.reliability.trial import Stand, Trial

_CLIENTS = 8
_BETWEEN = 100
_GRACE = 15


@dataclass(frozen=True)
class Amounts:
    stops: int


@dataclass
class _Run:
    """What was stored but never answered in the life it was stored in, and how each life ended."""

    history: History = field(default_factory=History)
    unanswered: list[str] = field(default_factory=list)
    exits: list[int] = field(default_factory=list)
    not_ready_first: int = 0
    slowest: float = 0


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    with stand.postgresql.migrated() as url, stand.program(url) as program:
        run = asyncio.run(_run(program, amounts.stops))
        found = faults(run.history, stored(url))
        yield exactly("SIGTERM", len(run.exits), amounts.stops)
        yield exactly("of them answered by 503 at /readyz first", run.not_ready_first, amounts.stops)
        yield none("requests carried out but not answered", run.unanswered)
        yield exactly("answers cut in the midst", run.history.cut_answers, 0)
        yield none("lost, doubled, contradicted, refused or unlinked", found)
        yield none("faults in the ledger", faults_in_ledger(url))
        yield none("exits in error", [code for code in run.exits if code not in (0, -signal.SIGTERM)])
        yield at_most("slowest exit", round(run.slowest, 1), _GRACE, "s")
        yield told("acknowledged", len(run.history.acknowledged))
        yield told("connections closed before any answer", run.history.lost_connections)


async def _run(program: Program, stops: int) -> _Run:
    run = _Run()
    keys = (f"G1-{number}" for number in itertools.count())
    for number in range(stops):
        if number:
            await asyncio.to_thread(program.start)
        await load.both(_clients(program, run, keys), _stop(program, run))
        # Nobody retried: what a dead process stored, it must have answered.
        for key, _ in (await asyncio.to_thread(stored, program.url)).evaluations:
            if key not in run.history.acknowledged:
                run.unanswered.append(key)
    return run


async def _clients(program: Program, run: _Run, keys: Iterator[str]) -> None:
    def gone() -> bool:
        return program.process.poll() is not None

    async def client() -> None:
        connection = load.connect(program)
        while not gone():
            key = next(keys)
            answer = await load.attempt(connection, load.post(key), run.history)
            if answer is None:
                await asyncio.sleep(load.PAUSE)
            else:
                run.history.note(key, answer)
        connection.close()

    await asyncio.gather(*(client() for _ in range(_CLIENTS)))


async def _stop(program: Program, run: _Run) -> None:
    reached = len(run.history.acknowledged) + _BETWEEN
    await load.until(lambda: len(run.history.acknowledged) >= reached)
    program.process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    run.not_ready_first += await _not_ready(program)
    await load.until(lambda: program.process.poll() is not None)
    run.slowest = max(run.slowest, time.monotonic() - began)
    run.exits.append(program.process.returncode)


async def _not_ready(program: Program) -> bool:
    """Whether the service says that it is not ready before it cannot be reached."""
    connection = load.connect(program)
    try:
        while (await connection.ask(request("GET", "/readyz"))).status == 200:
            await asyncio.sleep(0.01)
    except ConnectionLost:
        return False
    finally:
        connection.close()
    return True


TRIAL = Trial("G1", "SIGTERM under 8 clients", measure, short=Amounts(1), bounded=Amounts(10), full=Amounts(50))
