"""A1: the server process is killed at random moments while clients post; nothing acknowledged may be missing."""

import asyncio
import itertools
import json
import random
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tests.program import Program
from tests.reliability import load
from tests.reliability.figures import Figure, at_least, at_most, exactly, none, told
from tests.reliability.history import FAULTS, History, faults, stored
from tests.reliability.http import request
from tests.reliability.ledgers import faults_in_ledger
from tests.reliability.trial import Stand, Trial

_CLIENTS = 8
_SEED = 1
_READ_BACK = 500


@dataclass(frozen=True)
class Amounts:
    """By engine: how many kills, and how many forms are answered for good in the meantime."""

    postgresql: tuple[int, int]
    sqlite: tuple[int, int]
    longest_restart: float


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    for engine, databases, (kills, forms) in (
        ("PostgreSQL", stand.postgresql, amounts.postgresql),
        ("SQLite", stand.sqlite, amounts.sqlite),
    ):
        if not kills:
            continue
        database: AbstractContextManager[str] = databases.migrated()
        with database as url, stand.program(url) as program:
            history, restarts = asyncio.run(_load(program, kills, forms))
            yield from _figures(engine, program, history, restarts, amounts, kills, forms)


async def _load(program: Program, kills: int, forms: int) -> tuple[History, list[float]]:
    history, restarts = History(), list[float]()
    keys = (f"A1-{number}" for number in itertools.count())

    def done() -> bool:
        return len(restarts) == kills and len(history.acknowledged) >= forms

    await load.both(
        load.clients([program], _CLIENTS, history, done, keys),
        _kill(program, history, restarts, kills, forms),
    )
    return history, restarts


async def _kill(program: Program, history: History, restarts: list[float], kills: int, forms: int) -> None:
    chance = random.Random(_SEED)
    for number in range(1, kills + 1):
        await load.until(lambda reached=number: len(history.acknowledged) >= reached * forms // (kills + 1), 300)
        await asyncio.sleep(chance.random() / 20)
        await asyncio.to_thread(program.kill)
        restarts.append(await asyncio.to_thread(program.start))


def _figures(
    engine: str,
    program: Program,
    history: History,
    restarts: list[float],
    amounts: Amounts,
    kills: int,
    forms: int,
) -> Iterator[Figure]:
    found = faults(history, stored(program.url))
    yield exactly(f"{engine}: kill -9", len(restarts), kills)
    yield at_least(f"{engine}: acknowledged", len(history.acknowledged), forms)
    for kind in FAULTS:
        yield none(f"{engine}: {kind}", [fault for fault in found if fault.kind == kind])
    yield none(f"{engine}: answers that read back otherwise", asyncio.run(_read_otherwise(program, history)))
    yield none(f"{engine}: faults in the ledger", faults_in_ledger(program.url))
    yield at_most(f"{engine}: slowest restart", round(max(restarts), 1), amounts.longest_restart, "s")
    yield told(f"{engine}: connections lost", history.lost_connections)


async def _read_otherwise(program: Program, history: History) -> list[str]:
    connection = load.connect(program)
    sample = random.Random(_SEED).sample(sorted(history.acknowledged), min(_READ_BACK, len(history.acknowledged)))
    different = []
    for key in sample:
        body = history.acknowledged[key]
        answer = await connection.ask(request("GET", json.loads(body)["links"]["self"]))
        if answer.body != body:
            different.append(f"{key}: {answer.status} {answer.body[:200]!r}")
    connection.close()
    return different


TRIAL = Trial(
    "A1",
    "kill -9 of the server under 8 clients",
    measure,
    short=Amounts((1, 150), (0, 0), longest_restart=60),
    bounded=Amounts((20, 20_000), (2, 2_000), longest_restart=5),
    full=Amounts((20, 20_000), (20, 20_000), longest_restart=5),
)
