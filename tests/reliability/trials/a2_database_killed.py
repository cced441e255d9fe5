"""A2: PostgreSQL's processes are killed under load; clients are told to come back, and the service needs no help."""

import asyncio
import itertools
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg

from app.storage.migrate import upgrade
from tests.databases import PostgresqlDatabases
from tests.postgresql import PostgresqlServer, postgresql_server
from tests.program import Program
from tests.reliability import load
from tests.reliability.figures import Figure, at_most, exactly, none, told
from tests.reliability.history import History, faults, stored
from tests.reliability.ledgers import faults_in_ledger
from tests.reliability.trial import Stand, Trial

_CLIENTS = 8
_LONGEST_RECOVERY = 10
_BETWEEN = 50


@dataclass(frozen=True)
class Amounts:
    """How often each kind of process is killed."""

    backends: int
    postmasters: int


@dataclass
class _Run:
    """What happened so far."""

    server: PostgresqlServer
    history: History = field(default_factory=History)
    recoveries: list[float] = field(default_factory=list)
    over: bool = False


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    with postgresql_server() as server, PostgresqlDatabases(server.data, upgrade).migrated() as url:
        run = _Run(server)
        with stand.program(url) as program:
            process = program.process.pid
            asyncio.run(_load(program, run, amounts))
            yield exactly("backends killed, then postmasters", len(run.recoveries), sum(vars(amounts).values()))
            yield exactly("the program never restarted", program.process.poll() is None, True, str(process))
        found = faults(run.history, stored(url))
        yield none("lost, doubled, contradicted or unlinked", [fault for fault in found if fault.kind != "refused"])
        yield none("answers but 2xx, 409 and 503", [fault for fault in found if fault.kind == "refused"])
        yield none("faults in the ledger", faults_in_ledger(url))
        yield at_most("slowest recovery", round(max(run.recoveries), 1), _LONGEST_RECOVERY, "s")
        yield told("acknowledged", len(run.history.acknowledged))
        yield told("answers 503", run.history.statuses[503])


async def _load(program: Program, run: _Run, amounts: Amounts) -> None:
    keys = (f"A2-{number}" for number in itertools.count())
    await load.both(load.clients([program], _CLIENTS, run.history, lambda: run.over, keys), _disturb(run, amounts))


async def _disturb(run: _Run, amounts: Amounts) -> None:
    chance = random.Random(2)
    for kill in [*[_kill_backend] * amounts.backends, *[_kill_postmaster] * amounts.postmasters]:
        await _further(run.history)
        await asyncio.sleep(chance.random() / 20)
        await asyncio.to_thread(kill, run.server)
        began, answered = time.monotonic(), len(run.history.acknowledged)
        await load.until(lambda before=answered: len(run.history.acknowledged) > before + _CLIENTS)
        run.recoveries.append(time.monotonic() - began)
    await _further(run.history)
    run.over = True


async def _further(history: History) -> None:
    """Returns once the service is back at work."""
    reached = len(history.acknowledged) + _BETWEEN
    await load.until(lambda: len(history.acknowledged) >= reached)


def _kill_backend(server: PostgresqlServer) -> None:
    """One that serves the program; PostgreSQL then ends all others and recovers by itself."""
    _insist(lambda: os.kill(_backend(server), signal.SIGKILL))


def _backend(server: PostgresqlServer) -> int:
    with psycopg.connect(f"host={server.data} dbname=postgres user=postgres") as connection:
        found = connection.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'jixiao'").fetchone()
    assert found is not None, "the program has no connection"
    return int(found[0])


def _kill_postmaster(server: PostgresqlServer) -> None:
    server.kill()
    server.start()


def _insist(step: Callable[[], None]) -> None:
    for _ in range(100):
        with suppress(AssertionError, ProcessLookupError, psycopg.OperationalError):
            step()
            return
        time.sleep(0.05)
    step()


TRIAL = Trial(
    "A2",
    "PostgreSQL's backend and postmaster killed",
    measure,
    short=Amounts(1, 1),
    bounded=Amounts(5, 5),
    full=Amounts(50, 50),
)
