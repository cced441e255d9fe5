"""The line that every request leaves in the log, and the one more where a caller was turned away."""

import logging
import re
from http import HTTPStatus
from typing import Any

import structlog
from starlette.types import Scope

from app.api.problem import Problem
from app.api.request_identity import identity_of
from app.logs.events import SecurityEvent, ServiceEvent
from app.logs.processors import now, safe_text

_SECURITY_EVENTS = {
    401: SecurityEvent.AUTHENTICATION_FAILED,
    403: SecurityEvent.ACCESS_DENIED,
    429: SecurityEvent.RATE_LIMITED,
}
_LEVELS = {"info": logging.INFO, "error": logging.ERROR}
_REQUEST = ServiceEvent.REQUEST.value
_SERVER_ERROR = HTTPStatus.INTERNAL_SERVER_ERROR.value
_EVALUATION_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RequestLog:
    """Nothing a caller wrote is in a line but ids: the route's template stands for the path, queries are left out."""

    def __init__(self) -> None:
        # Bound once: finding the configuration anew for each line would cost more than the line.
        self._log = structlog.get_logger().bind()
        *_, self._rendered = structlog.get_config()["processors"]
        output = structlog.get_config()["logger_factory"]()
        enabled = [level for level, number in _LEVELS.items() if self._log.is_enabled_for(number)]
        self._writers = {level: getattr(output, level) for level in enabled}

    def write(
        self, scope: Scope, route: str | None, status: int | None, nanoseconds: int, bytes_in: int, bytes_out: int
    ) -> None:
        """Writes the line. `status` is None if nothing was answered: the caller or the service hung up."""
        level = "info" if status is not None and status < _SERVER_ERROR else "error"
        who_and_what = _who_and_what(scope, route, status)
        write = self._writers.get(level)
        if write is not None:
            # What the steps of any other line would make of it: they would take twice as long as all the rest.
            line = {
                "time": now(),
                "level": level,
                "event": _REQUEST,
                **who_and_what,
                "duration_ms": round(nanoseconds / 1_000_000, 3),
                "bytes_in": bytes_in,
                "bytes_out": bytes_out,
            }
            write(self._rendered(None, level, line))
        if status in _SECURITY_EVENTS:
            self._log.warning(_SECURITY_EVENTS[status], **who_and_what)


def _who_and_what(scope: Scope, route: str | None, status: int | None) -> dict[str, Any]:
    """What a caller, a proxy or a provider of identities has a hand in is made safe, the rest is ours."""
    identity, state, client = identity_of(scope), scope["state"], scope.get("client")
    caller = state.get("caller")
    problem: Problem | None = state.get("problem")
    fields: dict[str, Any] = {
        "method": safe_text(scope["method"]),
        "route": route,
        "status": status,
        "request_id": identity.trace_id if identity.is_ours else safe_text(identity.request_id),
        "trace_id": identity.trace_id,
        "client": safe_text(client[0]) if client else None,
        "tenant": safe_text(caller.tenant) if caller else None,
        "subject": safe_text(caller.subject) if caller else None,
    }
    if problem is not None:
        fields["problem"] = problem.slug
        if problem.reason is not None:
            fields["reason"] = problem.reason
    evaluation_id = scope.get("path_params", {}).get("evaluation_id")
    if evaluation_id is not None and _EVALUATION_ID.fullmatch(evaluation_id):
        fields["evaluation"] = evaluation_id
    return fields


def route_template(scope: Scope) -> str | None:
    """The template of the route, the place of a folder of files; None where nothing lies at the address."""
    if "route" in scope:
        template: str = scope["route"].path
        return template
    mounted: str = scope.get("root_path", "")
    return mounted.removeprefix(scope.get("app_root_path", mounted)) or None
