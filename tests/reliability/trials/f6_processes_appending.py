"""F6: several processes of the service append to one ledger: one line without gap, fork or repetition."""

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from tests.reliability import load
from tests.reliability.figures import Figure, at_least, exactly, none
from tests.reliability.history import History, faults, stored
from tests.reliability.ledgers import faults_in_ledger
from tests.reliability.trial import Stand, Trial

_CLIENTS = 16


@dataclass(frozen=True)
class Amounts:
    processes: int
    entries: int


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    with stand.postgresql.migrated() as url, ExitStack() as stack:
        programs = [stack.enter_context(stand.program(url)) for _ in range(amounts.processes)]
        history = History()
        keys = (f"F6-{number}" for number in itertools.count())
        asyncio.run(
            load.clients(programs, _CLIENTS, history, lambda: len(history.acknowledged) >= amounts.entries, keys)
        )
        records = stored(url)
        positions = [position for position, _ in records.entries]
        yield exactly("processes", len({program.port for program in programs}), amounts.processes)
        yield at_least("entries", len(positions), amounts.entries)
        yield exactly("positions without gap or repetition", positions == list(range(1, len(positions) + 1)), True)
        yield none("lost, doubled, contradicted, refused or unlinked", faults(history, records))
        yield none("faults in the ledger", faults_in_ledger(url))


TRIAL = Trial(
    "F6",
    "processes appending to one ledger",
    measure,
    short=Amounts(2, 200),
    bounded=Amounts(4, 4000),
    full=Amounts(4, 100_000),
)
