"""A route class whose bodies are read strictly, while endpoints declare pydantic models as ever.

    router = APIRouter(route_class=StrictJsonRoute)

The limits come from `app.state.max_body_bytes` and `app.state.body_seconds`; a route class for larger uploads
overrides `max_body_bytes`.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property, lru_cache
from types import NoneType
from typing import Any, ClassVar, get_args

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.types import Receive, Scope

from app.api.json_syntax import control_characters, empty_body, holds_more_than, parse_json
from app.api.limits.problem_types import BodyTooSlow
from app.api.problem_types import BodyTooLarge, MalformedJson, UnsupportedMediaType
from app.api.security.permissions import Open, Permission, permission_of
from app.api.validation_errors import too_many_values
from app.api.wording import Bilingual

DEFAULT_MAX_BODY_BYTES = 2 * 1024 * 1024
DEFAULT_BODY_SECONDS = 30

BODY_HAS_COME = "body_has_come"
"""A server says by this name in a request's state that the body is there to the end."""
_JSON_TYPE = re.compile(r"application/(?:[a-z0-9.!#$&^_+-]+\+)?json")
_UTF_8 = {"utf-8", "utf8"}
_LONGEST_LENGTH = 18
_UNFINISHED = Bilingual("请求体尚未发完，连接已断开。", "The connection closed before the body was complete.")


class StrictJsonRequest(Request):
    """A request whose body was read and parsed; endpoints that ask for the request get it."""

    def __init__(self, request: Request, content: bytes, document: object) -> None:
        super().__init__(request.scope, request.receive)
        self._content = content
        self._document = document

    async def body(self) -> bytes:
        return self._content

    async def json(self) -> Any:
        return self._document


class StrictJsonRoute(APIRoute):
    """Reads a declared body within its limit, as UTF-8 JSON and nothing else, before FastAPI validates it."""

    max_body_bytes: ClassVar[int | None] = None
    # Far above any form; every further value could be one more error to collect, and collecting takes time.
    max_values: ClassVar[int] = 20_000

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        if self.body_field is None:
            return answer
        _require_strict_models(self.body_field.field_info.annotation, self.path)

        async def answer_strictly(request: Request) -> Response:
            content = await self.content(request, first_fields(request.scope))
            return await answer(self._read(request, content))

        return answer_strictly

    async def content(self, request: Request, fields: Mapping[bytes, bytes]) -> bytes:
        """The body of a caller who may send it, by its first header `fields`; nobody else's is read.

        Raises problems of either.
        """
        if isinstance(self._permission, Permission):
            await self._permission(request)
        if not _is_json(fields.get(b"content-encoding", b"identity"), fields.get(b"content-type", b"application/json")):
            raise UnsupportedMediaType()
        limit = self._limit(request)
        announced = fields.get(b"content-length", b"")
        if announced.isdigit() and (len(announced) > _LONGEST_LENGTH or int(announced) > limit):
            raise BodyTooLarge(limit)
        return await _read_body(request, limit)

    @cached_property
    def _permission(self) -> Permission | Open | None:
        return permission_of(self.dependant)

    def _read(self, request: Request, content: bytes) -> Request:
        """Raises the problems of a body that is not JSON, and RequestValidationError."""
        if not content:
            if self.body_field is not None and not self.body_field.field_info.is_required():
                return StrictJsonRequest(request, content, None)
            raise empty_body()
        if "content-type" not in request.headers:
            raise UnsupportedMediaType()
        document = parse_json(content)
        if holds_more_than(self.max_values, content, document):
            raise too_many_values(self.max_values)
        controls = control_characters(content, document)
        if controls and self.body_field is not None:
            _, others = self.body_field.validate(document, {}, loc=("body",))
            errors = [{"type": "control_character", "loc": ("body", *path)} for path in controls]
            raise RequestValidationError([*(others or ()), *errors], body=document)
        return StrictJsonRequest(request, content, document)

    def _limit(self, request: Request) -> int:
        if self.max_body_bytes is not None:
            return self.max_body_bytes
        configured: int = getattr(request.app.state, "max_body_bytes", DEFAULT_MAX_BODY_BYTES)
        return configured


def _seconds(request: Request) -> int:
    configured: int = getattr(request.app.state, "body_seconds", DEFAULT_BODY_SECONDS)
    return configured


def _require_strict_models(annotation: Any, path: str) -> None:
    """Raises TypeError, when the application is put together, for a body that is not made of strict models.

    A lenient `int` would write Decimal("1E+999999999") out digit by digit: one request, and the process is gone.
    """
    parts = get_args(annotation)
    for part in parts:
        _require_strict_models(part, path)
    if parts or annotation is NoneType:
        return
    config = annotation.model_config if isinstance(annotation, type) and issubclass(annotation, BaseModel) else {}
    if not config.get("strict") or config.get("extra") != "forbid":
        raise TypeError(f"{path}: a body is made of models that are strict and forbid extra fields")


def first_fields(scope: Scope) -> dict[bytes, bytes]:
    """The header fields by name; of those that were sent twice the first."""
    return dict(reversed(scope["headers"]))


@lru_cache(maxsize=64)
def _is_json(encoding: bytes, sent: bytes) -> bool:
    if encoding.strip().lower() != b"identity":
        return False
    essence, _, parameters = sent.decode("latin-1").lower().partition(";")
    if not _JSON_TYPE.fullmatch(essence.strip()):
        return False
    pairs = (parameter.strip().partition("=") for parameter in parameters.split(";"))
    return all(value.strip().strip('"') in _UTF_8 for name, _, value in pairs if name.strip() == "charset")


async def _read_body(request: Request, limit: int) -> bytes:
    # To set a timer takes longer than to read a form, and a body that has come needs none.
    if BODY_HAS_COME in request.scope.get("state", ()):
        return await _received(request.receive, limit)
    try:
        async with asyncio.timeout(_seconds(request)):
            return await _received(request.receive, limit)
    except TimeoutError:
        raise BodyTooSlow from None


async def _received(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise MalformedJson(_UNFINISHED)
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise BodyTooLarge(limit)
        more = message.get("more_body", False)
    return b"".join(chunks)
