"""B1: the same form under the same key, fifty times at once, to two processes of the service on one database."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.program import Program
from tests.reliability import load
from tests.reliability.figures import Figure, exactly, none, told
from tests.reliability.history import stored
from tests.reliability.http import Answer
from tests.reliability.trial import Stand, Trial

_AT_ONCE = 50


@dataclass(frozen=True)
class Amounts:
    rounds: int


@dataclass
class _Tally:
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    with stand.postgresql.migrated() as url, stand.program(url) as one, stand.program(url) as other:
        tally = asyncio.run(_run([one, other], amounts.rounds))
        rows = Counter(key for key, _ in stored(url).evaluations)
    yield exactly(f"rounds of {_AT_ONCE} at once, one row each", len(rows), amounts.rounds)
    yield none("keys with more than one row", [key for key, times in rows.items() if times > 1])
    yield none("rounds without exactly one 201 and one body", tally.wrong)
    yield none("statuses but 200, 201 and 409", tally.statuses.keys() - {200, 201, 409})
    yield exactly("answers 201", tally.statuses[201], amounts.rounds)
    yield told("answers 200, from what was stored", tally.statuses[200])
    yield told("answers 409, while the first was in flight", tally.statuses[409])


async def _run(programs: list[Program], rounds: int) -> _Tally:
    tally = _Tally()
    connections = [load.connect(programs[number % len(programs)]) for number in range(_AT_ONCE)]
    for number in range(rounds):
        sent = load.post(f"B1-{number}")
        answers = await asyncio.gather(*(connection.ask(sent) for connection in connections))
        tally.statuses.update(answer.status for answer in answers)
        if not _one(answers):
            statuses = Counter(answer.status for answer in answers)
            tally.wrong.append(f"B1-{number}: {dict(statuses)}, {len({answer.body for answer in answers})} bodies")
    for connection in connections:
        connection.close()
    return tally


def _one(answers: list[Answer]) -> bool:
    """Whether one was recorded, and all that were answered for good got that one's body to the byte."""
    bodies = {answer.body for answer in answers if answer.is_success}
    return len(bodies) == 1 and [answer.status for answer in answers].count(201) == 1


TRIAL = Trial(
    "B1",
    "the same form and key 50 times at once",
    measure,
    short=Amounts(10),
    bounded=Amounts(1_000),
    full=Amounts(1000),
)
