"""A batch on its way in: read piece by piece, cut into its forms, stored as it comes."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Request
from starlette.requests import ClientDisconnect

from app.api.body_items import BodyItems, JsonItems, LineItems
from app.api.limits.problem_types import BodyTooSlow
from app.api.ndjson import LINES
from app.api.problem_types import BodyTooLarge, MalformedJson, UnsupportedMediaType
from app.api.wording import Bilingual
from app.services.batches.intake import Intake

_JSON = "application/json"
_MEBIBYTE = 1024 * 1024
_LONGEST_LENGTH = 18
_UTF_8 = ("", "charset=utf-8", 'charset="utf-8"', "charset=utf8")
_NEITHER = Bilingual(
    f"批次只接受 Content-Type: {_JSON} 或 {LINES}，UTF-8 编码，不压缩。",
    f"A batch must be sent as Content-Type: {_JSON} or {LINES}, in UTF-8 and uncompressed.",
)
_UNFINISHED = Bilingual("请求体尚未发完，连接已断开。", "The connection closed before the body was complete.")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken in."""

    body_bytes: int
    form_bytes: int
    seconds: int
    """For each mebibyte that is begun."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The body of a request, which can be read once."""

    request: Request
    limits: Limits
    lines: bool

    @classmethod
    def of(cls, request: Request, limits: Limits) -> "Upload":
        """Raises UnsupportedMediaType, and BodyTooLarge for a body that says so itself."""
        if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise UnsupportedMediaType(_NEITHER)
        essence, _, parameter = request.headers.get("content-type", "").lower().partition(";")
        if essence.strip() not in (_JSON, LINES) or parameter.strip() not in _UTF_8:
            raise UnsupportedMediaType(_NEITHER)
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and (len(announced) > _LONGEST_LENGTH or int(announced) > limits.body_bytes):
            raise BodyTooLarge(limits.body_bytes)
        return cls(request, limits, essence.strip() == LINES)

    async def into(self, intake: Intake | None, beside: str) -> "Received":
        """Everything that came, in the intake if there is one. `beside` is what the request says beside the body.

        Raises MalformedJson, InvalidRequest, BodyTooLarge, BodyTooSlow, and what the intake raises.
        """
        items: BodyItems = (LineItems if self.lines else JsonItems)(self.limits.form_bytes)
        digest = hashlib.sha256(f"{'lines' if self.lines else 'json'}\n{beside}\n".encode())
        async for chunk in self._chunks():
            digest.update(chunk)
            if intake is not None:
                await intake.add(items.feed(chunk))
        if intake is not None:
            await intake.add(items.end())
        return Received(items.defaults, f"sha256:{digest.hexdigest()}")

    async def _chunks(self) -> AsyncIterator[bytes]:
        received, stream = 0, self.request.stream()
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            while True:
                allowed = self.limits.seconds * (1 + received // _MEBIBYTE)
                async with asyncio.timeout_at(began + allowed):
                    chunk = await anext(stream, None)
                if chunk is None:
                    return
                received += len(chunk)
                if received > self.limits.body_bytes:
                    raise BodyTooLarge(self.limits.body_bytes)
                # Storing what came is not the caller's time.
                stored_from = loop.time()
                yield chunk
                began += loop.time() - stored_from
        except ClientDisconnect:
            raise MalformedJson(_UNFINISHED) from None
        except TimeoutError:
            raise BodyTooSlow from None


@dataclass(frozen=True, slots=True)
class Received:
    """What came beside the forms."""

    defaults: bytes | None
    digest: str
    """Tells a retry from another request under its idempotency key."""
