"""A provider and its tokens, from discovery over the network to the answer."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from tests.api.security.tokens import AUDIENCE, key_set, token
from tests.callers import bearer
from tests.databases import SqliteDatabases
from tests.hostile.runner import problem_in
from tests.network import listening
from tests.serving import serving

PACKS = "/v1/rule-packs"


class Provider:
    """An issuer's two documents; `kids` are the keys it signs with, None: it is broken."""

    def __init__(self) -> None:
        self.issuer = ""
        self.kids: tuple[str, ...] | None = ("rsa-1",)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            for _ in range(2):
                await send({"type": f"{(await receive())['type']}.complete"})
            return
        documents = {
            "/.well-known/openid-configuration": {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"},
            "/keys": key_set(*(self.kids or ())),
        }
        status = 500 if self.kids is None else 200
        content = json.dumps(documents[scope["path"]]).encode()
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": content})

    def token(self, kid: str = "rsa-1", **claims: Any) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "exp": now + 300, "iat": now, "scope": "rules:read", **claims}
        return token(kid, "RS256", **said)


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    with listening(made) as port:
        made.issuer = f"http://127.0.0.1:{port}"
        yield made


@pytest.fixture
def client(provider: Provider, sqlite_databases: SqliteDatabases) -> Iterator[TestClient]:
    oidc = {"oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE, "key_cache_seconds": 0}
    with sqlite_databases.migrated() as url, serving(url, settings=oidc) as serving_client:
        yield serving_client


def test_a_token_opens_what_its_scope_says(client: TestClient, provider: Provider) -> None:
    mine = bearer(provider.token())
    assert client.get(PACKS, headers=mine).status_code == 200
    answer = client.get("/v1/evaluations", headers=mine)
    assert (answer.status_code, problem_in(answer)["type"]) == (403, "/problems/scope-missing")


def test_with_a_provider_nobody_is_let_in_without_a_token(client: TestClient, provider: Provider) -> None:
    for headers in ({}, {"x-api-key": "guess"}, bearer(provider.token(aud="another"))):
        answer = client.get(PACKS, headers=headers)
        assert (answer.status_code, problem_in(answer)["type"]) == (401, "/problems/unauthenticated")


def test_while_the_provider_is_down_known_keys_still_count(client: TestClient, provider: Provider) -> None:
    assert client.get(PACKS, headers=bearer(provider.token())).status_code == 200
    provider.kids = None
    assert client.get(PACKS, headers=bearer(provider.token(sub="another"))).status_code == 200
    assert client.get(PACKS, headers=bearer(provider.token("rsa-2"))).status_code == 401


def test_a_provider_that_never_answered_is_a_503(client: TestClient, provider: Provider) -> None:
    provider.kids = None
    answer = client.get(PACKS, headers=bearer(provider.token()))
    assert (answer.status_code, problem_in(answer)["type"]) == (503, "/problems/service-unavailable")
    assert int(answer.headers["retry-after"]) >= 1


def test_two_megabytes_of_token_are_refused_quickly(client: TestClient) -> None:
    began = time.perf_counter()
    assert client.get(PACKS, headers=bearer("e" * 2_000_000)).status_code == 401
    assert time.perf_counter() - began < 1
