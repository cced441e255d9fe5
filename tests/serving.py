"""The whole service in the test's process, on the database it is given."""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx2 as httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from app.api.security.caller import LOCAL_CALLER, Caller
from app.main import create_app
from app.rules.catalogue import PACK_FILE, PACKS, Catalogue, compile_files, load_catalogue
from app.settings import Settings
from app.storage.signing import FileSigner
from tests.contract.witness import Witness

JSON = {"content-type": "application/json"}
# Made anew from the same seed in every run: the same checkpoint gets the same signature.
SIGNER = FileSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
# A service without keys answers nobody else.
AT_THE_MACHINE: dict[str, Any] = {"base_url": "http://127.0.0.1", "client": ("127.0.0.1", 50000)}
START = datetime(2025, 1, 20, 8, 0, tzinfo=UTC)


@cache
def shipped_packs() -> Catalogue:
    """The packs of the product, compiled once for all tests; a catalogue never changes."""
    return load_catalogue()


def only(place: str, form: str, version: str = "1.0.0") -> Catalogue:
    """A catalogue of one pack of the product."""
    return Catalogue(compile_files([PACKS / place / form / version / PACK_FILE]))


def application(url: str, *, settings: Mapping[str, Any] | None = None, **parts: Any) -> FastAPI:
    """The service on `url`; `parts` replace the clock, the randomness, the catalogue or the signer."""
    made = Settings(database_url=url, **(settings or {}))
    return create_app(made, **{"catalogue": shipped_packs(), "signer": SIGNER, **parts})


@contextmanager
def serving(url: str, **parts: Any) -> Iterator[TestClient]:
    """A client of the running service; an error nobody foresaw is answered as over the network, with a 500.

    Whatever is answered must be declared in openapi/v1.json.
    """
    witness = Witness(application(url, **parts))
    with TestClient(witness, raise_server_exceptions=False, **AT_THE_MACHINE) as client:
        yield client
    assert sorted(witness.undeclared) == []


def calculating(**parts: Any) -> TestClient:
    """A client, known as the local caller, of a service that is not started: there is no database to ask."""
    made = application("sqlite:///nowhere/unused.db", **parts)

    async def identify(_request: Request) -> Caller:
        return LOCAL_CALLER

    made.state.identify = identify
    return TestClient(made, raise_server_exceptions=False)


def ticking_clock() -> Callable[[], datetime]:
    """One second later at every look."""
    seconds = itertools.count()
    return lambda: START + timedelta(seconds=next(seconds))


def counted_randomness() -> Callable[[int], bytes]:
    """Bytes that count up, so that ids are the same in every run."""
    numbers = itertools.count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


def post(client: TestClient, form: dict[str, Any], key: str | None = None) -> httpx.Response:
    """Posts a form, under an idempotency key if one is given."""
    headers = JSON if key is None else {**JSON, "idempotency-key": key}
    content = json.dumps(form, ensure_ascii=False).encode()
    return client.post("/v1/evaluations", content=content, headers=headers)


def recorded(client: TestClient, form: dict[str, Any]) -> dict[str, Any]:
    """The answer to a form that must be accepted."""
    answer = post(client, form)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body
