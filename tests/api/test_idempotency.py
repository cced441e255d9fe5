"""A retry under the same key gets the same answer: nothing is scored or stored twice."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from app.storage import tables
from app.storage.audit import verify_ledger
from tests.databases import PostgresqlDatabases
from tests.forms import Form, example, example_bytes, form, project_form
from tests.hostile.runner import problem_in
from tests.serving import JSON, application, post, recorded

ADDRESS = "/v1/evaluations"


def stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(tables.evaluation)).scalar_one()


# One after the other.


def test_a_retry_gets_the_stored_answer(client: TestClient, engine: Engine) -> None:
    first, second = (post(client, example(), key="5f2b7c1e") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.content == first.content
    assert second.headers["location"] == first.headers["location"]
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert stored(engine) == 1


def test_the_order_of_keys_spaces_and_empty_cells_make_no_other_body(client: TestClient, engine: Engine) -> None:
    sent = project_form()
    other = json.dumps(dict(reversed([*sent.items(), ("declared", None)])), indent=3, ensure_ascii=True)
    first = post(client, sent, key="k")
    second = client.post(ADDRESS, content=other, headers={**JSON, "idempotency-key": "k"})
    assert (second.status_code, second.content) == (200, first.content)
    assert stored(engine) == 1


def test_a_number_is_the_same_sent_as_text(client: TestClient) -> None:
    first = post(client, project_form(declared={"total": "95.5"}), key="k")
    second = post(client, project_form(declared={"total": 95.5}), key="k")
    assert (second.status_code, second.content) == (200, first.content)


def test_another_body_under_the_same_key_is_refused(client: TestClient, engine: Engine) -> None:
    first = post(client, project_form(), key="k")
    answer = post(client, project_form(declared={"total": "95"}), key="k")
    assert (answer.status_code, problem_in(answer)["type"]) == (422, "/problems/idempotency-key-reused")
    assert stored(engine) == 1
    again = post(client, project_form(), key="k")
    assert (again.status_code, again.content) == (200, first.content)


def test_a_retry_after_a_newer_form_gets_what_it_would_have_got_then(client: TestClient, engine: Engine) -> None:
    first = post(client, project_form(), key="k")
    recorded(client, project_form(declared={"total": "95"}))
    again = post(client, project_form(), key="k")
    assert (again.status_code, again.content) == (200, first.content)
    assert stored(engine) == 2
    assert client.get(first.headers["location"]).json()["status"] == "superseded"


def test_keys_are_told_apart_by_every_character(client: TestClient, engine: Engine) -> None:
    keys = ["k", "K", "k.", "k" * 255, "~!@#$%^&*()_+{}|:<>?"]
    assert {post(client, form(), key=key).status_code for key in keys} == {201}
    assert stored(engine) == len(keys)


def test_without_a_key_every_post_is_an_attempt(client: TestClient) -> None:
    assert [recorded(client, project_form())["attempt"] for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 256, "键", "a\tb", "\x7f", "é"], ids=ascii)
def test_a_key_that_is_not_visible_ascii_is_refused(client: TestClient, engine: Engine, key: str) -> None:
    headers = [(b"content-type", b"application/json"), (b"idempotency-key", key.encode())]
    answer = client.post(ADDRESS, content=example_bytes(), headers=headers)
    assert (answer.status_code, problem_in(answer)["type"]) == (400, "/problems/idempotency-key-invalid")
    assert stored(engine) == 0


def test_a_refused_body_does_not_use_its_key_up(client: TestClient) -> None:
    assert post(client, project_form(fiscal_year=1824), key="k").status_code == 422
    assert post(client, project_form(kind="department_self_evaluation"), key="k").status_code == 422
    assert post(client, project_form(), key="k").status_code == 201


# At the same time.


def at_once(
    app: FastAPI, requests: Callable[[httpx.AsyncClient], list[Awaitable[httpx.Response]]]
) -> list[httpx.Response]:
    """Answers to requests that one running service gets all at once."""

    async def run() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
        ):
            return await asyncio.gather(*requests(client))

    return asyncio.run(run())


def posting(client: httpx.AsyncClient, form: Form, key: str) -> Awaitable[httpx.Response]:
    return client.post(ADDRESS, json=form, headers={"idempotency-key": key})


def test_fifty_identical_posts_at_once_leave_one_record(migrated_database_url: str, engine: Engine) -> None:
    app = application(migrated_database_url)
    answers = at_once(app, lambda client: [posting(client, example(), "k") for _ in range(50)])
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[201] == 1
    assert statuses.keys() <= {201, 200, 409}
    bodies = {answer.content for answer in answers if answer.status_code != 409}
    assert len(bodies) == 1
    for answer in answers:
        if answer.status_code == 409:
            assert problem_in(answer)["type"] == "/problems/request-in-flight"
            assert int(answer.headers["retry-after"]) >= 1
    assert stored(engine) == 1


def test_different_forms_at_once_are_all_recorded_in_one_unbroken_chain(
    migrated_database_url: str, engine: Engine
) -> None:
    forms = [project_form(project=f"P{number % 10}") for number in range(50)]
    app = application(migrated_database_url)
    answers = at_once(app, lambda client: [posting(client, each, f"k{n}") for n, each in enumerate(forms)])
    assert Counter(answer.status_code for answer in answers) == {201: 50}
    assert sorted(answer.json()["audit"]["position"] for answer in answers) == list(range(1, 51))
    by_project = Counter((answer.json()["project"]["code"], answer.json()["attempt"]) for answer in answers)
    assert by_project == Counter((f"P{project}", attempt) for project in range(10) for attempt in range(1, 6))
    verdict = verify_ledger(engine, "default")
    assert (verdict.checked, verdict.fault) == (50, None)


@pytest.mark.postgresql
def test_two_services_on_one_database_record_a_key_once(postgresql_databases: PostgresqlDatabases) -> None:
    with postgresql_databases.migrated() as url:
        one, other = application(url), application(url)

        async def run() -> list[httpx.Response]:
            async with one.router.lifespan_context(one), other.router.lifespan_context(other):
                clients = [
                    httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")
                    for app in (one, other)
                ]
                both = [posting(client, example(), f"k{number}") for number in range(20) for client in clients]
                return await asyncio.gather(*both)

        answers = asyncio.run(run())
    assert Counter(answer.status_code for answer in answers) == {201: 20, 200: 20}
    pairs = zip(answers[::2], answers[1::2], strict=True)
    assert all(left.content == right.content for left, right in pairs)
