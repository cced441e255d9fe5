"""The ids by which a request is found again: the W3C trace id and the caller's own request id."""

import os
import re
from typing import NamedTuple

from opentelemetry import trace
from starlette.types import Scope

_TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")
# Put there by FastAPI while it traces a request.
_TELEMETRY = "fastapi.telemetry"
_SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")


class Identity(NamedTuple):
    """`traceparent` is the caller's, if it is valid; `request_id` the trace id where none was sent."""

    trace_id: str
    request_id: str
    traceparent: str | None

    @property
    def is_ours(self) -> bool:
        """Whether the trace id stands for a request id that was not sent."""
        return self.request_id == self.trace_id

    def headers(self) -> list[tuple[bytes, bytes]]:
        """What an answer repeats."""
        repeated = [(b"x-request-id", self.request_id.encode())]
        if self.traceparent is not None:
            repeated.append((b"traceparent", self.traceparent.encode()))
        return repeated


def identity_of(scope: Scope) -> Identity:
    """The identity of a request, found or drawn once."""
    state = scope.setdefault("state", {})
    identity: Identity | None = state.get("identity")
    if identity is None:
        state["identity"] = identity = _identify(scope)
    return identity


def _identify(scope: Scope) -> Identity:
    request_id = traceparent = ""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            request_id = value.decode("latin-1")
        elif name == b"traceparent":
            traceparent = value.decode("latin-1")
    sent = _trace_id_in(traceparent) if traceparent else None
    trace_id = sent or (_traced() if _TELEMETRY in scope else None) or os.urandom(16).hex()
    return Identity(
        trace_id,
        request_id if request_id and _SAFE_REQUEST_ID.fullmatch(request_id) else trace_id,
        traceparent if sent else None,
    )


def _traced() -> str | None:
    """The id under which the request is traced, where it is: logs and traces are joined by it."""
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None


def _trace_id_in(traceparent: str) -> str | None:
    match = _TRACEPARENT.fullmatch(traceparent)
    # Version 00 ends after the flags; later versions may say more.
    return match[2] if match and not (match[1] == "00" and match[3]) else None
