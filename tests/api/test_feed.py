"""The feed over HTTP: everything in commit order, none missed, none twice, whoever writes meanwhile."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, delete
from starlette.testclient import TestClient
from starlette.types import Message

from app.api.v1.feed_answers import FeedAnswer
from app.storage import ledger_queries
from app.storage.commit import record_batch
from app.storage.data_scope import DataScope
from app.storage.merkle import leaf_hash, root_of
from app.storage.records import NewEntry
from app.storage.tables import ledger_entry
from tests.callers import bearer, issue
from tests.forms import example, form, project_form
from tests.hostile.runner import problem_in
from tests.network import listening
from tests.serving import JSON, START, application, post, recorded, serving
from tests.storage.making import new_evaluation
from tests.storage.tampering import at, tampering

ADDRESS = "/v1/scores"
LINES = {"accept": "application/x-ndjson"}
LONG = 20
T = TypeVar("T")


def page(client: TestClient, **query: int) -> dict[str, Any]:
    answer = client.get(ADDRESS, params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def lines(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.text == "" or answer.text.endswith("\n")
    return answer.text.splitlines()


def everything(client: TestClient, engine: Engine) -> None:
    """An evaluation, its revision, the revision's withdrawal and the publication of a pack."""
    recorded(client, example())
    revised = recorded(client, example())
    client.post(f"/v1/evaluations/{revised['id']}/withdrawal", json={"reason": "误报"})
    facts = {"id": "beijing", "version": "1.0.1", "digest": "sha256:07f4"}
    new = NewEntry(tenant="default", kind="rule_pack", facts=facts, recorded_at=START, recorded_by="admin")
    record_batch(engine, [new])


def fill(engine: Engine, entries: int) -> None:
    """So many entries that no request has made."""
    for start in range(0, entries, 500):
        record_batch(engine, [new_evaluation(tenant="default") for _ in range(min(500, entries - start))])


def test_a_page_holds_every_kind_of_entry_in_the_order_of_commits(client: TestClient, engine: Engine) -> None:
    everything(client, engine)
    body = page(client)
    assert FeedAnswer.model_validate(body, strict=True).model_dump() == body
    assert [item["entry"] for item in body["items"]] == ["evaluation", "revision", "withdrawal", "rule_pack"]
    assert [item["position"] for item in body["items"]] == [1, 2, 3, 4]
    assert (body["next_after"], body["head"]) == (4, 4)
    first, revision, withdrawal, _ = body["items"]
    assert (first["evaluation"]["score"], first["evaluation"]["declared_total"]) == ("98.48", "95")
    assert revision["evaluation"]["supersedes"] == first["evaluation"]["id"]
    assert withdrawal["withdrawal"]["effective"] == first["evaluation"]["id"]


def test_a_line_is_the_leaf_of_the_tree_to_the_byte(client: TestClient, engine: Engine) -> None:
    everything(client, engine)
    found = lines(client.get(ADDRESS, headers=LINES))
    assert found == [entry.body for entry in ledger_queries.entries(engine, "default", 0, 9)]
    root = root_of("sha256", [leaf_hash("sha256", line.encode()) for line in found])
    assert ledger_queries.head(engine, "default").root == f"sha256:{root.hex()}"
    assert found[0] in client.get(ADDRESS).text


def test_pages_follow_on_from_each_other_while_more_is_recorded(client: TestClient, engine: Engine) -> None:
    fill(engine, 7)
    seen: list[int] = []
    after = 0
    while True:
        body = page(client, after=after, limit=3)
        seen += [item["position"] for item in body["items"]]
        after = body["next_after"]
        if after == body["head"]:
            break
        if len(seen) < 9:
            fill(engine, 1)
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) >= 9


@pytest.mark.parametrize("accept", [{}, LINES], ids=["pages", "lines"])
def test_the_link_leads_to_what_comes_next(client: TestClient, engine: Engine, accept: dict[str, str]) -> None:
    fill(engine, 5)
    answer = client.get(ADDRESS, params={"limit": 2}, headers=accept)
    seen = [answer.text]
    while "link" in answer.headers:
        match = re.fullmatch('<(/[^>]*)>; rel="next"', answer.headers["link"])
        assert match
        answer = client.get(match[1], headers=accept)
        seen.append(answer.text)
    assert [text.count('"position":') for text in seen] == [2, 2, 1]


def test_there_is_nothing_behind_the_last_entry_and_nothing_at_all_before_the_first(
    client: TestClient, engine: Engine
) -> None:
    assert page(client) == {"items": [], "next_after": 0, "head": 0}
    assert lines(client.get(ADDRESS, headers=LINES)) == []
    fill(engine, 2)
    assert page(client, after=2) == {"items": [], "next_after": 2, "head": 2}


def test_one_stream_carries_more_than_is_read_at_a_time(client: TestClient, engine: Engine) -> None:
    fill(engine, 4500)
    found = lines(client.get(ADDRESS, headers=LINES))
    assert [json.loads(line)["position"] for line in found] == list(range(1, 4501))
    assert lines(client.get(ADDRESS, params={"after": 3999, "limit": 2}, headers=LINES)) == found[3999:4001]


# Tags.


@pytest.mark.parametrize("accept", [{}, LINES], ids=["page", "lines"])
def test_a_caller_that_has_the_stretch_is_told_so_until_there_is_more(
    client: TestClient, engine: Engine, accept: dict[str, str]
) -> None:
    fill(engine, 2)
    tag = client.get(ADDRESS, headers=accept).headers["etag"]
    unchanged = client.get(ADDRESS, headers={**accept, "if-none-match": f'W/{tag}, "other"'})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    fill(engine, 1)
    changed = client.get(ADDRESS, headers={**accept, "if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_other_stretches_and_forms_have_other_tags(client: TestClient, engine: Engine) -> None:
    fill(engine, 3)
    asked: list[tuple[dict[str, int], dict[str, str]]] = [({}, {}), ({}, LINES), ({"after": 1}, {}), ({"limit": 2}, {})]
    tags = [client.get(ADDRESS, params=query, headers=headers).headers["etag"] for query, headers in asked]
    assert len(set(tags)) == len(tags)


# Waiting.


def at_once(app: FastAPI, work: Callable[[httpx.AsyncClient], Awaitable[T]]) -> T:
    async def run() -> T:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
        ):
            return await work(client)

    return asyncio.run(run())


def test_who_waits_gets_the_next_entry_as_soon_as_it_is_committed(migrated_database_url: str) -> None:
    async def work(client: httpx.AsyncClient) -> tuple[dict[str, Any], float]:
        waiting = [asyncio.create_task(client.get(ADDRESS, params={"wait": LONG})) for _ in range(20)]
        await asyncio.sleep(0.3)
        assert not any(task.done() for task in waiting)
        posted = time.monotonic()
        await client.post("/v1/evaluations", json=project_form())
        answers = await asyncio.gather(*waiting)
        took = time.monotonic() - posted
        assert len({answer.text for answer in answers}) == 1
        return answers[0].json(), took

    body, took = at_once(application(migrated_database_url), work)
    assert ([item["position"] for item in body["items"]], body["head"]) == ([1], 1)
    assert took < LONG / 2


def test_what_another_process_commits_is_noticed(migrated_database_url: str, engine: Engine) -> None:
    async def work(client: httpx.AsyncClient) -> httpx.Response:
        waiting = asyncio.create_task(client.get(ADDRESS, params={"wait": LONG}, headers=LINES))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(fill, engine, 2)
        return await asyncio.wait_for(waiting, LONG / 2)

    assert len(lines(at_once(application(migrated_database_url), work))) == 2


def test_the_wait_is_over_when_it_is_over(client: TestClient, engine: Engine) -> None:
    fill(engine, 1)
    began = time.monotonic()
    answer = client.get(ADDRESS, params={"after": 1, "wait": 1})
    assert answer.json() == {"items": [], "next_after": 1, "head": 1}
    assert 1 <= time.monotonic() - began < LONG
    again = client.get(ADDRESS, params={"after": 1, "wait": 1}, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_waiting_takes_neither_a_connection_nor_a_thread(migrated_database_url: str) -> None:
    """More wait than there are connections and threads together, and others are answered meanwhile."""
    waiters = 120

    async def work(client: httpx.AsyncClient) -> tuple[int, int]:
        waiting = [asyncio.create_task(client.get(ADDRESS, params={"wait": LONG})) for _ in range(waiters)]
        await asyncio.sleep(1)
        assert not any(task.done() for task in waiting)
        created = await asyncio.wait_for(client.post("/v1/evaluations", json=form()), LONG / 2)
        answers = await asyncio.gather(*waiting)
        return created.status_code, sum(answer.status_code == 200 for answer in answers)

    assert at_once(application(migrated_database_url), work) == (201, waiters)


def test_a_caller_who_leaves_is_waited_for_no_longer(migrated_database_url: str) -> None:
    app = application(migrated_database_url)
    sent: list[Message] = []

    async def run() -> float:
        messages: asyncio.Queue[Message] = asyncio.Queue()
        messages.put_nowait({"type": "http.request", "body": b"", "more_body": False})

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "path": ADDRESS, "raw_path": ADDRESS.encode(),
            "root_path": "", "scheme": "http", "query_string": f"wait={LONG}".encode(), "state": {},
            "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        }  # fmt: skip
        async with app.router.lifespan_context(app):
            began = time.monotonic()
            asyncio.get_running_loop().call_later(0.2, messages.put_nowait, {"type": "http.disconnect"})
            await app(scope, messages.get, send)
            return time.monotonic() - began

    assert asyncio.run(run()) < LONG / 2
    assert sent[0]["status"] == 499


def test_a_service_about_to_stop_keeps_nobody_waiting(migrated_database_url: str) -> None:
    app = application(migrated_database_url)

    async def work(client: httpx.AsyncClient) -> httpx.Response:
        waiting = asyncio.create_task(client.get(ADDRESS, params={"wait": LONG}))
        await asyncio.sleep(0.2)
        app.state.drain.begun = True
        return await asyncio.wait_for(waiting, LONG / 2)

    assert at_once(app, work).json()["items"] == []


# Under fire.


def test_a_puller_misses_nothing_and_gets_nothing_twice_while_many_write(migrated_database_url: str) -> None:
    """Over real connections: eight clients post, revise and withdraw, three pull in their own ways."""
    writers, rounds = 8, 6
    total = writers * rounds * 3

    def write(address: str, number: int) -> None:
        with httpx.Client(base_url=address, headers=JSON, timeout=LONG * 3) as client:
            for at_round in range(rounds):
                sent = project_form(project=f"P{(number + at_round) % 3}")
                first = client.post("/v1/evaluations", json=sent).json()["id"]
                assert client.post(f"/v1/evaluations/{first}/revisions", json=sent).status_code == 201
                assert client.post(f"/v1/evaluations/{first}/withdrawal", json={"reason": "x"}).status_code == 200

    def pull(address: str, limit: int, headers: dict[str, str]) -> list[str]:
        found: list[str] = []
        with httpx.Client(base_url=address, headers=headers, timeout=LONG * 3) as client:
            while len(found) < total:
                answer = client.get(ADDRESS, params={"after": len(found), "limit": limit, "wait": 2})
                assert answer.status_code == 200, answer.text
                if headers:
                    found += answer.text.splitlines()
                else:
                    items = answer.json()["items"]
                    found += [json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items]
        return found

    with listening(application(migrated_database_url)) as port, ThreadPoolExecutor(writers + 3) as pool:
        address = f"http://127.0.0.1:{port}"
        pulling = [pool.submit(pull, address, *how) for how in ((1, {}), (7, {}), (1000, LINES))]
        list(pool.map(lambda number: write(address, number), range(writers)))
        by_one, by_seven, by_line = (each.result() for each in pulling)
    assert by_one == by_seven == by_line
    assert [json.loads(line)["position"] for line in by_line] == list(range(1, total + 1))


# Refusals.


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"after": "-1"}, "after"),
        ({"after": "x"}, "after"),
        ({"after": "9" * 19}, "after"),
        ({"after": "1"}, "after"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"limit": "1000001"}, "limit"),
        ({"wait": "-1"}, "wait"),
        ({"wait": "31"}, "wait"),
        ({"wait": "1.5"}, "wait"),
        ({"atfer": "1"}, "atfer"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_by_name(client: TestClient, query: dict[str, str], parameter: str) -> None:
    answer = client.get(ADDRESS, params=query)
    assert answer.status_code == 422, answer.text
    assert [error["parameter"] for error in problem_in(answer)["errors"]] == [parameter]


def test_the_most_of_each_form_is_allowed(client: TestClient) -> None:
    assert client.get(ADDRESS, params={"limit": 1000}).status_code == 200
    assert client.get(ADDRESS, params={"limit": 1_000_000}, headers=LINES).status_code == 200


def test_a_puller_that_is_ahead_of_a_restored_ledger_is_told(client: TestClient, engine: Engine) -> None:
    fill(engine, 3)
    answer = client.get(ADDRESS, params={"after": 4, "wait": 30})
    (error,) = problem_in(answer)["errors"]
    assert (answer.status_code, error["code"], error["parameter"]) == (422, "beyond_ledger", "after")
    assert "3" in error["message_zh"]


def test_a_missing_entry_is_never_skipped(client: TestClient, engine: Engine) -> None:
    fill(engine, 4)
    with tampering(engine) as connection:
        connection.execute(delete(ledger_entry).where(at(ledger_entry, 2, "default")))
    answer = client.get(ADDRESS)
    assert (answer.status_code, problem_in(answer)["type"]) == (500, "/problems/ledger-damaged")
    assert page(client, after=2)["next_after"] == 4


def test_a_stream_that_breaks_off_is_not_ended_as_if_it_were_whole(migrated_database_url: str, engine: Engine) -> None:
    fill(engine, 4100)
    with tampering(engine) as connection:
        connection.execute(delete(ledger_entry).where(at(ledger_entry, 4050, "default")))
    with listening(application(migrated_database_url)) as port:
        address = f"http://127.0.0.1:{port}{ADDRESS}"
        with pytest.raises(httpx.RemoteProtocolError), httpx.stream("GET", address, headers=LINES) as answer:
            for _ in answer.iter_raw():
                pass


def test_only_who_sees_the_whole_tenant_may_pull(migrated_database_url: str) -> None:
    limited = issue(migrated_database_url, "evaluations:read", data=DataScope(region="54"))
    whole = issue(migrated_database_url, "evaluations:read")
    with serving(migrated_database_url) as client:
        refused = client.get(ADDRESS, headers=bearer(limited))
        assert (refused.status_code, problem_in(refused)["type"]) == (403, "/problems/whole-tenant-needed")
        assert client.get(ADDRESS, headers=bearer(whole)).status_code == 200


def test_tenants_see_their_own_entries(client: TestClient, engine: Engine) -> None:
    record_batch(engine, [new_evaluation(tenant="another")])
    assert page(client) == {"items": [], "next_after": 0, "head": 0}
    post(client, form())
    assert [item["tenant"] for item in page(client)["items"]] == ["default"]
