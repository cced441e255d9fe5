"""uvicorn, stopping in steps."""

import asyncio
import gc
import signal
import socket
import sys
import time
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE

import app
from app.api.drain import Drain
from app.logs.events import ServiceEvent
from app.services.ordinary.library import library
from app.serving.heads import head_limited
from app.settings import Settings

_READ_SECONDS = 0.1
_SWITCH_SECONDS = 0.0005
_NEW_OBJECTS = 20_000
# One wish may come as several signals: to the group of processes, and again from a parent that passes it on.
_ONE_WISH_SECONDS = 0.5


def serve(application: FastAPI, settings: Settings) -> None:
    """Returns after a stop by SIGTERM or SIGINT, once everything accepted has been answered.

    Raises SystemExit where the address is not to be had or the application does not start; the log says why.
    """
    config = uvicorn.Config(
        application,
        host=settings.host,
        port=settings.port,
        root_path=settings.root_path,
        http=head_limited(settings.head_seconds),
        ws="none",
        # Every request has its line from us; what uvicorn says of itself goes through the same steps.
        access_log=False,
        log_config=None,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    server = DrainingServer(config, application.state.drain, settings.drain_seconds)
    server.run()
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)
    structlog.get_logger().info(ServiceEvent.STOPPED)


class DrainingServer(uvicorn.Server):
    """First not ready any more, then closed to new connections, then, when what is in flight is answered, gone.

    The first signal begins that; a second one ends the process where it stands, which loses nothing answered.
    """

    def __init__(self, config: uvicorn.Config, drain: Drain, drain_seconds: int) -> None:
        super().__init__(config)
        self._drain = drain
        self._drain_seconds = drain_seconds
        self._asked_at: float | None = None
        self._stop_at: float | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What is loaded by now stays: the collector need not look through it again and again.
        gc.collect()
        gc.freeze()
        # Requests in flight are not garbage; to look for it after every few would take a twentieth of all the time.
        gc.set_threshold(_NEW_OBJECTS, 20, 20)
        # The thread that commits comes to its turn often but briefly; the usual wait would make up most of a commit.
        sys.setswitchinterval(_SWITCH_SECONDS)
        address = self.servers[0].sockets[0].getsockname()
        engine = "python" if library() is None else "native"
        said = {"host": address[0], "port": address[1], "version": app.__version__, "engine": engine}
        structlog.get_logger().info(ServiceEvent.SERVING, **said)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for each in self.servers:
            each.close()
        # Closing an idle connection would cut a request that has come and only waits to be read.
        await asyncio.sleep(_READ_SECONDS)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
            # A person at a terminal has no load balancer that must notice first.
            self._stop_at = now + (self._drain_seconds if sig == signal.SIGTERM else 0)
        elif now - self._asked_at >= _ONE_WISH_SECONDS:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)

    async def on_tick(self, counter: int) -> bool:
        if self._stop_at is not None and not self._drain.begun:
            self._drain.begun = True
            structlog.get_logger().info(ServiceEvent.DRAINING)
        if self._stop_at is not None and time.monotonic() >= self._stop_at:
            self.should_exit = True
        return await super().on_tick(counter)
