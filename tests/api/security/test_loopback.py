"""A service without identities answers its own machine: not the network, not a proxy, not a page of another site."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.security.loopback import Keyless, comes_from_elsewhere
from app.services.hosts import is_loopback
from app.storage.errors import SchemaOutdated, StorageUnavailable
from tests.callers import NOBODYS_KEY, bearer, issue
from tests.databases import SqliteDatabases
from tests.hostile.runner import problem_in
from tests.serving import AT_THE_MACHINE, application, serving

FOREIGN: list[dict[str, str]] = [
    {"host": "evil.example"},
    {"host": "evil.example:8000"},
    {"host": "localhost.evil.example"},
    {"host": "127.0.0.1.evil.example"},
    {"host": "127.0.0.1@evil.example"},
    {"host": "evil.example#@127.0.0.1"},
    {"host": "10.0.0.7"},
    {"host": "0.0.0.0"},
    {"host": "[::]"},
    {"host": "[::1"},
    {"host": ""},
    {"host": "2130706433"},
    {"forwarded": "for=127.0.0.1"},
    {"x-forwarded-for": "127.0.0.1"},
    {"x-forwarded-host": "localhost"},
    {"x-forwarded-proto": "https"},
    {"x-forwarded-anything": ""},
    {"x-real-ip": "127.0.0.1"},
    {"via": "1.1 gateway"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
]
LOCAL: list[dict[str, str]] = [
    {},
    {"host": "localhost"},
    {"host": "LOCALHOST:8000"},
    {"host": "127.0.0.1:8000"},
    {"host": "127.8.9.10"},
    {"host": "[::1]:8000"},
    {"origin": "http://127.0.0.1:8000"},
    {"origin": "http://localhost"},
]


def scope(headers: dict[str, str], client: tuple[str, int] | None = ("127.0.0.1", 40000)) -> dict[str, Any]:
    sent = {"host": "127.0.0.1", **headers}
    return {
        "type": "http",
        "client": client,
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }


@pytest.mark.parametrize("headers", FOREIGN, ids=repr)
def test_signs_of_another_place_are_seen(headers: dict[str, str]) -> None:
    assert comes_from_elsewhere(scope(headers))


@pytest.mark.parametrize("headers", LOCAL, ids=repr)
def test_this_machine_is_known(headers: dict[str, str]) -> None:
    assert not comes_from_elsewhere(scope(headers))


@pytest.mark.parametrize(
    ("client", "elsewhere"),
    [
        (("127.0.0.1", 1), False),
        (("::1", 1), False),
        (("::ffff:127.0.0.1", 1), False),
        (("10.0.0.7", 1), True),
        (("::ffff:10.0.0.7", 1), True),
        (("fe80::1%eth0", 1), True),
        (("testclient", 1), True),
        (None, True),
    ],
)
def test_the_peer_must_be_this_machine(client: tuple[str, int] | None, elsewhere: bool) -> None:
    assert comes_from_elsewhere(scope({}, client)) is elsewhere


def test_a_second_host_is_a_foreign_sign() -> None:
    twice = scope({})
    twice["headers"].append((b"host", b"127.0.0.1"))
    assert comes_from_elsewhere(twice)


def test_no_name_but_localhost_is_this_machine() -> None:
    assert is_loopback("localhost")
    assert not is_loopback("myself.example")
    assert not is_loopback(None)


@pytest.mark.parametrize("path", ["/v1/evaluations", "/docs", "/openapi.json", "/healthz", "/nowhere", "/problems"])
def test_without_a_key_every_address_is_closed_to_others(sqlite_databases: SqliteDatabases, path: str) -> None:
    with sqlite_databases.migrated() as url, serving(url) as client:
        assert client.get(path).status_code == (404 if path == "/nowhere" else 200)
        for headers in ({"host": "evil.example"}, {"x-forwarded-for": "10.0.0.7"}):
            answer = client.get(path, headers=headers)
            assert (answer.status_code, problem_in(answer)["type"]) == (403, "/problems/loopback-only")


def test_a_peer_on_the_network_is_refused_however_local_it_looks(sqlite_databases: SqliteDatabases) -> None:
    with (
        sqlite_databases.migrated() as url,
        TestClient(application(url), **{**AT_THE_MACHINE, "client": ("10.0.0.7", 40000)}) as client,
    ):
        assert problem_in(client.get("/v1/evaluations"))["type"] == "/problems/loopback-only"


def test_once_there_is_a_key_everybody_needs_one_and_may_come_from_anywhere(migrated_database_url: str) -> None:
    with serving(migrated_database_url, settings={"key_cache_seconds": 0}) as client:
        assert client.get("/v1/evaluations").status_code == 200
        key = issue(migrated_database_url, "evaluations:read")
        answer = client.get("/v1/evaluations")
        assert (answer.status_code, problem_in(answer)["type"]) == (401, "/problems/unauthenticated")
        through_a_gateway = {"host": "jixiao.intranet", "x-forwarded-for": "10.0.0.7", **bearer(key)}
        assert client.get("/v1/evaluations", headers=through_a_gateway).status_code == 200
        assert client.get("/healthz", headers={"host": "jixiao.intranet"}).status_code == 200


def test_a_wrong_key_does_not_become_the_local_caller(sqlite_databases: SqliteDatabases) -> None:
    with sqlite_databases.migrated() as url, serving(url) as client:
        assert client.get("/v1/evaluations", headers=bearer(NOBODYS_KEY)).status_code == 401


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Asked:
    """Answers of a database, the last one for ever."""

    def __init__(self, *answers: bool | Exception) -> None:
        self.answers = list(answers)
        self.times = 0

    def __call__(self) -> bool:
        self.times += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.anyio
async def test_it_is_looked_again_every_few_seconds_until_there_is_a_key() -> None:
    asked, seconds = Asked(False, False, True, False), Seconds()
    keyless = Keyless(asked, provider=False, seconds=10, monotonic=seconds)
    found = []
    for moment in (0, 9.99, 10, 19.99, 20, 30, 1000):
        seconds.now = moment
        found.append(await keyless.holds())
    assert found == [True, True, True, True, False, False, False]
    assert (asked.times, keyless.over) == (3, True)


@pytest.mark.anyio
async def test_a_service_with_a_provider_is_never_keyless() -> None:
    asked = Asked(False)
    assert not await Keyless(asked, provider=True, seconds=10).holds()
    assert asked.times == 0


@pytest.mark.anyio
async def test_a_database_that_has_never_answered_opens_nothing() -> None:
    keyless = Keyless(Asked(StorageUnavailable("down")), provider=False, seconds=10)
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            await keyless.holds()


@pytest.mark.anyio
async def test_what_was_known_holds_while_the_database_is_away() -> None:
    seconds = Seconds()
    keyless = Keyless(Asked(False, StorageUnavailable("down")), provider=False, seconds=10, monotonic=seconds)
    assert await keyless.holds()
    seconds.now = 10
    assert await keyless.holds()


@pytest.mark.anyio
async def test_a_database_without_the_table_has_no_keys() -> None:
    assert await Keyless(Asked(SchemaOutdated("no such table")), provider=False, seconds=10).holds()
