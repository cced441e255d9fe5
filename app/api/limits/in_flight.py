"""How many requests are worked on at once; the next one is better told to come back than left to wait without end."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problem_types import ServiceUnavailable
from app.api.problems import problem_response

# What watches over the service must not be turned away by what it watches for.
_ALWAYS_ANSWERED = frozenset({"/healthz", "/readyz", "/metrics"})


class InFlightLimit:
    """Answers 503 with Retry-After to whatever comes while `limit` requests are in flight."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].removeprefix(scope.get("root_path", "")) in _ALWAYS_ANSWERED:
            await self._app(scope, receive, send)
            return
        if self._in_flight >= self._limit:
            await _refusal(scope)(scope, receive, send)
            return
        self._in_flight += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._in_flight -= 1


def _refusal(scope: Scope) -> ASGIApp:
    problem = ServiceUnavailable()
    problem.reason = "too-many-in-flight"
    return problem_response(Request(scope), problem)
