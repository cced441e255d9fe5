"""Keys as callers use them, from the header to the record."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from tests.callers import NOBODYS_KEY, bearer, issue, keys_of
from tests.databases import SqliteDatabases
from tests.hostile.runner import problem_in
from tests.serving import serving

LIST = "/v1/evaluations"


@pytest.fixture
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    with sqlite_databases.migrated() as migrated:
        yield migrated


def test_a_key_is_taken_from_either_header(migrated_database_url: str) -> None:
    key = issue(migrated_database_url, "evaluations:read")
    with serving(migrated_database_url) as client:
        for headers in (bearer(key), {"authorization": f"bearer  {key} "}, {"x-api-key": key}):
            assert client.get(LIST, headers=headers).status_code == 200
        assert client.get(LIST, headers={**bearer(key), "x-api-key": key}).status_code == 200


def test_what_is_no_valid_key_is_refused_and_told_nothing_about(url: str) -> None:
    key = issue(url, "admin")
    ended = issue(url, "admin", lifetime=timedelta(0))
    revoked = issue(url, "admin")
    with keys_of(url) as keys:
        keys.revoke(revoked.split("_")[1])
    sent = [
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer "},
        {"authorization": f"Basic {key}"},
        {"authorization": key},
        {"x-api-key": ""},
        {"x-api-key": f"{key}x"},
        {"x-api-key": key.upper()},
        {"x-api-key": key[:-1] + ("a" if key[-1] != "a" else "b")},
        {"x-api-key": "x" * 2_000_000},
        bearer(NOBODYS_KEY),
        bearer(ended),
        bearer(revoked),
        {"authorization": "Bearer 密钥".encode()},
        {**bearer(key), "x-api-key": NOBODYS_KEY},
    ]
    with serving(url) as client:
        answers = [client.get(LIST, headers=headers) for headers in sent]
        twice = client.get(LIST, headers=[("x-api-key", key), ("x-api-key", NOBODYS_KEY)])
    problems = [problem_in(answer) for answer in (*answers, twice)]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}
    assert len({(each["type"], each["title"], each["detail"]) for each in problems}) == 1


def test_a_request_costs_no_query_while_its_key_is_fresh(url: str) -> None:
    key = issue(url, "rules:read")
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    with serving(url) as client:
        assert client.get("/v1/rule-packs", headers=bearer(key)).status_code == 200
        event.listen(Engine, "before_cursor_execute", note)
        try:
            for _ in range(50):
                assert client.get("/v1/rule-packs", headers=bearer(key)).status_code == 200
            assert asked == []
            client.get("/v1/rule-packs", headers=bearer(NOBODYS_KEY))
            assert any("FROM api_key" in each for each in asked)
        finally:
            event.remove(Engine, "before_cursor_execute", note)


def test_a_revocation_and_an_expiry_take_effect_in_a_running_service(url: str) -> None:
    revoked, rotated = issue(url, "rules:read"), issue(url, "rules:read")
    with serving(url, settings={"key_cache_seconds": 0}) as client, keys_of(url) as keys:
        for key in (revoked, rotated):
            assert client.get("/v1/rule-packs", headers=bearer(key)).status_code == 200
        keys.revoke(revoked.split("_")[1])
        successor = str(keys.rotate(rotated.split("_")[1], timedelta(0), None).text)
        for key, status in ((revoked, 401), (rotated, 401), (successor, 200)):
            assert client.get("/v1/rule-packs", headers=bearer(key)).status_code == status


def test_while_keys_cannot_be_looked_up_nobody_is_let_in(url: str, client_of_a_broken_database: TestClient) -> None:
    answer = client_of_a_broken_database.get("/v1/rule-packs", headers=bearer(NOBODYS_KEY))
    assert (answer.status_code, problem_in(answer)["type"]) == (503, "/problems/service-unavailable")


@pytest.fixture
def client_of_a_broken_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    file = tmp_path_factory.mktemp("broken") / "jixiao.db"
    file.write_bytes(b"not a database at all " * 500)
    with serving(f"sqlite:///{file}") as client:
        yield client
