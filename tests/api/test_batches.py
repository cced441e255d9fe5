"""Batches over HTTP, on both engines, worked off by the service itself.

A process of its own for the scoring is begun in tests/test_batch_survives.py and integration/batches.py.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from app import background
from app.api.security.caller import Scope
from app.api.v1.batch_items import ItemScorer
from app.rules.catalogue import Catalogue
from app.services.author import Author
from app.services.batches.intake import BatchIntake
from app.services.form import ScoredForm
from app.storage.batch_records import StoredBatch
from app.storage.batches import BatchStore
from app.storage.data_scope import DataScope
from app.storage.engine import create_engine
from tests.callers import bearer, issue
from tests.databases import Databases
from tests.forms import ELSEWHERE, example, form, project_form
from tests.hostile.runner import problem_in
from tests.serving import serving

Json = dict[str, Any]
LINES = {"content-type": "application/x-ndjson"}
AS_LINES = {"accept": "application/x-ndjson"}


@dataclass
class House:
    """A running service and those who call it."""

    client: TestClient
    keys: dict[str, str]
    url: str

    def left_behind(self) -> int:
        """How many batches were begun and neither accepted nor cleared away."""
        engine = create_engine(self.url)
        try:
            return BatchStore(engine).discard_abandoned(datetime.max.replace(tzinfo=UTC))
        finally:
            engine.dispose()

    def ask(self, method: str, path: str, who: str = "office", **request: Any) -> httpx.Response:
        headers = bearer(self.keys[who]) | request.pop("headers", {})
        return self.client.request(method, path, headers=headers, **request)

    def hand_in(self, forms: list[Any], who: str = "office", **request: Any) -> Json:
        answer = self.ask("POST", "/v1/batches", who, json=forms, **request)
        assert answer.status_code == 202, answer.text
        assert answer.headers["location"] == answer.json()["links"]["self"]
        made: Json = answer.json()
        return made

    def finished(self, batch: Json, who: str = "office") -> Json:
        """The batch once all is done."""
        deadline = time.monotonic() + 60
        while True:
            read: Json = self.ask("GET", batch["links"]["self"], who).json()
            if read["finished_at"]:
                return read
            assert time.monotonic() < deadline, read
            time.sleep(0.05)

    def results(self, batch: Json, who: str = "office", **request: Any) -> list[Json]:
        answer = self.ask("GET", batch["links"]["results"], who, **request)
        assert answer.status_code == 200, answer.text
        items: list[Json] = answer.json()["items"]
        return items


class ScoringHere:
    """Scores as the process does, without the seconds that it takes to begin."""

    def __init__(self, catalogue: Callable[[], Catalogue], longest: int) -> None:
        self._scorer = ItemScorer(catalogue(), longest)

    async def score(self, forms: Sequence[bytes], defaults: str | None) -> list[ScoredForm | str]:
        return [self._scorer.score(form, defaults) for form in forms]

    def rest(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture(scope="module")
def house(databases: Databases) -> Iterator[House]:
    settings = {"background_work": True, "max_batch_bytes": 300_000, "max_body_bytes": 50_000}
    with pytest.MonkeyPatch.context() as patch, databases.migrated() as url:
        patch.setattr(background, "ScoringProcess", ScoringHere)
        with serving(url, settings=settings) as client:
            yield House(client, keys_in(url), url)


def keys_in(url: str) -> dict[str, str]:
    scopes: tuple[Scope, ...] = ("evaluations:write", "evaluations:read")
    return {
        "office": issue(url, *scopes),
        "reader": issue(url, "evaluations:read"),
        "colleague": issue(url, *scopes, subject="colleague"),
        "lhasa": issue(url, *scopes, subject="lhasa", data=DataScope(region="5401")),
        "lhasa's other": issue(url, *scopes, subject="other", data=DataScope(region="5401")),
        "another tenant": issue(url, *scopes, tenant="another"),
        "admin": issue(url, "admin"),
    }


def test_each_form_comes_to_what_it_would_alone_and_a_bad_one_spoils_none(house: House) -> None:
    good = [project_form(f"G{number}") for number in range(70)]
    bad = [{"kind": "project_self_evaluation"}, 7, form(rule_pack={"id": "nope"})]
    batch = house.hand_in([*good[:3], *bad, *good[3:]])
    assert (batch["status"], batch["forms"], batch["pending"], batch["progress"]) == ("queued", 73, 73, 0)
    done = house.finished(batch)
    counts = {name: done[name] for name in ("status", "progress", "recorded", "failed", "cancelled", "pending")}
    assert counts == {
        "status": "finished",
        "progress": 100,
        "recorded": 70,
        "failed": 3,
        "cancelled": 0,
        "pending": 0,
    }
    items = house.results(batch, params={"limit": 1000})
    assert [item["number"] for item in items] == list(range(1, 74))
    assert [item["status"] for item in items[:7]] == ["recorded"] * 3 + ["failed"] * 3 + ["recorded"]
    kinds = [item["problem"]["type"] for item in items[3:6]]
    assert kinds == ["/problems/invalid-request", "/problems/invalid-request", "/problems/rule-pack-not-found"]
    told = items[0]["evaluation"]
    sheet = house.ask("GET", told["href"]).json()
    assert (told["id"], told["score"], told["grade"]) == (
        sheet["id"],
        sheet["totals"]["score"],
        sheet["totals"]["grade"],
    )
    assert (told["project_code"], told["unit_code"], told["position"]) == ("G0", "U1", sheet["audit"]["position"])
    projects = [item["evaluation"]["project_code"] for item in items if item["evaluation"]]
    assert projects == [f"G{number}" for number in range(70)]


def test_results_come_by_page_by_outcome_and_as_lines(house: House) -> None:
    forms = [form(kind="no such kind") if number % 10 == 4 else form() for number in range(150)]
    batch = house.hand_in(forms)
    house.finished(batch)
    path, seen, after = batch["links"]["results"], [], 0
    while after is not None:
        page = house.ask("GET", path, params={"after": after, "limit": 40})
        seen += page.json()["items"]
        after = page.json()["next_after"]
        assert (after is None) == ("link" not in page.headers)
    assert [item["number"] for item in seen] == list(range(1, 151))
    lines = house.ask("GET", path, headers=AS_LINES)
    assert lines.headers["content-type"].startswith("application/x-ndjson")
    assert [json.loads(line) for line in lines.text.splitlines()] == seen
    failed = house.results(batch, params={"status": "failed"})
    assert [item["number"] for item in failed] == list(range(5, 151, 10))
    some = house.ask("GET", path, headers=AS_LINES, params={"status": "failed", "after": 15, "limit": 2})
    assert [json.loads(line)["number"] for line in some.text.splitlines()] == [25, 35]
    assert house.results(batch, params={"status": "cancelled"}) == []
    english = house.results(batch, params={"status": "failed", "limit": 1}, headers={"accept-language": "en"})
    assert (failed[0]["problem"]["title"], english[0]["problem"]["title"]) == (
        "请求内容有误",
        "The request is not valid",
    )
    too_many = house.ask("GET", path, params={"limit": 1001})
    assert problem_in(too_many)["errors"][0]["parameter"] == "limit"


def test_lines_may_be_anything_and_take_their_defaults_from_the_query(house: House) -> None:
    bare = {name: value for name, value in form().items() if name not in ("fiscal_year", "region_code")}
    body = "\n".join([json.dumps(bare), "", "{not json", json.dumps(bare | {"fiscal_year": 2023})]).encode()
    answer = house.ask(
        "POST",
        "/v1/batches",
        content=body + b"\r\n\xff\n",
        headers=LINES,
        params={"fiscal_year": 2024, "region_code": ELSEWHERE},
    )
    batch = answer.json()
    assert (answer.status_code, batch["forms"]) == (202, 4)
    assert batch["defaults"] == {"fiscal_year": 2024, "region_code": ELSEWHERE, "rule_pack": None}
    house.finished(batch)
    items = house.results(batch)
    assert [item["status"] for item in items] == ["recorded", "failed", "recorded", "failed"]
    assert [items[at]["problem"]["type"] for at in (1, 3)] == ["/problems/malformed-json"] * 2
    years = [house.ask("GET", items[at]["evaluation"]["href"]).json()["fiscal_year"] for at in (0, 2)]
    assert years == [2024, 2023]


def test_an_object_brings_defaults_which_come_before_those_of_the_query(house: House) -> None:
    bare = {name: value for name, value in example().items() if name != "rule_pack"}
    body = {"forms": [bare], "defaults": {"rule_pack": {"id": "national-project-self-evaluation"}, "fiscal_year": 2001}}
    answer = house.ask("POST", "/v1/batches", json=body, params={"rule_pack": "nope", "fiscal_year": 2002})
    batch = answer.json()
    assert batch["defaults"]["rule_pack"]["id"] == "national-project-self-evaluation"
    house.finished(batch)
    sheet = house.ask("GET", house.results(batch)[0]["evaluation"]["href"]).json()
    assert (sheet["rule_pack"]["id"], sheet["fiscal_year"]) == ("national-project-self-evaluation", 2024)


def test_a_form_outside_the_data_scope_fails_alone_and_names_the_field(house: House) -> None:
    batch = house.hand_in([form(), form(region_code="110106"), form()], who="lhasa")
    house.finished(batch, "lhasa")
    items = house.results(batch, "lhasa")
    assert [item["status"] for item in items] == ["recorded", "failed", "recorded"]
    problem = items[1]["problem"]
    assert (problem["type"], problem["status"]) == ("/problems/outside-data-scope", 403)
    assert [error["pointer"] for error in problem["errors"]] == ["/region_code"]


def test_a_retry_under_its_key_is_the_same_batch(house: House) -> None:
    forms, key = [form(), form(fiscal_year=2023)], {"idempotency-key": "batch-1"}
    first = house.hand_in(forms, headers=key)
    again = house.ask("POST", "/v1/batches", json=forms, headers=key)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.json()["id"] == first["id"]
    for changed in ({"json": [form()]}, {"json": forms, "params": {"fiscal_year": 2020}}):
        other = house.ask("POST", "/v1/batches", headers=key, **changed)
        assert problem_in(other)["type"] == "/problems/idempotency-key-reused"
    hidden = house.ask("POST", "/v1/batches", "lhasa", json=forms, headers=key)
    assert problem_in(hidden)["type"] == "/problems/idempotency-key-reused"
    assert house.hand_in(forms, "another tenant", headers=key)["id"] != first["id"]


def test_of_two_uploads_under_one_key_at_once_one_is_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    forms, key = [form()], {"idempotency-key": "at-once"}
    first = house.hand_in(forms, headers=key)
    unseen = [None]
    look = BatchIntake.earlier

    async def too_early(intake: BatchIntake, author: Author, idempotency_key: str) -> StoredBatch | None:
        return unseen.pop() if unseen else await look(intake, author, idempotency_key)

    monkeypatch.setattr(BatchIntake, "earlier", too_early)
    second = house.ask("POST", "/v1/batches", json=forms, headers=key)
    assert (second.status_code, second.json()["id"]) == (200, first["id"])
    assert house.left_behind() == 0


def test_who_sees_and_stops_a_batch(house: House) -> None:
    own = house.hand_in([form()], who="lhasa")
    wide = house.hand_in([form()])
    house.finished(wide)
    seen = {
        who: {batch["id"] for batch in house.ask("GET", "/v1/batches", who, params={"limit": 100}).json()["items"]}
        & {own["id"], wide["id"]}
        for who in ("office", "reader", "colleague", "lhasa", "lhasa's other", "another tenant")
    }
    both = {own["id"], wide["id"]}
    assert seen == {
        "office": both,
        "reader": both,
        "colleague": both,
        "lhasa": {own["id"]},
        "lhasa's other": set(),
        "another tenant": set(),
    }
    for part in ("self", "results"):
        for who in ("lhasa", "lhasa's other", "another tenant"):
            assert house.ask("GET", wide["links"][part], who).status_code == 404
    assert house.ask("POST", wide["links"]["cancel"], "another tenant").status_code == 404
    assert house.ask("POST", wide["links"]["cancel"], "reader").status_code == 403
    done = house.ask("POST", wide["links"]["cancel"], "colleague")
    assert (done.status_code, done.json()["status"]) == (200, "finished")


def test_the_list_goes_on_where_a_page_ended(house: House) -> None:
    made = [house.hand_in([form()], who="lhasa's other")["id"] for _ in range(3)]
    first = house.ask("GET", "/v1/batches", "lhasa's other", params={"limit": 2})
    assert [batch["id"] for batch in first.json()["items"]] == made[:0:-1]
    rest = house.ask("GET", first.headers["link"].partition(">")[0][1:], "lhasa's other")
    assert ([batch["id"] for batch in rest.json()["items"]], rest.json()["next_before"]) == (made[:1], None)


@pytest.mark.parametrize(
    ("request_parts", "status", "code"),
    [
        ({"content": b"[]", "headers": {"content-type": "application/json"}}, 422, "too_few_items"),
        ({"content": b"\n \n", "headers": LINES}, 422, "too_few_items"),
        ({"content": b"[{}", "headers": {"content-type": "application/json"}}, 400, "malformed_json"),
        ({"json": form()}, 422, "unknown_field"),
        ({"json": {"defaults": {"fiscal_year": 1, "x": 2}, "forms": [{}]}}, 422, "too_small"),
        ({"json": {"defaults": {"rule_pack": {"id": "nope"}}, "forms": [{}]}}, 422, None),
        ({"json": [{}], "params": {"rule_pack": "nope"}}, 422, None),
        ({"json": [{}], "params": {"fiscal_year": "x"}}, 422, "integer_expected"),
        ({"json": [{}], "headers": {"idempotency-key": "with space"}}, 400, None),
        ({"content": b"<forms/>", "headers": {"content-type": "text/xml"}}, 415, None),
        ({"content": b"[]"}, 415, None),
        ({"json": [{}], "headers": {"content-encoding": "gzip"}}, 415, None),
        ({"content": b"[" + b" " * 300_000 + b"{}]", "headers": {"content-type": "application/json"}}, 413, None),
    ],
)
def test_what_is_no_batch_is_refused_and_leaves_nothing(
    house: House, request_parts: Json, status: int, code: str | None
) -> None:
    def newest() -> list[str]:
        return [batch["id"] for batch in house.ask("GET", "/v1/batches", "admin").json()["items"]]

    before = newest()
    answer = house.ask("POST", "/v1/batches", **request_parts)
    assert answer.status_code == status, answer.text
    problem = problem_in(answer)
    assert code is None or code in {error["code"] for error in problem["errors"]}
    assert newest() == before
    assert house.left_behind() == 0


def test_a_form_is_held_to_the_limit_of_a_form(house: House) -> None:
    batch = house.hand_in([form(), form(objective={"expected": "长" * 40_000})])
    house.finished(batch)
    problem = house.results(batch)[1]["problem"]
    assert (problem["type"], problem["limit"]) == ("/problems/body-too-large", 50_000)


def test_the_metrics_tell_how_much_there_is_to_do(house: House) -> None:
    told = house.ask("GET", "/metrics", "admin").text
    assert "jixiao_batches_open 0.0" in told
    assert "jixiao_batch_queue_depth 0.0" in told
