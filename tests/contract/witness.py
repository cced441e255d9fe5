"""Holds every answer that a test gets to what the contract declares for it: status, media type and headers."""

import json
from functools import cache
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.openapi import FILE

Json = dict[str, Any]

# What `default` stands for: no route names the method it does not have, or the error nobody foresaw.
_BY_DEFAULT = {405, 500}


class Witness:
    """The application; what it answers beside the contract is in `undeclared` when a test ends."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application
        self.undeclared: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._application, name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.undeclared |= set(undeclared(scope, message))
            await send(message)

        await self._application(scope, receive, noted)


def undeclared(scope: Scope, start: Message) -> list[str]:
    """What of the beginning of an answer the operation does not declare."""
    route, status = scope.get("route"), int(start["status"])
    operation = _operation(getattr(route, "path", ""), scope["method"].lower())
    if operation is None or status in _BY_DEFAULT:
        return []
    name = f"{scope['method']} {route.path} {status}"
    declared = operation["responses"].get(str(status))
    if declared is None:
        return [f"{name}: the status is not declared"]
    headers = {key.decode().lower(): value.decode() for key, value in start["headers"]}
    media = headers.get("content-type", "").partition(";")[0]
    if media and media not in declared.get("content", {}):
        return [f"{name}: {media} is not declared"]
    named = {header.lower() for header in declared.get("headers", {})}
    return [f"{name}: {header} is not declared" for header in _TOLD if header in headers and header not in named]


# Headers that a caller is to act on.
_TOLD = ("etag", "link", "location", "retry-after", "idempotency-replayed", "www-authenticate")


def _operation(path: str, method: str) -> Json | None:
    operation: Json | None = _document()["paths"].get(path, {}).get(method)
    return operation


@cache
def _document() -> Json:
    read: Json = json.loads(FILE.read_text(encoding="utf-8"))
    return read
