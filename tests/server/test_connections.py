"""Our connections around an application of every kind, on real sockets: to the byte what uvicorn itself would send."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
import uvloop
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.serving.heads import head_limited

LONG = 20
LARGE = bytes(range(256)) * 40_000
Loop = Callable[[Coroutine[Any, Any, Any]], Any]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    await (await answer(Request(scope, receive)))(scope, receive, send)


async def answer(request: Request) -> Response:
    match request.url.path:
        case "/large":
            return Response(LARGE)
        case "/stream":
            return StreamingResponse(parts(int(request.query_params["wait"])))
        case "/not-modified":
            return Response(status_code=304, headers={"etag": '"1"'})
        case "/close":
            return Response("last", headers={"connection": "close"})
        case _:
            return Response(b"%s of %d" % (request.method.encode(), len(await request.body())))


async def parts(wait: int) -> AsyncIterator[bytes]:
    """Some parts, at once or each in a turn of its own."""
    for number in range(200):
        if wait:
            await asyncio.sleep(0)
        yield b"part %d" % number * 100


class Server:
    def __init__(self, port: int) -> None:
        self.port = port

    async def told(self, *sent: bytes) -> bytes:
        """Everything that comes back for what is sent piece by piece, until the service closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for piece in sent:
            writer.write(piece)
            await asyncio.sleep(0.01)
        async with asyncio.timeout(LONG):
            received = await reader.read()
        writer.close()
        return received


@asynccontextmanager
async def serving(protocol: type[asyncio.Protocol], app: ASGIApp, keep_alive: int = LONG) -> AsyncIterator[Server]:
    config = uvicorn.Config(app, log_config=None, timeout_keep_alive=keep_alive)
    config.load()
    state = ServerState()
    made: Any = protocol
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: made(config=config, server_state=state, app_state={}), "127.0.0.1", 0)
    async with server:
        yield Server(server.sockets[0].getsockname()[1])


def request(target: str, *fields: str, method: str = "GET", body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "host: a", *fields, *([f"content-length: {len(body)}"] if body else [])]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


LAST = request("/close")
EXCHANGES: dict[str, list[bytes]] = {
    "two": [request("/"), LAST],
    "head": [request("/", method="HEAD"), request("/large", method="HEAD"), LAST],
    "not modified": [request("/not-modified"), LAST],
    "closed by the caller": [request("/", "connection: close")],
    "large": [request("/large"), LAST],
    "pipelined": [request("/large") + request("/") + request("/stream?wait=1") + LAST],
    "stream": [request("/stream?wait=1"), LAST],
    "stream that never waits": [request("/stream?wait=0"), LAST],
    "body in pieces": [request("/", method="POST", body=b"12345")[:-2], b"45", LAST],
    "continue": [request("/", "expect: 100-continue", method="POST", body=b"1")[:-1], b"1", LAST],
    "old": [b"GET /stream?wait=1 HTTP/1.0\r\nhost: a\r\n\r\n"],
    "nonsense": [b"nonsense\r\n\r\n"],
}


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
@pytest.mark.parametrize("name", EXCHANGES)
def test_a_caller_gets_what_uvicorn_would_send(run: Loop, name: str) -> None:
    async def both() -> list[bytes]:
        found = []
        for protocol in (head_limited(LONG), HttpToolsProtocol):
            async with serving(protocol, application) as server:
                found.append(await server.told(*EXCHANGES[name]))
        return found

    ours, plain = run(both())
    assert plain.startswith(b"HTTP/1.1 ")
    assert ours == plain


def test_the_head_of_a_stream_does_not_wait_for_its_first_part() -> None:
    async def begun() -> bytes:
        more = asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            await more.wait()
            yield b"late"

        async with serving(head_limited(LONG), StreamingResponse(slowly())) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(request("/"))
            async with asyncio.timeout(LONG):
                head = await reader.readuntil(b"\r\n\r\n")
                more.set()
                await reader.readuntil(b"late")
            writer.close()
            return head

    assert asyncio.run(begun()).startswith(b"HTTP/1.1 200 ")


def test_a_stream_waits_for_a_caller_who_does_not_read() -> None:
    async def parts_made() -> int:
        made = 0

        async def without_end() -> AsyncIterator[bytes]:
            nonlocal made
            while True:
                made += 1
                yield b"x" * 10_000

        async with serving(head_limited(LONG), StreamingResponse(without_end())) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1)
            writer.write(request("/"))
            await asyncio.sleep(0.3)
            before = made
            await asyncio.sleep(0.1)
            assert made == before
            writer.transport.abort()
            return made

    # What the kernel takes for two sockets, and what may wait in front of them.
    assert 0 < asyncio.run(parts_made()) < 5_000


def test_a_connection_that_is_not_used_again_is_closed_and_one_that_is_used_stays() -> None:
    async def lasted() -> float:
        loop = asyncio.get_running_loop()
        async with serving(head_limited(LONG), application, keep_alive=1) as server:
            began = loop.time()
            received = await server.told(*[request("/")] * 60)
            assert received.count(b"GET of 0") == 60
            return loop.time() - began

    # Sixty requests take more than half a second, and a second later nobody is waited for.
    assert 1.5 <= asyncio.run(lasted()) < LONG
