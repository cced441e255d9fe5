"""The ids by which a request is found again: the W3C trace id and the caller's own request id."""

import re
import secrets
from typing import cast

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")
_SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")


def trace_id_of(scope: Scope) -> str:
    """The trace id of a request: the caller's when its traceparent is valid, else one drawn once."""
    state = scope.setdefault("state", {})
    if "trace_id" not in state:
        state["trace_id"] = _trace_id_sent(Headers(scope=scope)) or secrets.token_hex(16)
    return cast(str, state["trace_id"])


def identity_headers(scope: Scope) -> dict[str, str]:
    """What an answer repeats: the request id (the trace id where none was sent) and a valid traceparent."""
    headers = Headers(scope=scope)
    sent = headers.get("x-request-id", "")
    repeated = {"X-Request-Id": sent if _SAFE_REQUEST_ID.fullmatch(sent) else trace_id_of(scope)}
    if _trace_id_sent(headers):
        repeated["traceparent"] = headers["traceparent"]
    return repeated


def _trace_id_sent(headers: Headers) -> str | None:
    match = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    # Version 00 ends after the flags; later versions may say more.
    return match[2] if match and not (match[1] == "00" and match[3]) else None


class RequestIdentityMiddleware:
    """Puts the identity headers on every answer that does not carry them yet."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        repeated = identity_headers(scope)

        async def send_identified(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in repeated.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_identified)
