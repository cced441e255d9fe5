"""A small load generator: connections that are kept alive, each sending its next request when the last is answered.

It takes as little of the machine as it can: what it takes is missing to the database beside it.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter
from typing import cast

import uvloop

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"


@dataclass(frozen=True)
class Load:
    """What a round of load came to."""

    answers: int
    per_second: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Answer:
    """One answer; the names of its fields are in small letters."""

    fields: dict[str, str]
    body: bytes


def post(body: bytes, *fields: str, path: str = "/v1/evaluations") -> bytes:
    """A request as bytes."""
    return _request(b"POST", path, "content-type: application/json", *fields, body=body)


def get(path: str, *fields: str) -> bytes:
    return _request(b"GET", path, *fields)


def run(port: int, requests: Iterator[bytes], status: int, connections: int, seconds: float, *more: int) -> Load:
    """Loads the service on `port`, and on more ports in equal parts; an answer of another status ends the run."""
    ports, took = (port, *more), list[float]()
    began = perf_counter()

    def following() -> bytes | None:
        return next(requests) if perf_counter() - began < seconds else None

    def answered(_answer: bytes, sent: float) -> None:
        took.append(perf_counter() - sent)

    _ask([ports[at % len(ports)] for at in range(connections)], following, status, answered)
    lasted = perf_counter() - began
    cuts = quantiles(took, n=100)
    return Load(len(took), len(took) / lasted, cuts[49] * 1000, cuts[98] * 1000)


def once(port: int, request: bytes, status: int) -> Answer:
    """One answer, to be looked at."""
    requests, answers = [request], list[bytes]()
    _ask([port], lambda: requests.pop() if requests else None, status, lambda answer, _sent: answers.append(answer))
    head, _, body = answers[0].partition(_END_OF_HEAD)
    lines = head.decode("latin-1").split("\r\n")[1:]
    return Answer({name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}, body)


def _request(method: bytes, path: str, *fields: str, body: bytes = b"") -> bytes:
    head = "\r\n".join(["host: 127.0.0.1", *fields, f"content-length: {len(body)}"])
    return b"%b %b HTTP/1.1\r\n%b\r\n\r\n%b" % (method, path.encode(), head.encode(), body)


Following = Callable[[], bytes | None]
Answered = Callable[[bytes, float], None]
"""Is told an answer, and when its request was sent."""


def _ask(ports: list[int], following: Following, status: int, answered: Answered) -> None:
    """A connection to each of the ports asks until nothing follows."""

    async def asked() -> None:
        loop = asyncio.get_running_loop()
        over = [loop.create_future() for _ in ports]
        for port, each in zip(ports, over, strict=True):
            await loop.create_connection(_connection(following, status, answered, each), "127.0.0.1", port)
        await asyncio.gather(*over)

    uvloop.run(asked())


def _connection(
    following: Following, status: int, answered: Answered, over: "asyncio.Future[None]"
) -> Callable[[], "_Connection"]:
    return lambda: _Connection(following, b"HTTP/1.1 %d" % status, answered, over)


class _Connection(asyncio.Protocol):
    _transport: asyncio.Transport
    _sent: float
    # The answer as far as it has come, and how long it is.
    _came: bytes
    _length: int | None

    def __init__(self, following: Following, wanted: bytes, answered: Answered, over: "asyncio.Future[None]") -> None:
        self._following = following
        self._wanted = wanted
        self._answered = answered
        self._over = over

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is one without saying so.
        self._transport = cast(asyncio.Transport, transport)
        self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._over.done():
            self._over.set_exception(exc or ConnectionError("closed before the answer"))

    def data_received(self, data: bytes) -> None:
        self._came += data
        if self._length is None:
            self._read_head()
        if self._length is not None and len(self._came) >= self._length:
            self._answered(self._came, self._sent)
            self._go_on()

    def _read_head(self) -> None:
        end = self._came.find(_END_OF_HEAD)
        if end < 0:
            return
        head = self._came[:end].lower()
        if not self._came.startswith(self._wanted):
            self._over.set_exception(RuntimeError(f"refused: {head.decode()}"))
            self._transport.close()
            return
        _, _, length = head.partition(_LENGTH)
        self._length = end + len(_END_OF_HEAD) + int(length.partition(b"\r\n")[0] or b"0")

    def _go_on(self) -> None:
        request = self._following()
        if request is None:
            self._over.set_result(None)
            self._transport.close()
            return
        self._came, self._length = b"", None
        self._sent = perf_counter()
        self._transport.write(request)
