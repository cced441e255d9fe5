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

_SECURITY_EVENTS = {
    401: SecurityEvent.AUTHENTICATION_FAILED,
    403: SecurityEvent.ACCESS_DENIED,
    429: SecurityEvent.RATE_LIMITED,
}
_EVALUATION_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RequestLog:
    """Nothing a caller wrote is in a line but ids: the route's template stands for the path, queries are left out."""

    def __init__(self) -> None:
        # Bound once: finding the configuration anew for each line would cost more than the line.
        self._log = structlog.get_logger().bind()
        self._steps = structlog.get_config()["processors"]
        self._output = structlog.get_config()["logger_factory"]()

    def write(self, scope: Scope, status: int | None, nanoseconds: int, bytes_in: int, bytes_out: int) -> None:
        """Writes the line. `status` is None if nothing was answered: the caller or the service hung up."""
        expected = status is not None and status < HTTPStatus.INTERNAL_SERVER_ERROR
        fields = _who_and_what(scope, status)
        if self._log.is_enabled_for(logging.INFO if expected else logging.ERROR):
            duration = round(nanoseconds / 1_000_000, 3)
            self._pass(
                "info" if expected else "error",
                {
                    "event": ServiceEvent.REQUEST,
                    **fields,
                    "duration_ms": duration,
                    "bytes_in": bytes_in,
                    "bytes_out": bytes_out,
                },
            )
        if status in _SECURITY_EVENTS:
            self._log.warning(_SECURITY_EVENTS[status], **fields)

    def _pass(self, level: str, event: Any) -> None:
        """What the bound logger does; its layers of calls would take as long as the line itself."""
        for step in self._steps:
            event = step(None, level, event)
        getattr(self._output, level)(event)


def _who_and_what(scope: Scope, status: int | None) -> dict[str, Any]:
    identity = identity_of(scope)
    state = scope["state"]
    caller = state.get("caller")
    problem: Problem | None = state.get("problem")
    fields: dict[str, Any] = {
        "method": scope["method"],
        "route": route_template(scope),
        "status": status,
        "request_id": identity.request_id,
        "trace_id": identity.trace_id,
        "client": scope["client"][0] if scope.get("client") else None,
        "tenant": caller.tenant if caller else None,
        "subject": caller.subject if caller else None,
    }
    if problem is not None:
        fields["problem"] = problem.slug
        if problem.reason is not None:
            fields["reason"] = problem.reason
    evaluation_id = scope.get("path_params", {}).get("evaluation_id", "")
    if _EVALUATION_ID.fullmatch(evaluation_id):
        fields["evaluation"] = evaluation_id
    return fields


def route_template(scope: Scope) -> str | None:
    """The template of the route, the place of a folder of files; None where nothing lies at the address."""
    if "route" in scope:
        template: str = scope["route"].path
        return template
    mounted: str = scope.get("root_path", "")
    return mounted.removeprefix(scope.get("app_root_path", mounted)) or None
