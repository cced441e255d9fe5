"""A real server on a loopback port, in a thread of the test's process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

_LONGEST_START = 20


@contextmanager
def listening(application: ASGIApp, prefix: str = "") -> Iterator[int]:
    """Serves `application`, below `prefix` as a gateway would put it, and gives the port."""
    server = uvicorn.Server(
        uvicorn.Config(_below(prefix, application), port=0, log_config=None, lifespan="on", ws="none")
    )
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield _port(server, thread)
    finally:
        server.should_exit = True
        thread.join()


def _below(prefix: str, application: ASGIApp) -> ASGIApp:
    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "root_path": prefix}
        await application(scope, receive, send)

    return serve


def _port(server: uvicorn.Server, thread: Thread) -> int:
    deadline = time.monotonic() + _LONGEST_START
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < deadline, "the server takes too long to start"
        time.sleep(0.01)
    address: Any = server.servers[0].sockets[0].getsockname()
    return int(address[1])
