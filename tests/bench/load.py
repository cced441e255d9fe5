"""A small load generator: connections that are kept alive, each sending its next request when the last is answered."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter

_END_OF_HEAD = b"\r\n\r\n"


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
    return asyncio.run(_run((port, *more), requests, status, connections, seconds))


def once(port: int, request: bytes, status: int) -> Answer:
    """One answer, to be looked at."""

    async def asked() -> Answer:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answer = await _exchange(reader, writer, request, b"HTTP/1.1 %d" % status)
        writer.close()
        return answer

    return asyncio.run(asked())


def _request(method: bytes, path: str, *fields: str, body: bytes = b"") -> bytes:
    head = "\r\n".join(["host: 127.0.0.1", *fields, f"content-length: {len(body)}"])
    return b"%b %b HTTP/1.1\r\n%b\r\n\r\n%b" % (method, path.encode(), head.encode(), body)


async def _run(
    ports: tuple[int, ...], requests: Iterator[bytes], status: int, connections: int, seconds: float
) -> Load:
    took: list[float] = []
    began = perf_counter()
    wanted = b"HTTP/1.1 %d" % status

    def more() -> bool:
        return perf_counter() - began < seconds

    each = (_connection(ports[at % len(ports)], requests, wanted, more, took) for at in range(connections))
    await asyncio.gather(*each)
    lasted = perf_counter() - began
    cuts = quantiles(took, n=100)
    return Load(len(took), len(took) / lasted, cuts[49] * 1000, cuts[98] * 1000)


async def _connection(
    port: int, requests: Iterator[bytes], wanted: bytes, more: Callable[[], bool], took: list[float]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while more():
        request = next(requests)
        sent = perf_counter()
        await _exchange(reader, writer, request, wanted)
        took.append(perf_counter() - sent)
    writer.close()


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes, wanted: bytes
) -> Answer:
    writer.write(request)
    head = await reader.readuntil(_END_OF_HEAD)
    if not head.startswith(wanted):
        raise RuntimeError(f"refused: {head.decode()}")
    lines = head.decode("latin-1").split("\r\n")[1:-2]
    fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(fields, await reader.readexactly(int(fields.get("content-length", "0"))))
