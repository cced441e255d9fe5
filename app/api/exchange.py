"""What stands around every request: ids, safe headers, the answer to errors nobody foresaw, a line in the log."""

from time import perf_counter_ns

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.drain import Drain
from app.api.in_step import in_step
from app.api.problems import answer_unforeseen
from app.api.request_identity import identity_of
from app.api.request_log import RequestLog, route_template
from app.metrics.metrics import Metrics

Header = tuple[bytes, bytes]

_SAFE_HEADERS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_NO_PAGE: Header = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_NOT_STORED: Header = (b"cache-control", b"no-store")
# Whoever asks again is to find another process, not one that is about to close.
_LAST_ONE: Header = (b"connection", b"close")


class ExchangeMiddleware:
    """The outermost one: whatever happens further in is answered, identified, logged and counted here."""

    def __init__(self, app: ASGIApp, drain: Drain | None = None, metrics: Metrics | None = None) -> None:
        self._app = app
        self._drain = drain or Drain()
        self._metrics = metrics or Metrics()
        self._log = RequestLog()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, ended = perf_counter_ns(), None
        exchange = _Exchange(scope, receive, send, self._drain)
        try:
            await self._app(scope, exchange.receive, exchange.send)
            ended = perf_counter_ns()
            await in_step()
        except Exception as error:
            answer = await answer_unforeseen(Request(scope), error)
            if exchange.status is None:
                await answer(scope, exchange.receive, exchange.send)
        finally:
            took, route = (ended or perf_counter_ns()) - started, route_template(scope)
            self._metrics.answered(scope["method"], route, exchange.status, took / 1e9)
            self._log.write(scope, route, exchange.status, took, exchange.bytes_in, exchange.bytes_out)


class _Exchange:
    """Passes messages on, counting bytes and adding headers."""

    __slots__ = ("_drain", "_receive", "_scope", "_send", "bytes_in", "bytes_out", "status")

    def __init__(self, scope: Scope, receive: Receive, send: Send, drain: Drain) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._drain = drain
        self.status: int | None = None
        self.bytes_in = 0
        self.bytes_out = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self.bytes_in += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message["headers"]]
            message = {**message, "headers": headers + self._further(headers)}
        else:
            self.bytes_out += len(message.get("body", b""))
        await self._send(message)

    def _further(self, headers: list[Header]) -> list[Header]:
        """What the answer lacks. A page has its own policy; what has a tag decides itself who may keep it."""
        names = [name for name, _ in headers]
        further = [*identity_of(self._scope).headers(), *_SAFE_HEADERS, *self._scope["state"].get("fields", ())]
        if self._drain.begun:
            further.append(_LAST_ONE)
        if b"content-security-policy" not in names:
            further.append(_NO_PAGE)
        if b"cache-control" not in names and b"etag" not in names:
            further.append(_NOT_STORED)
        return further
