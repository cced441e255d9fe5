"""Traces by OpenTelemetry, where TRACES_URL says so: a span for a request, one for its scoring, one for its commit.

FastAPI makes the span of the request. What goes on it is what goes into the log: nothing that a caller wrote but ids.
The SDK is loaded only where traces are wanted; without them not even a look is taken at a request.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from time import time_ns
from typing import Any, Protocol, cast

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace

from app import __version__
from app.services.recording import Writer
from app.storage.records import Appended, New, Outcome, Recorded, Replayed

_NOBODY_ASKED = frozenset({"/healthz", "/readyz", "/metrics"})
_LONGEST_CLOSING_SECONDS = 2.0

Observe = Callable[[float], None]


class Provider(Protocol):
    """The SDK's provider, as far as it is used here."""

    def get_tracer(self, name: str, version: str) -> trace.Tracer: ...
    def shutdown(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Tracing:
    """`provider` takes the spans; None: there are none."""

    provider: Provider | None = None

    def telemetry(self) -> TelemetryConfig:
        """What `FastAPI(telemetry=…)` is given."""
        return {
            "auto_configure": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "tracing": self.provider is not None,
            "tracer_provider": cast(trace.TracerProvider | None, self.provider),
            "exclude": lambda scope: scope["path"] in _NOBODY_ASKED,
        }

    def timed(self, name: str, observe: Observe) -> Observe:
        """`observe`, which is told how many seconds something has just taken, and a span of them."""
        if self.provider is None:
            return observe
        tracer = self.provider.get_tracer("jixiao", __version__)

        def observed(seconds: float) -> None:
            observe(seconds)
            if trace.get_current_span().is_recording():
                now = time_ns()
                tracer.start_span(name, start_time=now - int(seconds * 1e9)).end(now)

        return observed

    def commits(self, writer: Writer) -> Writer:
        """The writer, with a span around what each request waits for it."""
        return writer if self.provider is None else _TracedWriter(writer, self.provider)

    async def close(self) -> None:
        """Sends what is left, within two seconds: a collector that does not answer must not hold up the end."""
        if self.provider is not None:
            # The SDK has no bound of its own that holds (opentelemetry-python issue 4568).
            closing = Thread(target=self.provider.shutdown, daemon=True)
            closing.start()
            await asyncio.to_thread(closing.join, _LONGEST_CLOSING_SECONDS)


class _TracedWriter:
    def __init__(self, writer: Writer, provider: Provider) -> None:
        self._writer = writer
        self._tracer = provider.get_tracer("jixiao", __version__)

    async def record(self, new: New) -> Outcome:
        if not trace.get_current_span().is_recording():
            return await self._writer.record(new)
        with self._tracer.start_as_current_span("commit", record_exception=False) as span:
            outcome = await self._writer.record(new)
            span.set_attribute("jixiao.outcome", type(outcome).__name__)
            if isinstance(outcome, Recorded | Replayed):
                span.set_attribute("jixiao.evaluation_id", outcome.stored.id)
            if isinstance(outcome, Recorded | Appended):
                span.set_attribute("jixiao.position", outcome.position)
            return outcome


def tracing_to(url: str) -> Tracing:
    """Spans to the OTLP/HTTP collector at this address; off for an empty one."""
    if not url:
        return Tracing()
    exporting: Any = import_module("app.trace_export")
    return Tracing(exporting.provider_to(url))
