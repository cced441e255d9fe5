"""The signing keys of an OIDC provider: fetched, kept, and renewed when it changes them."""

import asyncio
import json
import logging
import ssl
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from app.services.hosts import is_loopback

_log = logging.getLogger(__name__)

_LARGEST_DOCUMENT = 256 * 1024
_MOST_KEYS = 100
_LONGEST_FETCH = 10.0
# So many letters of base64 write the 2048 bits of the shortest RSA key that is worth anything.
_SHORTEST_RSA_MODULUS = 342
_DISCOVERY = "/.well-known/openid-configuration"

Fetch = Callable[[str], Awaitable[bytes]]
Keys = dict[str | None, list[Key]]


class ProviderUnavailable(Exception):
    """The provider's keys are not known, and cannot be had at the moment."""


class ProviderKeys:
    """The public keys of one issuer.

    Fetched with the first token, then when they have become old, and when a token names a key that is not among them;
    never more often than every `least_interval` seconds. While the provider cannot answer, what it said last holds.
    """

    def __init__(
        self,
        issuer: str,
        jwks_url: str | None,
        *,
        fetch: Fetch,
        least_interval: float = 60.0,
        longest_age: float = 900.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._fetch = fetch
        self._least_interval = least_interval
        self._longest_age = longest_age
        self._monotonic = monotonic
        self._keys: Keys | None = None
        self._asked_at = float("-inf")
        self._fetched_at = float("-inf")
        self._renewal: asyncio.Task[None] | None = None

    async def candidates(self, kid: str | None) -> list[Key]:
        """The keys that may have signed a token with this `kid`; without one, all of them.

        Raises ProviderUnavailable before the first successful fetch.
        """
        if self._keys is None or kid not in self._known or self._monotonic() - self._fetched_at > self._longest_age:
            await self._renew()
        if self._keys is None:
            raise ProviderUnavailable
        return self._known.get(kid, [])

    @property
    def _known(self) -> Keys:
        return self._keys or {}

    async def _renew(self) -> None:
        """Asks the provider, unless it was asked just now; requests that need it at once wait for one answer."""
        if self._renewal is None:
            if self._monotonic() - self._asked_at < self._least_interval:
                return
            self._asked_at = self._monotonic()
            self._renewal = asyncio.create_task(self._ask())
            self._renewal.add_done_callback(self._renewed)
        await asyncio.shield(self._renewal)

    def _renewed(self, _done: "asyncio.Task[None]") -> None:
        self._renewal = None

    async def _ask(self) -> None:
        try:
            if self._jwks_url is None:
                self._jwks_url = await self._discovered()
            self._keys = usable_keys(json.loads(await self._fetch(self._jwks_url)))
            self._fetched_at = self._monotonic()
        except (httpx.HTTPError, ValueError, RecursionError, TimeoutError, OSError) as error:
            _log.warning("keys of %s not renewed: %s: %s", self._issuer, type(error).__name__, error)

    async def _discovered(self) -> str:
        document = json.loads(await self._fetch(self._issuer.rstrip("/") + _DISCOVERY))
        if not isinstance(document, dict) or document.get("issuer") != self._issuer:
            raise ValueError("the discovery document is not this issuer's")
        url = document.get("jwks_uri")
        if not isinstance(url, str):
            raise ValueError("the discovery document names no jwks_uri")
        return checked_url(url)


def usable_keys(document: Any) -> Keys:
    """The keys of a JWKS that can verify a signature, by `kid`, and all of them under None.

    Raises ValueError for what is no JWKS, and for one without any such key.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("not a key set")
    keys: Keys = {}
    for entry in entries[:_MOST_KEYS]:
        key = _usable(entry)
        if key is not None:
            keys.setdefault(None, []).append(key)
            if key.kid is not None:
                keys.setdefault(key.kid, []).append(key)
    if not keys:
        raise ValueError("no usable key in the key set")
    return keys


def _usable(entry: Any) -> Key | None:
    """Only public keys of known kinds: a secret in the set would let everybody sign who can read it."""
    kinds: dict[object, type[RSAKey] | type[ECKey] | type[OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
    if not isinstance(entry, dict):
        return None
    kind = kinds.get(str(entry.get("kty")))
    if kind is None or entry.get("use", "sig") != "sig":
        return None
    if kind is RSAKey and len(str(entry.get("n"))) < _SHORTEST_RSA_MODULUS:
        return None
    try:
        return kind.import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def checked_url(url: str) -> str:
    """The URL, if what it names can be trusted to come from there: https, or this machine. Raises ValueError."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ValueError(f"{url}: {error}") from None
    if parsed.host and (parsed.scheme == "https" or (parsed.scheme == "http" and is_loopback(parsed.host))):
        return url
    raise ValueError(f"{url}: not https")


async def fetch_document(url: str) -> bytes:
    """A small document over https; no redirects, no compression, bounded in size and in time.

    Raises httpx.HTTPError, TimeoutError or ValueError. Certificates are checked against the system's store, or
    SSL_CERT_FILE.
    """
    async with (
        asyncio.timeout(_LONGEST_FETCH),
        httpx.AsyncClient(verify=ssl.create_default_context(), follow_redirects=False) as client,
        client.stream("GET", url, headers={"Accept": "application/json", "Accept-Encoding": "identity"}) as answer,
    ):
        if answer.status_code != httpx.codes.OK:
            raise ValueError(f"{url}: status {answer.status_code}")
        content = bytearray()
        async for chunk in answer.aiter_raw():
            content += chunk
            if len(content) > _LARGEST_DOCUMENT:
                raise ValueError(f"{url}: more than {_LARGEST_DOCUMENT} bytes")
    return bytes(content)
