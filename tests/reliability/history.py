"""What clients were told, held against what is stored. A form's project code is its idempotency key."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy

from tests.reliability.http import Answer

# In flight: try again; busy or down: try again.
_PASSING = frozenset({409, 503})

FaultKind = Literal[
    "lost", "doubled", "contradicted", "refused", "evaluation without entry", "entry without evaluation", "gap"
]
FAULTS: tuple[FaultKind, ...] = FaultKind.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Fault:
    """One thing that must not happen, and to which key, evaluation or position it did."""

    kind: FaultKind
    place: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.place}: {self.detail}"


@dataclass
class History:
    """Every answer that clients got; lost connections promise nothing and are only counted."""

    acknowledged: dict[str, bytes] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    lost_connections: int = 0
    cut_answers: int = 0
    faults: list[Fault] = field(default_factory=list)

    def note(self, key: str, answer: Answer) -> None:
        """Takes in one answer to the form of this key."""
        self.statuses[answer.status] += 1
        if answer.is_success:
            before = self.acknowledged.setdefault(key, answer.body)
            if before != answer.body:
                self.faults.append(Fault("contradicted", key, f"{before!r} and {answer.body!r}"))
        elif answer.status not in _PASSING:
            self.faults.append(Fault("refused", key, f"{answer.status} {answer.body.decode()[:500]}"))


@dataclass(frozen=True)
class Records:
    """What a database holds: each evaluation's id by its project code, and the ledger's links in order."""

    evaluations: Sequence[tuple[str, str]]
    entries: Sequence[tuple[int, str]]


def stored(url: str, tenant: str = "default") -> Records:
    """Reads past the service, in plain SQL, with nothing of the program's."""
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        of_tenant = {"tenant": tenant}
        evaluations = connection.execute(
            sqlalchemy.text("SELECT project_code, id FROM evaluation WHERE tenant = :tenant"), of_tenant
        )
        entries = connection.execute(
            sqlalchemy.text(
                "SELECT position, evaluation_id FROM ledger_entry WHERE tenant = :tenant ORDER BY position"
            ),
            of_tenant,
        )
        found = Records([(row[0], row[1]) for row in evaluations], [(row[0], row[1]) for row in entries])
    engine.dispose()
    return found


def faults(history: History, records: Records) -> list[Fault]:
    """Everything wrong, in the answers themselves and between them and the database."""
    return [*history.faults, *_lost(history.acknowledged, records), *_doubled(records), *_unlinked(records)]


def _lost(acknowledged: Mapping[str, bytes], records: Records) -> Iterator[Fault]:
    by_key = defaultdict(set)
    for key, evaluation in records.evaluations:
        by_key[key].add(evaluation)
    for key, body in acknowledged.items():
        if not any(f'"{evaluation}"'.encode() in body for evaluation in by_key.get(key, ())):
            yield Fault("lost", key, f"answered for good, stored: {sorted(by_key.get(key, ()))}")


def _doubled(records: Records) -> Iterator[Fault]:
    for key, times in Counter(key for key, _ in records.evaluations).items():
        if times > 1:
            yield Fault("doubled", key, f"stored {times} times")


def _unlinked(records: Records) -> Iterator[Fault]:
    evaluations = {evaluation for _, evaluation in records.evaluations}
    linked = Counter(evaluation for _, evaluation in records.entries)
    for evaluation in sorted(evaluations - linked.keys()):
        yield Fault("evaluation without entry", evaluation, "no entry names it")
    for expected, (position, evaluation) in enumerate(records.entries, start=1):
        if position != expected:
            yield Fault("gap", str(expected), f"the next entry is at {position}")
            break
        if evaluation is not None and evaluation not in evaluations:
            yield Fault("entry without evaluation", str(position), f"it names {evaluation}")
        elif evaluation is not None and linked[evaluation] > 1:
            yield Fault("doubled", str(position), f"{linked[evaluation]} entries name {evaluation}")
