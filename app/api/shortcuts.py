"""The shortest way to what is asked most often.

FastAPI's router looks through the routes twice, and its dependencies and models take several times as long as reading
an evaluation. A shortcut answers the plainest request of a route; it passes every other one on to the route itself.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Answer = Callable[[Scope, Receive, Send], Awaitable[Receive | None]]
"""Answers and returns None, or returns from where the route is to receive the request."""


class Shortcut(NamedTuple):
    """`parameter`: the name of what stands behind the route's path up to there, as in `/v1/evaluations/{id}`."""

    route: APIRoute
    answer: Answer
    parameter: str | None = None


class Shortcuts:
    """In front of the router, behind everything that answers errors."""

    def __init__(self, router: ASGIApp, shortcuts: tuple[Shortcut, ...]) -> None:
        self._router = router
        self._plain: dict[tuple[str, str], Shortcut] = {}
        self._prefixed: dict[tuple[str, str], Shortcut] = {}
        for shortcut in shortcuts:
            method = next(iter(shortcut.route.methods or ()))
            path, _, _ = shortcut.route.path.partition("{")
            (self._plain if shortcut.parameter is None else self._prefixed)[method, path] = shortcut

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shortcut = self._found(scope) if scope["type"] == "http" and _is_plain(scope) else None
        if shortcut is not None:
            scope["route"] = shortcut.route
            further = await shortcut.answer(scope, receive, send)
            if further is None:
                return
            receive = further
        await self._router(scope, receive, send)

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


def install_shortcuts(application: FastAPI, *shortcuts: Shortcut) -> None:
    """Puts them in front of the application's router."""
    router = application.router
    router.middleware_stack = Shortcuts(router.middleware_stack, shortcuts)


def received_again(content: bytes, receive: Receive) -> Receive:
    """A body that was received already, to be received once more."""
    messages: list[Message] = [{"type": "http.request", "body": content, "more_body": False}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again
