"""Storage against a model simple enough to be believed: whatever is sent, in whatever batches, the same comes of it."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.storage import ledger_queries, queries
from app.storage.audit import verify_ledger
from app.storage.commit import record_batch
from app.storage.engine import create_engine
from app.storage.records import (
    AlreadyWithdrawn,
    EvaluationFilters,
    KeyConflict,
    New,
    Outcome,
    Recorded,
    Replayed,
    StoredEvaluation,
)
from tests.databases import Databases
from tests.storage.making import new_evaluation, new_withdrawal

_tenants = (f"tenant {number}" for number in itertools.count())


@dataclass(frozen=True)
class Post:
    """A form of a series (None: it stands alone); the content tells requests apart."""

    series: str | None
    content: int
    key: str | None


@dataclass(frozen=True)
class Withdraw:
    """The withdrawal of one of the evaluations that there are by then; drawn, `which` counts from the latest one."""

    which: int
    content: int
    key: str | None


Step = Post | Withdraw
KEYS = st.sampled_from([None, None, None, "k1", "k2", "K1"])
STEPS = st.one_of(
    st.builds(Post, st.sampled_from(["a", "a", "a", "b", None]), st.integers(0, 1), KEYS),
    st.builds(Withdraw, st.integers(0, 4), st.integers(0, 1), KEYS),
)

# How an evaluation stands, by the numbers of the evaluations: its own, its attempt, what it superseded, whether it
# counts, what counts in its place, and whether it is withdrawn.
Standing = tuple[int, int, int | None, bool, int | None, bool]
Told = tuple[str, Standing | None]


@dataclass
class Model:
    """What should come of it, one step after the other."""

    evaluations: list[tuple[str, int, int | None]] = field(default_factory=list)
    """Series, attempt, and the number of what it superseded."""
    withdrawn: set[int] = field(default_factory=set)
    keys: dict[str, tuple[Step, Standing]] = field(default_factory=dict)
    entries: int = 0

    def counts(self, series: str) -> int | None:
        standing = [n for n, (of, *_) in enumerate(self.evaluations) if of == series and n not in self.withdrawn]
        return standing[-1] if standing else None

    def standing(self, number: int) -> Standing:
        series, attempt, superseded = self.evaluations[number]
        counts = self.counts(series)
        effective = counts == number
        return number, attempt, superseded, effective, None if effective else counts, number in self.withdrawn

    def take(self, step: Step) -> Told:
        if step.key is not None and step.key in self.keys:
            before, standing = self.keys[step.key]
            return ("replayed", standing) if before == step else ("conflict", None)
        if isinstance(step, Withdraw):
            if step.which in self.withdrawn:
                return "already withdrawn", None
            self.withdrawn.add(step.which)
            number = step.which
        else:
            number = len(self.evaluations)
            series = step.series or f"alone {number}"
            attempt = 1 + sum(of == series for of, *_ in self.evaluations)
            self.evaluations.append((series, attempt, self.counts(series)))
        self.entries += 1
        if step.key is not None:
            self.keys[step.key] = (step, self.standing(number))
        return "recorded", self.standing(number)


class Storage:
    """The same steps through the real transaction, so many at a time."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.tenant = next(_tenants)
        self.ids: list[str] = []
        self.told: list[Told] = []

    def take(self, steps: Sequence[Step]) -> None:
        """Records the steps in one batch; the number of a new evaluation is the order in which it was recorded."""
        for outcome in record_batch(self.engine, [self._new(step) for step in steps]):
            if isinstance(outcome, Recorded) and outcome.stored.withdrawal is None:
                self.ids.append(outcome.stored.id)
            self.told.append(self._told(outcome))

    def stored(self, number: int) -> StoredEvaluation:
        found = queries.get(self.engine, self.tenant, self.ids[number])
        assert found is not None
        return found

    def standing(self, stored: StoredEvaluation) -> Standing:
        number = {each: at for at, each in enumerate(self.ids)}
        return (
            number[stored.id],
            stored.attempt,
            None if stored.supersedes is None else number[stored.supersedes],
            stored.effective,
            None if stored.superseded_by is None else number[stored.superseded_by],
            stored.withdrawal is not None,
        )

    def _new(self, step: Step) -> New:
        if isinstance(step, Withdraw):
            request = f"withdraw {step.which} {step.content}"
            target = self.stored(step.which)
            return new_withdrawal(target, request_digest=request, idempotency_key=step.key)
        new = new_evaluation(
            tenant=self.tenant, request_digest=f"post {step.series} {step.content}", idempotency_key=step.key
        )
        return replace(new, series_key=step.series or f"alone:{new.id}")

    def _told(self, outcome: Outcome) -> Told:
        match outcome:
            case Recorded(stored):
                return "recorded", self.standing(stored)
            case Replayed(stored):
                return "replayed", self.standing(stored)
            case KeyConflict():
                return "conflict", None
            case AlreadyWithdrawn():
                return "already withdrawn", None
        raise AssertionError(outcome)


@pytest.fixture(scope="module")
def shared(databases: Databases) -> Iterator[Engine]:
    """One database for all examples, each of which has a tenant of its own."""
    with databases.migrated() as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


def possible(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps with every withdrawal aimed at an evaluation that there is by then; left out where there is none."""
    model = Model()
    for drawn in steps:
        step = drawn
        if isinstance(drawn, Withdraw):
            if not model.evaluations:
                continue
            step = replace(drawn, which=-1 - drawn.which % len(model.evaluations) + len(model.evaluations))
        model.take(step)
        yield step


def batches(steps: Sequence[Step], sizes: Sequence[int]) -> Iterator[list[Step]]:
    """The steps in batches of these sizes, none of which withdraws what only the same batch records."""
    model, size = Model(), itertools.cycle(sizes)
    batch: list[Step] = []
    there, most = 0, next(size)
    for step in steps:
        if len(batch) == most or (isinstance(step, Withdraw) and step.which >= there):
            yield batch
            batch, there, most = [], len(model.evaluations), next(size)
        model.take(step)
        batch.append(step)
    yield batch


@given(st.lists(STEPS, min_size=8, max_size=30), st.lists(st.integers(1, 9), min_size=1, max_size=5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_steps_in_any_batches_come_to_what_the_model_says(
    shared: Engine, drawn: list[Step], sizes: list[int]
) -> None:
    steps = list(possible(drawn))
    model = Model()
    expected = [model.take(step) for step in steps]
    for storage, cut in ((Storage(shared), sizes), (Storage(shared), [1])):
        for batch in batches(steps, cut):
            if batch:
                storage.take(batch)
        assert storage.told == expected
        everything = range(len(model.evaluations))
        assert [storage.standing(storage.stored(number)) for number in everything] == [
            model.standing(number) for number in everything
        ]
        listed = queries.list_evaluations(shared, storage.tenant, EvaluationFilters(), None, 100)
        assert {each.id for each in listed} == {storage.ids[n] for n in everything if model.standing(n)[3]}
        assert ledger_queries.head(shared, storage.tenant).position == model.entries
        verdict = verify_ledger(shared, storage.tenant)
        assert (verdict.checked, verdict.fault) == (model.entries, None)
