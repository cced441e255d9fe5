"""A small load generator: connections that are kept alive, each sending its next form when the last is answered."""

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


def run(port: int, bodies: Iterator[bytes], connections: int, seconds: float) -> Load:
    """Loads the service on `port`; an answer other than 201 ends the run."""
    return asyncio.run(_run(port, bodies, connections, seconds))


def post_once(port: int, body: bytes) -> bytes:
    """One answer, to be looked at."""

    async def once() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answer = await _exchange(reader, writer, body)
        writer.close()
        return answer

    return asyncio.run(once())


async def _run(port: int, bodies: Iterator[bytes], connections: int, seconds: float) -> Load:
    took: list[float] = []
    began = perf_counter()

    def more() -> bool:
        return perf_counter() - began < seconds

    await asyncio.gather(*(_connection(port, bodies, more, took) for _ in range(connections)))
    lasted = perf_counter() - began
    cuts = quantiles(took, n=100)
    return Load(len(took), len(took) / lasted, cuts[49] * 1000, cuts[98] * 1000)


async def _connection(port: int, bodies: Iterator[bytes], more: Callable[[], bool], took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while more():
        body = next(bodies)
        sent = perf_counter()
        await _exchange(reader, writer, body)
        took.append(perf_counter() - sent)
    writer.close()


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> bytes:
    head = (
        b"POST /v1/evaluations HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    )
    writer.write(head % len(body) + body)
    answer = await reader.readuntil(_END_OF_HEAD)
    if not answer.startswith(b"HTTP/1.1 201"):
        raise RuntimeError(f"refused: {answer.decode()}")
    length = answer.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length))
