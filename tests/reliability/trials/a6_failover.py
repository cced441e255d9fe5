"""A6: the primary of two servers is killed under clients of two processes, and its synchronous standby takes over.

Every form is read back at once, through the process that did not take it. Afterwards a commit that only the new primary
has, for its wait was called off, must not be acknowledged.
"""

import asyncio
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.storage.migrate import upgrade
from tests.postgresql import PostgresqlServer, postgresql_server, synchronous_standby
from tests.program import Program
from tests.reliability import load
from tests.reliability.figures import Figure, at_least, at_most, exactly, none, told
from tests.reliability.history import History, faults, stored
from tests.reliability.http import Answer, Connection, request
from tests.reliability.ledgers import faults_in_ledger
from tests.reliability.trial import Stand, Trial

_CLIENTS = 8
_LONGEST_FAILOVER = 10


@dataclass(frozen=True)
class Amounts:
    """How many forms are answered for good before the failover, and as many again after it."""

    forms: int


@dataclass
class _Run:
    """What happened so far."""

    history: History = field(default_factory=History)
    read_back: int = 0
    stale: list[str] = field(default_factory=list)
    failover: float = 0
    promotion: float = 0
    called_off: list[int] = field(default_factory=list)
    over: bool = False


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    with postgresql_server() as primary:
        upgrade(f"postgresql+psycopg://postgres@/postgres?host={primary.data}")
        with synchronous_standby(primary) as standby:
            url = f"postgresql+psycopg://postgres@/postgres?host={primary.data},{standby.data}"
            with stand.program(url) as one, stand.program(url) as other:
                run = asyncio.run(_fail_over([one, other], primary, standby, amounts.forms))
                alive = [program.process.poll() is None for program in (one, other)]
            yield exactly("processes that were never restarted", sum(alive), 2)
            yield from _figures(run, url, amounts)


def _figures(run: _Run, url: str, amounts: Amounts) -> Iterator[Figure]:
    found = faults(run.history, stored(url))
    yield at_least("acknowledged", len(run.history.acknowledged), 2 * amounts.forms)
    yield none("lost, doubled, contradicted or unlinked", [fault for fault in found if fault.kind != "refused"])
    yield none("answers but 2xx, 409 and 503", [fault for fault in found if fault.kind == "refused"])
    yield at_least("read back through the other process at once", run.read_back, 2 * amounts.forms)
    yield none("of them stale", run.stale)
    yield none("faults in the ledger", faults_in_ledger(url))
    yield at_most("from the kill to the next acknowledgement", round(run.failover, 1), _LONGEST_FAILOVER, "s")
    yield told("of it the promotion", round(run.promotion, 1), "s")
    yield exactly("statuses of a commit that no standby has, and of its retry", run.called_off, [503, 200])
    yield told("answers 503", run.history.statuses[503])


async def _fail_over(programs: list[Program], primary: PostgresqlServer, standby: PostgresqlServer, forms: int) -> _Run:
    run = _Run()
    keys = (f"A6-{number}" for number in itertools.count())

    async def clients() -> None:
        pairs = itertools.cycle([(programs[0], programs[1]), (programs[1], programs[0])])
        await asyncio.gather(*(_client(*pair, run, keys) for pair in itertools.islice(pairs, _CLIENTS)))

    await load.both(clients(), _disturb(run, primary, standby, forms))
    run.called_off = await _call_off(programs[0], standby, run.history)
    return run


async def _client(writing: Program, reading: Program, run: _Run, keys: Iterator[str]) -> None:
    posts, reads = load.connect(writing), load.connect(reading)
    while not run.over:
        key = next(keys)
        if await load.send(posts, key, run.history) and key in run.history.acknowledged:
            await _read_back(reads, key, run)
    posts.close()
    reads.close()


async def _read_back(connection: Connection, key: str, run: _Run) -> None:
    body = run.history.acknowledged[key]
    sent = request("GET", json.loads(body)["links"]["self"])
    answer = None
    while answer is None or answer.status == 503:
        answer = await load.attempt(connection, sent, run.history)
        if answer is None or answer.status == 503:
            await asyncio.sleep(load.PAUSE)
    run.read_back += 1
    if answer.body != body:
        run.stale.append(f"{key}: {answer.status} {answer.body[:200]!r}")


async def _disturb(run: _Run, primary: PostgresqlServer, standby: PostgresqlServer, forms: int) -> None:
    await load.until(lambda: run.read_back >= forms, 300)
    began = time.monotonic()
    await asyncio.to_thread(primary.kill)
    await asyncio.to_thread(standby.promote)
    run.promotion = time.monotonic() - began
    answered = len(run.history.acknowledged)
    await load.until(lambda: len(run.history.acknowledged) > answered)
    run.failover = time.monotonic() - began
    read = run.read_back
    await load.until(lambda: run.read_back >= max(read + forms, 2 * forms), 300)
    run.over = True


async def _call_off(program: Program, server: PostgresqlServer, history: History) -> list[int]:
    """The statuses of a form whose wait for a standby that is not there was ended, and of the same again."""
    connection = load.connect(program)
    _follow(server, "nobody")
    for number in itertools.count():
        sent = load.post(key := f"A6-called-off-{number}")
        asked = asyncio.create_task(load.attempt(connection, sent, history))
        called_off = await _end_the_wait(server, asked)
        first = await asked
        assert first is not None
        # Until the server has read its settings again it does not wait.
        if called_off:
            break
        history.note(key, first)
    _follow(server, "")
    second = await load.attempt(connection, sent, history)
    connection.close()
    assert second is not None
    history.note(key, second)
    return [first.status, second.status]


async def _end_the_wait(server: PostgresqlServer, asked: "asyncio.Task[Answer | None]") -> bool:
    """Whether there was a wait to be ended before the answer came."""
    while not asked.done():
        if server.ask("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"):
            return True
        await asyncio.sleep(0.01)
    return False


def _follow(server: PostgresqlServer, standby: str) -> None:
    server.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{standby}'")
    server.ask("SELECT pg_reload_conf()")


TRIAL = Trial(
    "A6",
    "failover to a synchronous standby",
    measure,
    short=Amounts(60),
    bounded=Amounts(500),
    full=Amounts(10_000),
    # tests/storage/test_postgresql.py and the other trials take the same steps.
    in_tests=False,
)
