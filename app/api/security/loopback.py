"""A service without identities answers its own machine and nobody else."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problems import problem_response
from app.api.security.problem_types import LoopbackOnly
from app.services.hosts import is_loopback
from app.storage.errors import SchemaOutdated, StorageError

# What a proxy adds. One in front of the service would make its own loopback address of every caller's.
_OF_PROXIES = ("forwarded", "via", "x-real-ip")
_OF_PROXIES_BEGIN = "x-forwarded-"


class Keyless:
    """Whether the service still has no identities at all: no key was ever made, no provider is configured."""

    def __init__(
        self,
        any_key: Callable[[], bool],
        *,
        provider: bool,
        seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._any_key = any_key
        self._seconds = seconds
        self._monotonic = monotonic
        self._found: bool | None = False if provider else None
        self._ask_again = 0.0

    @property
    def over(self) -> bool:
        """Whether it is known that there are identities, which is for good."""
        return self._found is False

    def end(self) -> None:
        """Somebody has shown a key, so there is one."""
        self._found = False

    async def holds(self) -> bool:
        """Looks again every few seconds, until there is a key; from then on it is never so again.

        Raises StorageUnavailable or StorageBusy when the database has never answered yet.
        """
        if self.over:
            return False
        now = self._monotonic()
        if self._found is None or now >= self._ask_again:
            # Requests that come meanwhile go by what is known.
            self._ask_again = now + self._seconds
            await self._ask()
        return not self.over

    async def _ask(self) -> None:
        try:
            self._found = not await run_in_threadpool(self._any_key)
        except SchemaOutdated:
            # A database without the table has no keys in it.
            self._found = True
        except StorageError:
            if self._found is None:
                raise


class LoopbackGuard:
    """Refuses what does not come straight from this machine, as long as the service is keyless."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Before the service has started there is nothing to guard but its documentation.
        keyless: Keyless | None = getattr(scope["app"].state, "keyless", None) if scope["type"] == "http" else None
        if keyless is not None and not keyless.over and await _to_refuse(scope, keyless):
            await problem_response(Request(scope), LoopbackOnly())(scope, receive, send)
            return
        await self.app(scope, receive, send)


async def _to_refuse(scope: Scope, keyless: Keyless) -> bool:
    if not comes_from_elsewhere(scope):
        return False
    try:
        return await keyless.holds()
    except StorageError:
        return True


def comes_from_elsewhere(scope: Scope) -> bool:
    """Whether the peer, the Host, the Origin or a proxy's header shows a caller on another machine or another site."""
    headers = Headers(scope=scope)
    client = scope.get("client")
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    return (
        client is None
        or not is_loopback(client[0])
        or len(hosts) != 1
        or not is_loopback(_host_in(f"//{hosts[0]}"))
        or not all(is_loopback(_host_in(origin)) for origin in origins)
        or any(name in _OF_PROXIES or name.startswith(_OF_PROXIES_BEGIN) for name in headers)
    )


def _host_in(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
