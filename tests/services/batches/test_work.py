"""Working a parcel off: what is recorded, what is refused, and what happens when something fails in between."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast

import pytest

from app.services.author import Author
from app.services.batches.items import joined
from app.services.batches.work import BatchWork
from app.services.errors import OutsideDataScope, RequestInFlight
from app.services.form import ScoredForm
from app.services.recording import Answer
from app.storage.batch_records import ClaimedParcel
from app.storage.data_scope import DataScope
from app.storage.errors import StorageUnavailable
from app.storage.plan import plan
from app.storage.records import EvaluationSummary, StoredEvaluation
from tests.log_lines import LogLines
from tests.storage.making import TENANT, new_evaluation, nothing_known, recorded

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
PARCEL = ClaimedParcel(
    batch_id="b",
    tenant="t",
    submitted_by="office",
    data=DataScope("11"),
    defaults='{"fiscal_year":2024}',
    first_number=65,
    content=joined([b"one", b"two", b"three"]),
    worker="w",
    again=False,
)


# Nobody here looks into it.
SCORED = cast(ScoredForm, object())


def stored(evaluation_id: str) -> StoredEvaluation:
    """The record of some form under this id."""
    return replace(recorded(plan([new_evaluation()], nothing_known(TENANT)).outcomes[0]), id=evaluation_id)


@dataclass
class House:
    """Everything around the work, in memory; each part may be told to fail."""

    parcel: ClaimedParcel | None = PARCEL
    open: bool = True
    known: dict[str, EvaluationSummary] = field(default_factory=dict)
    problems: dict[bytes, str] = field(default_factory=dict)
    failures: dict[str, Exception] = field(default_factory=dict)
    calls: list[tuple[object, ...]] = field(default_factory=list)

    def any_open(self) -> bool:
        return self.open

    def claim(self, worker: str, now: datetime) -> ClaimedParcel | None:
        self.calls.append(("claim", worker, now))
        return self.parcel

    def finish(self, claimed: ClaimedParcel, results: str, recorded: int, failed: int, now: datetime) -> bool:
        self._fail("finish")
        lines = [json.loads(line) for line in results.split("\n")]
        self.calls.append(("finish", claimed.first_number, lines, recorded, failed))
        return True

    def give_back(self, claimed: ClaimedParcel) -> None:
        self._fail("give_back")
        self.calls.append(("give_back", claimed.first_number))

    def recorded(self, tenant: str, idempotency_keys: Sequence[str]) -> dict[str, EvaluationSummary]:
        self.calls.append(("recorded", tenant, list(idempotency_keys)))
        return self.known

    async def score(self, forms: Sequence[bytes], defaults: str | None) -> Sequence[ScoredForm | str]:
        self._fail("score")
        self.calls.append(("score", list(forms), defaults))
        return [self.problems.get(form) or SCORED for form in forms]

    def rest(self) -> None:
        self.calls.append(("rest",))

    async def record_scored(self, form: ScoredForm, author: Author, idempotency_key: str | None) -> Answer:
        await asyncio.sleep(0)
        self.calls.append(("record", idempotency_key))
        assert (author.tenant, author.subject, author.data) == ("t", "office", DataScope("11"))
        self._fail(str(idempotency_key))
        return Answer(stored(f"of {idempotency_key}"), replayed=False)

    def _fail(self, what: str) -> None:
        if what in self.failures:
            raise self.failures[what]

    def round(self) -> bool:
        work = BatchWork(self, self, self, lambda error: json.dumps(type(error).__name__), lambda: NOW, "w")
        return asyncio.run(work.round())

    def named(self, name: str) -> list[tuple[object, ...]]:
        return [call for call in self.calls if call[0] == name]


def outcome(line: dict[str, object]) -> object:
    evaluation, problem = line["evaluation"], line["problem"]
    return evaluation["id"] if isinstance(evaluation, dict) else problem


def test_forms_are_scored_recorded_under_keys_of_their_own_and_finished(log_lines: LogLines) -> None:
    house = House(problems={b"two": '{"type":"/problems/x"}'})
    assert house.round()
    assert house.named("score") == [("score", [b"one", b"two", b"three"], PARCEL.defaults)]
    assert house.named("record") == [("record", "batch b 65"), ("record", "batch b 67")]
    ((_, first, lines, recorded, failed),) = house.named("finish")
    assert (first, recorded, failed) == (65, 2, 1)
    assert isinstance(lines, list)
    assert [(line["number"], line["status"], outcome(line)) for line in lines] == [
        (65, "recorded", "of batch b 65"),
        (66, "failed", {"type": "/problems/x"}),
        (67, "recorded", "of batch b 67"),
    ]
    assert [(line["event"], line["batch"], line["tenant"]) for line in log_lines.all()] == [
        ("batch.finished", "b", "t")
    ]
    assert house.named("recorded") == []


def test_what_was_recorded_before_is_not_scored_again() -> None:
    house = House(parcel=replace(PARCEL, again=True), known={"batch b 66": stored("before")})
    assert house.round()
    assert house.named("recorded") == [("recorded", "t", ["batch b 65", "batch b 66", "batch b 67"])]
    assert house.named("score") == [("score", [b"one", b"three"], PARCEL.defaults)]
    lines = house.named("finish")[0][2]
    assert isinstance(lines, list)
    assert [outcome(line) for line in lines] == ["of batch b 65", "before", "of batch b 67"]


def test_a_form_that_cannot_be_recorded_spoils_no_other() -> None:
    house = House(failures={"batch b 65": OutsideDataScope(("region_code",)), "batch b 67": ValueError("ours")})
    assert house.round()
    ((_, _, lines, recorded, failed),) = house.named("finish")
    assert (recorded, failed) == (1, 2)
    assert isinstance(lines, list)
    assert [outcome(line) for line in lines] == ["OutsideDataScope", "of batch b 66", "ValueError"]


@pytest.mark.parametrize("what", ["score", "batch b 66", "finish"])
def test_where_the_storage_fails_the_parcel_is_given_back_after_the_others_came_to_an_end(what: str) -> None:
    house = House(failures={what: StorageUnavailable("down")})
    with pytest.raises(StorageUnavailable):
        house.round()
    assert house.calls[-1] == ("give_back", 65)
    assert len(house.named("record")) == (0 if what == "score" else 3)


def test_a_parcel_that_cannot_even_be_given_back_is_free_when_the_claim_ends() -> None:
    down = StorageUnavailable("down")
    house = House(failures={"finish": down, "give_back": StorageUnavailable("still down")})
    with pytest.raises(StorageUnavailable) as raised:
        house.round()
    assert raised.value is down


def test_a_parcel_that_another_round_still_has_is_left_to_it() -> None:
    house = House(failures={"batch b 66": RequestInFlight()})
    assert not house.round()
    assert house.named("finish") == house.named("give_back") == []


@pytest.mark.parametrize(("house", "calls"), [(House(open=False), ["rest"]), (House(parcel=None), ["claim"])])
def test_where_there_is_nothing_to_do_nothing_is_done(house: House, calls: list[str]) -> None:
    assert not house.round()
    assert [call[0] for call in house.calls] == calls
