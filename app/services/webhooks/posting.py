"""One POST to somebody else's server, which may be slow, endless or wrong."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Literal, Self

import httpx

from app import __version__

Outcome = Literal["delivered", "refused", "gone", "redirected", "timed_out", "unreachable", "not_allowed"]

_LONGEST = 10.0
_LONGEST_CONNECT = 5.0
_MOST_READ = 64 * 1024
_LONGEST_DELAY = 4


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of it. `retry_after` is how many seconds the receiver asks to be left alone."""

    outcome: Outcome
    http_status: int | None = None
    retry_after: int | None = None


class Poster:
    """An HTTP client with connections of its own, for the length of a `with` block.

    No redirect is followed, no proxy of the environment is used, no cookie is kept, and nothing of an answer counts but
    its status: of the body at most 64 KiB are read, so that the connection can be used again. Certificates are checked
    against the system's store, or SSL_CERT_FILE.
    """

    def __init__(self, seconds: float = _LONGEST) -> None:
        self._seconds = seconds
        self._held = AsyncExitStack()
        self._under_way: set[asyncio.Timeout] = set()
        self._cut_off = False

    async def __aenter__(self) -> Self:
        self._client = await self._held.enter_async_context(
            httpx.AsyncClient(
                verify=ssl.create_default_context(),
                trust_env=False,
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                timeout=httpx.Timeout(self._seconds, connect=_LONGEST_CONNECT),
                headers={"User-Agent": f"jixiao/{__version__}", "Accept-Encoding": "identity"},
            )
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._held.aclose()

    def cut_off(self) -> None:
        """Ends what is under way, and whatever begins from now on."""
        self._cut_off = True
        for each in self._under_way:
            if not each.expired():
                each.reschedule(0)

    async def post(self, url: str, content: bytes, headers: dict[str, str]) -> Answered | None:
        """Never raises: whatever goes wrong is an outcome. A status that has come counts, however the body goes on.

        None: it was cut off, and nobody knows what the receiver has.
        """
        status, retry_after = None, None
        try:
            async with (
                self._within_time(),
                self._client.stream("POST", url, content=content, headers=headers) as answer,
            ):
                status, retry_after = answer.status_code, _delay(answer.headers.get("Retry-After", ""))
                await _drain(answer)
        except (TimeoutError, httpx.TimeoutException):
            if status is None:
                return None if self._cut_off else Answered("timed_out")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            if status is None:
                return Answered("unreachable")
        return Answered(_outcome(status), status, retry_after)

    @asynccontextmanager
    async def _within_time(self) -> AsyncIterator[None]:
        async with asyncio.timeout(0 if self._cut_off else self._seconds) as limit:
            self._under_way.add(limit)
            try:
                yield
            finally:
                self._under_way.discard(limit)


async def _drain(answer: httpx.Response) -> None:
    read = 0
    async for chunk in answer.aiter_raw():
        read += len(chunk)
        if read > _MOST_READ:
            return


def _outcome(status: int) -> Outcome:
    if status == httpx.codes.GONE:
        return "gone"
    match status // 100:
        case 2:
            return "delivered"
        case 3:
            return "redirected"
    return "refused"


def _delay(text: str) -> int | None:
    """Seconds alone: a date would need the receiver's clock."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_DELAY else None
