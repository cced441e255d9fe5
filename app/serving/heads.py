"""A caller who never finishes the head of a request does not keep the connection; uvicorn would wait for ever.

And the other way round: what has come to its end already says so, and nobody sets a timer to wait for it.
"""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from app.api.strict_json import BODY_HAS_COME


def head_limited(seconds: int) -> type[asyncio.Protocol]:
    """uvicorn's protocol, closing a connection on which no head is complete so long after it began."""
    return type("HeadLimitedProtocol", (_HeadTimer, AutoHTTPProtocol), {"head_seconds": seconds})


class _HeadTimer(asyncio.Protocol):
    head_seconds: ClassVar[int]
    # uvicorn's: the exchange that came last, and what the application is told of it.
    cycle: Any
    scope: Any
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._transport = transport
        self._start()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()
        elif self._timer is None:
            # Something came, and no request has begun: it is the beginning of a head.
            self._start()

    def on_message_complete(self) -> None:
        # httptools alone calls this.
        super().on_message_complete()  # type: ignore[misc]
        self.scope["state"][BODY_HAS_COME] = True

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _start(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self.head_seconds, self._transport.close)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
