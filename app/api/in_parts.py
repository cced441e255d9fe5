"""Answers that lie in parts: to put the parts together would copy all of them once more."""

from collections.abc import Sequence

from fastapi import Response
from starlette.types import Receive, Scope, Send

JSON = "application/json"


class InParts(Response):
    """Bytes that are sent part by part as they lie."""

    def __init__(self, parts: Sequence[bytes | memoryview], status_code: int = 200, media_type: str = JSON) -> None:
        self.status_code = status_code
        self.background = None
        self.raw_headers = [
            (b"content-length", b"%d" % sum(map(len, parts))),
            (b"content-type", media_type.encode()),
        ]
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        *before, last = self._parts
        for part in before:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": last})
