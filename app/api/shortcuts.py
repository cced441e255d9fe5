"""The shortest way to what is asked most often.

FastAPI's router looks through the routes twice, and its dependencies and models take several times as long as reading
an evaluation. A shortcut answers the plainest request of a route; it passes every other one on to the route itself.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.in_step import in_step
from app.api.problems import answer_raised

Answer = Callable[[Request], Awaitable[Response | Receive]]
"""The answer, or from where the route is to receive the request."""


class Shortcut(NamedTuple):
    """`parameter`: the name of what stands behind the route's path up to there, as in `/v1/evaluations/{id}`."""

    route: APIRoute
    answer: Answer
    parameter: str | None = None


class Shortcuts:
    """In front of FastAPI's own layers, behind what stands around every request."""

    def __init__(self, app: ASGIApp, shortcuts: tuple[Shortcut, ...]) -> None:
        self._app = app
        self._plain: dict[tuple[str, str], Shortcut] = {}
        self._prefixed: dict[tuple[str, str], Shortcut] = {}
        for shortcut in shortcuts:
            method = next(iter(shortcut.route.methods or ()))
            path, _, _ = shortcut.route.path.partition("{")
            (self._plain if shortcut.parameter is None else self._prefixed)[method, path] = shortcut

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shortcut = self._found(scope) if scope["type"] == "http" and _is_plain(scope) else None
        if shortcut is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = shortcut.route
        request = Request(scope, receive)
        try:
            answer = await shortcut.answer(request)
        except Exception as error:
            answer = await answer_raised(request, error)
        if isinstance(answer, Response):
            await in_step()
            await answer(scope, receive, send)
        else:
            await self._app(scope, answer, send)

    def _found(self, scope: Scope) -> Shortcut | None:
        method, path = scope["method"], scope["path"].removeprefix(scope.get("root_path", ""))
        shortcut = self._plain.get((method, path))
        if shortcut is not None:
            scope["path_params"] = {}
            return shortcut
        before, slash, last = path.rpartition("/")
        shortcut = self._prefixed.get((method, before + slash))
        if shortcut is not None:
            scope["path_params"] = {shortcut.parameter: last}
        return shortcut


def _is_plain(scope: Scope) -> bool:
    # A request that is traced is told of by FastAPI's router and routes.
    return not scope["query_string"] and "fastapi.telemetry" not in scope


def received_again(content: bytes, receive: Receive) -> Receive:
    """A body that was received already, to be received once more."""
    messages: list[Message] = [{"type": "http.request", "body": content, "more_body": False}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again
