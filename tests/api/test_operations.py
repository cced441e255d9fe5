"""Health, readiness, and what callers see while the database cannot answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import select
from sqlalchemy.engine import make_url
from starlette.testclient import TestClient

import app.storage.engine
from app.storage import tables
from app.storage.engine import writing
from app.storage.errors import SecondWriter
from app.storage.migrate import downgrade
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.forms import example, form
from tests.hostile.runner import problem_in
from tests.serving import post, recorded, serving


def unavailable(client: TestClient, *, preview: int = 200) -> None:
    """Everything that needs the database says so; the process lives on. A preview needs it to know its caller."""
    answers = [
        post(client, example(), key="k"),
        client.get("/v1/evaluations"),
        client.get("/v1/evaluations/01a203a0-4abe-72fa-b298-b12a442e6b03"),
        client.get("/v1/evaluations/01a203a0-4abe-72fa-b298-b12a442e6b03/audit"),
        client.get("/readyz"),
    ]
    for answer in answers:
        assert answer.status_code == 503, answer.text
        assert problem_in(answer)["type"] == "/problems/service-unavailable"
        assert int(answer.headers["retry-after"]) >= 1
    assert client.get("/healthz").json() == {"status": "ok"}
    assert post_preview(client) == preview


def post_preview(client: TestClient) -> int:
    return client.post("/v1/evaluations/preview", json=example()).status_code


def test_a_running_service_is_alive_and_ready(client: TestClient) -> None:
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_database_without_tables_is_not_ready(database_url: str) -> None:
    with serving(database_url) as client:
        unavailable(client)


def test_a_database_behind_this_version_is_not_ready(client: TestClient, migrated_database_url: str) -> None:
    assert client.get("/readyz").status_code == 200
    downgrade(migrated_database_url, "base")
    assert client.get("/readyz").status_code == 503


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "jixiao.db"
    file.write_bytes(b"not a database at all " * 500)
    with serving(f"sqlite:///{file}") as client:
        unavailable(client, preview=503)


@pytest.mark.postgresql
def test_a_database_that_goes_away_is_unavailable_until_it_is_back(
    postgresql_databases: PostgresqlDatabases,
) -> None:
    with postgresql_databases.migrated() as url, serving(url) as client:
        kept = recorded(client, form())
        with shut(url):
            unavailable(client)
        assert client.get("/readyz").status_code == 200
        assert client.get(kept["links"]["self"]).json() == kept
        assert post(client, example(), key="k").status_code == 201


@contextmanager
def shut(url: str) -> Iterator[None]:
    """Ends every connection to a PostgreSQL database and lets none in."""
    parsed = make_url(url)
    address = f"host={parsed.query['host']} dbname=postgres user=postgres"
    name = parsed.database or ""
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(allow.format(sql.Identifier(name), sql.Literal(False)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        connection.execute(allow.format(sql.Identifier(name), sql.Literal(True)))


def test_a_lock_that_is_not_released_is_a_503_and_leaves_nothing(
    migrated_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = app.storage.engine.create_engine
    monkeypatch.setattr("app.running.create_engine", lambda url: impatient(url, wait_seconds=1))
    with serving(migrated_database_url) as client:
        recorded(client, form())
        holder = impatient(migrated_database_url)
        with writing(holder) as connection, connection.begin():
            connection.execute(select(tables.ledger_head).with_for_update())
            answer = post(client, example(), key="k")
            assert (answer.status_code, problem_in(answer)["type"]) == (503, "/problems/service-unavailable")
            assert int(answer.headers["retry-after"]) >= 1
            assert client.get("/v1/evaluations").status_code == 200
        holder.dispose()
        assert [item["position"] for item in client.get("/v1/evaluations").json()["items"]] == [1]
        again = post(client, example(), key="k")
        assert (again.status_code, again.json()["audit"]["position"]) == (201, 2)


def test_a_second_service_on_one_sqlite_file_does_not_start(sqlite_databases: SqliteDatabases) -> None:
    with sqlite_databases.migrated() as url, serving(url), pytest.raises(SecondWriter), serving(url):
        pass
