"""A caller who never finishes the head of a request does not keep the connection; uvicorn would wait for ever.

And the other way round: what has come to its end already says so, nobody sets a timer to wait for it, and an answer
leaves in one piece.
"""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.api.strict_json import BODY_HAS_COME
from app.serving.deadline import Deadline
from app.serving.one_write import OneWrite


def head_limited(seconds: int) -> type[asyncio.Protocol]:
    """uvicorn's protocol, closing a connection on which no head is complete so long after it began."""
    return type("HeadLimitedProtocol", (_Connection,), {"head_seconds": seconds})


class _Connection(HttpToolsProtocol):
    head_seconds: ClassVar[int]
    # None until the first request has come, which uvicorn does not say.
    cycle: Any

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._together = OneWrite(transport)
        super().connection_made(self._together)
        self._deadline = Deadline(self._together.close)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._deadline.clear()
            self._head_has_begun = False
        elif not self._head_has_begun:
            # Something came, and no request has begun: it is the beginning of a head.
            self._await_head()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self.scope["state"][BODY_HAS_COME] = True

    def on_response_complete(self) -> None:
        self._together.flush()
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        # What uvicorn does, but for its timer, which it would set and cancel for every request.
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self._deadline.set(self.timeout_keep_alive)

    def connection_lost(self, exc: Exception | None) -> None:
        self._together.forget()
        self._deadline.stop()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._head_has_begun = True
        self._deadline.set(self.head_seconds)
