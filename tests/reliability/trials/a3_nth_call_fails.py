"""A3: every single call to the database that a POST makes fails once: all of it is stored or nothing, and a retry
under the same key gets what is stored, or stores it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, product

import sqlalchemy
from starlette.testclient import TestClient

from tests.databases import Databases
from tests.forms import Form, example
from tests.reliability.database_faults import WHEN, DatabaseFaults, When
from tests.reliability.figures import Figure, at_least, exactly, none
from tests.reliability.ledgers import faults_in_ledger
from tests.reliability.trial import Stand, Trial
from tests.serving import post, serving

# In the first one the ledger does not exist yet, in the last one a form is replaced by another.
FIRST_IN_LEDGER, FIRST_ATTEMPT, FURTHER_ATTEMPT = "first in the ledger", "first attempt", "further attempt"
# A POST that looks up, inserts and commits makes at least these.
_FEWEST_CALLS = 8
# What moves without a new row.
_MOVING = ("SELECT sum(position) FROM ledger_head", "SELECT sum(attempts) FROM effective_evaluation")
# An empty ledger may have been begun; checkpoints come by the clock.
_ASIDE = {"ledger_head", "checkpoint"}

State = tuple[int, ...]


@dataclass(frozen=True)
class Amounts:
    situations: tuple[str, ...]


@dataclass
class _Tally:
    fewest_calls: int = 1_000
    planned: int = 0
    cases: int = 0
    refused: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    ledgers: list[str] = field(default_factory=list)


@dataclass
class _Service:
    """The service in this process, and all that its database holds."""

    url: str
    client: TestClient
    planted: DatabaseFaults
    numbers: Iterator[int] = field(default_factory=count)

    def form(self, situation: str) -> Form:
        """One that comes in this situation, with whatever must come before it."""
        form = example()
        form["project"]["code"] = f"A3-{next(self.numbers)}"
        if situation == FURTHER_ATTEMPT:
            assert post(self.client, form).status_code == 201
        return form

    def state(self) -> State:
        """What there is, counted; nothing fails until something is planted."""
        self.planted.plan(0, "before")
        engine = sqlalchemy.create_engine(self.url)
        with engine.connect() as connection:
            tables = sorted(set(sqlalchemy.inspect(connection).get_table_names()) - _ASIDE)
            rows = [connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table in tables]
            moving = [int(connection.exec_driver_sql(query).scalar_one() or 0) for query in _MOVING]
        engine.dispose()
        self.planted.plan(0, "before")
        return (*rows, *moving)


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    for engine, databases in (("PostgreSQL", stand.postgresql), ("SQLite", stand.sqlite)):
        tally = _Tally()
        for situation in amounts.situations:
            _fail_every_call(databases, situation, tally)
        yield at_least(f"{engine}: calls of a POST, the fewest", tally.fewest_calls, _FEWEST_CALLS)
        yield exactly(f"{engine}: failures planted", tally.cases, tally.planned)
        yield none(f"{engine}: answers but 503", tally.refused)
        yield none(f"{engine}: neither all stored nor nothing", tally.torn)
        yield none(f"{engine}: retries with another score or id", tally.unlike)
        yield none(f"{engine}: faults in the ledgers", tally.ledgers)


def _fail_every_call(databases: Databases, situation: str, tally: _Tally) -> None:
    with _service(databases) as service:
        if situation != FIRST_IN_LEDGER:
            assert post(service.client, example()).status_code == 201
        form = service.form(situation)
        before = service.state()
        score = post(service.client, form, "clean").json()["totals"]["score"]
        calls, whole = service.planted.calls, _difference(before, service.state())
        tally.fewest_calls = min(tally.fewest_calls, calls)
        # SQLite's connection is the file itself, which does not go away.
        kinds = WHEN if service.url.startswith("postgresql") else WHEN[:2]
        cases = list(product(range(1, calls + 1), kinds))
        tally.planned += len(cases)
        if situation != FIRST_IN_LEDGER:
            for number, when in cases:
                _fail(service, situation, number, when, whole, score, tally)
            tally.ledgers.extend(faults_in_ledger(service.url))
            return
    for number, when in cases:
        with _service(databases) as service:
            _fail(service, situation, number, when, whole, score, tally)
            tally.ledgers.extend(faults_in_ledger(service.url))


@contextmanager
def _service(databases: Databases) -> Iterator[_Service]:
    with databases.migrated() as url, DatabaseFaults().planted() as planted, serving(url) as client:
        yield _Service(url, client, planted)


def _fail(service: _Service, situation: str, number: int, when: When, whole: State, score: str, tally: _Tally) -> None:
    case = f"{situation}, call {number}, {when}"
    form, key = service.form(situation), f"{number} {when}".replace(" ", "-")
    before = service.state()
    service.planted.plan(number, when)
    failed = post(service.client, form, key)
    tally.cases += service.planted.calls >= number
    left = _difference(before, service.state())
    if failed.status_code != 503:
        tally.refused.append(f"{case}: {failed.status_code}")
    if left != whole and any(left):
        tally.torn.append(f"{case}: {left} instead of {whole}")
    retried, again = post(service.client, form, key), post(service.client, form, key)
    expected = (200 if left == whole else 201, 200)
    if (retried.status_code, again.status_code) != expected or retried.content != again.content:
        tally.unlike.append(f"{case}: {retried.status_code}, {again.status_code}, expected {expected}")
    elif retried.json()["totals"]["score"] != score:
        tally.unlike.append(f"{case}: {retried.json()['totals']['score']} instead of {score}")
    if _difference(before, service.state()) != whole:
        tally.torn.append(f"{case}, after the retry: {_difference(before, service.state())} instead of {whole}")


def _difference(before: State, after: State) -> State:
    return tuple(new - old for old, new in zip(before, after, strict=True))


TRIAL = Trial(
    "A3",
    "the n-th database call fails, for every n of a POST",
    measure,
    short=Amounts((FURTHER_ATTEMPT,)),
    bounded=Amounts((FIRST_IN_LEDGER, FIRST_ATTEMPT, FURTHER_ATTEMPT)),
    full=Amounts((FIRST_IN_LEDGER, FIRST_ATTEMPT, FURTHER_ATTEMPT)),
)
