"""The provider's keys: found, kept while it is away, renewed when it changes them, never fetched in a hurry."""

import asyncio
import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from joserfc.jwk import OctKey
from starlette.types import Receive, Scope, Send

from app.api.security import provider as of_provider
from app.api.security.provider import ProviderKeys, ProviderUnavailable, checked_url, fetch_document, usable_keys
from tests.api.security.tokens import ISSUER, key_named, key_set
from tests.network import listening

pytestmark = pytest.mark.anyio

DISCOVERY = f"{ISSUER}/.well-known/openid-configuration"
KEYS = f"{ISSUER}/keys"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Web:
    """What is at which address; an exception is what happens instead."""

    def __init__(self, **documents: Any) -> None:
        self.at: dict[str, Any] = {
            DISCOVERY: {"issuer": ISSUER, "jwks_uri": KEYS},
            KEYS: key_set("rsa-1"),
            **documents,
        }
        self.asked: list[str] = []
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        await self.free.wait()
        found = self.at[url]
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, bytes) else json.dumps(found).encode()


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def keys_of(web: Web, seconds: Seconds, jwks_url: str | None = KEYS) -> ProviderKeys:
    return ProviderKeys(ISSUER, jwks_url, fetch=web, least_interval=60, longest_age=900, monotonic=seconds)


async def kids(keys: ProviderKeys, kid: str | None) -> list[str | None]:
    return [key.kid for key in await keys.candidates(kid)]


async def test_the_keys_are_found_by_discovery() -> None:
    web = Web()
    keys = keys_of(web, Seconds(), jwks_url=None)
    assert await kids(keys, "rsa-1") == ["rsa-1"]
    assert web.asked == [DISCOVERY, KEYS]


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example", "jwks_uri": KEYS},
        {"issuer": f"{ISSUER}/", "jwks_uri": KEYS},
        {"jwks_uri": KEYS},
        {"issuer": ISSUER},
        {"issuer": ISSUER, "jwks_uri": 5},
        {"issuer": ISSUER, "jwks_uri": "http://login.example.gov.cn/keys"},
        {"issuer": ISSUER, "jwks_uri": "file:///etc/passwd"},
        {"issuer": ISSUER, "jwks_uri": "https://[::1"},
        [],
        b"not json",
        b"[" * 100_000,
        b"\xff",
    ],
    ids=lambda document: str(document)[:40],
)
async def test_a_discovery_document_that_is_not_the_issuers_is_not_followed(document: Any) -> None:
    web = Web(**{DISCOVERY: document})
    with pytest.raises(ProviderUnavailable):
        await keys_of(web, Seconds(), jwks_url=None).candidates("rsa-1")
    assert web.asked == [DISCOVERY]


async def test_an_unknown_key_is_asked_for_at_most_once_in_the_interval() -> None:
    web, seconds = Web(), Seconds()
    keys = keys_of(web, seconds)
    for _ in range(1000):
        assert await kids(keys, "rsa-2") == []
    assert len(web.asked) == 1
    seconds.now = 59.9
    web.at[KEYS] = key_set("rsa-1", "rsa-2")
    assert await kids(keys, "rsa-2") == []
    seconds.now = 60
    assert await kids(keys, "rsa-2") == ["rsa-2"]
    assert await kids(keys, "rsa-1") == ["rsa-1"]
    assert len(web.asked) == 2


async def test_a_key_that_the_provider_took_back_is_gone_once_the_set_is_old() -> None:
    web, seconds = Web(), Seconds()
    keys = keys_of(web, seconds)
    assert await kids(keys, "rsa-1") == ["rsa-1"]
    web.at[KEYS] = key_set("ec-1")
    seconds.now = 900
    assert await kids(keys, "rsa-1") == ["rsa-1"]
    seconds.now = 900.1
    assert await kids(keys, "rsa-1") == []
    assert await kids(keys, "ec-1") == ["ec-1"]


@pytest.mark.parametrize(
    "trouble",
    [httpx.ConnectError("refused"), TimeoutError(), ValueError("status 500"), b"<html>", {"keys": []}, {"keys": 5}],
    ids=repr,
)
async def test_while_the_provider_is_away_what_it_said_last_holds(trouble: Any) -> None:
    web, seconds = Web(), Seconds()
    keys = keys_of(web, seconds)
    await keys.candidates("rsa-1")
    web.at[KEYS] = trouble
    for moment in (100, 901, 5000, 50_000):
        seconds.now = moment
        assert await kids(keys, "rsa-1") == ["rsa-1"]
        assert await kids(keys, "rsa-2") == []
    assert len(web.asked) == 5


async def test_before_the_first_answer_nothing_is_known_and_it_is_asked_again_later() -> None:
    web, seconds = Web(**{KEYS: httpx.ConnectError("refused")}), Seconds()
    keys = keys_of(web, seconds)
    for _ in range(3):
        with pytest.raises(ProviderUnavailable):
            await keys.candidates("rsa-1")
    assert len(web.asked) == 1
    web.at[KEYS] = key_set("rsa-1")
    seconds.now = 60
    assert await kids(keys, "rsa-1") == ["rsa-1"]


async def test_requests_that_come_at_once_wait_for_one_answer() -> None:
    web = Web()
    web.free.clear()
    keys = keys_of(web, Seconds())
    waiting = [asyncio.create_task(keys.candidates("rsa-1")) for _ in range(50)]
    await asyncio.sleep(0.01)
    waiting[0].cancel()
    web.free.set()
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(each, list) and len(each) == 1 for each in found[1:])
    assert len(web.asked) == 1


async def test_a_token_without_a_key_name_is_tried_with_every_key() -> None:
    web = Web(**{KEYS: key_set("rsa-1", "ec-1")})
    assert await kids(keys_of(web, Seconds()), None) == ["rsa-1", "ec-1"]


def encoded_number(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode().rstrip("=")


def test_only_public_keys_that_sign_are_used() -> None:
    rsa = key_named("rsa-1").as_dict(private=False)
    keys = usable_keys(
        {
            "keys": [
                rsa,
                {**rsa, "kid": "for-encryption", "use": "enc"},
                {**rsa, "kid": "broken", "n": "!"},
                {**rsa, "kid": 5},
                {"kid": "nothing"},
                {"kty": "RSA", "kid": "half"},
                {"kty": ["RSA"], "kid": "odd"},
                {"kty": "AKP", "kid": "of-the-future"},
                OctKey.generate_key(256, {"kid": "secret"}).as_dict(private=True),
                {**rsa, "kid": "short", "n": encoded_number((1 << 1023) + 1)},
                "text",
                None,
            ]
        }
    )
    assert set(keys) == {None, "rsa-1"}


@pytest.mark.parametrize("document", [None, [], {}, {"keys": {}}, {"keys": []}, {"keys": [1]}], ids=repr)
def test_what_is_no_key_set_is_refused(document: Any) -> None:
    with pytest.raises(ValueError, match="key"):
        usable_keys(document)


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://login.example.gov.cn/keys", True),
        ("http://127.0.0.1:8080/keys", True),
        ("http://localhost/keys", True),
        ("http://login.example.gov.cn/keys", False),
        ("ftp://login.example.gov.cn/keys", False),
        ("//login.example.gov.cn/keys", False),
        ("login.example.gov.cn", False),
        ("https://", False),
        ("", False),
    ],
)
def test_keys_come_over_https_or_from_this_machine(url: str, trusted: bool) -> None:
    if trusted:
        assert checked_url(url) == url
    else:
        with pytest.raises(ValueError, match=r"."):
            checked_url(url)


# Over the network.


async def _serve(scope: Scope, receive: Receive, send: Send) -> None:
    """A web server that is not always kind."""
    path = scope["path"]
    headers = [(b"content-type", b"application/json")]
    if path == "/redirect":
        headers.append((b"location", b"/keys"))
    if path == "/compressed":
        headers.append((b"content-encoding", b"gzip"))
    status = {"/redirect": 302, "/missing": 404, "/broken": 500}.get(path, 200)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for _ in range({"/endless": 10_000, "/slow": 20}.get(path, 1)):
        await send({"type": "http.response.body", "body": b"x" * 1000, "more_body": True})
        if path == "/slow":
            await asyncio.sleep(0.05)
    await send({"type": "http.response.body", "body": b""})


async def _application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await _serve(scope, receive, send)
        return
    for _ in range(2):
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with listening(_application) as port:
        yield f"http://127.0.0.1:{port}"


async def test_a_document_is_fetched(address: str) -> None:
    assert await fetch_document(f"{address}/keys") == b"x" * 1000


@pytest.mark.parametrize("path", ["/redirect", "/missing", "/broken", "/endless"])
async def test_redirects_errors_and_endless_documents_are_refused(address: str, path: str) -> None:
    with pytest.raises(ValueError, match=path):
        await fetch_document(f"{address}{path}")


async def test_a_compressed_document_is_not_unpacked(address: str) -> None:
    assert await fetch_document(f"{address}/compressed") == b"x" * 1000


async def test_a_slow_document_is_given_up(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_provider, "_LONGEST_FETCH", 0.3)
    began = time.perf_counter()
    with pytest.raises(TimeoutError):
        await fetch_document(f"{address}/slow")
    assert time.perf_counter() - began < 3
