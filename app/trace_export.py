"""OpenTelemetry's SDK, loaded only where traces are wanted (app/tracing.py)."""

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from app import __version__

_WRITTEN_BY_CALLERS = ("url.path", "url.query", "http.request.method_original")


class WithoutCallersWords(SpanProcessor):
    """Writes over what a caller wrote; an attribute cannot be taken off a span."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        for name in _WRITTEN_BY_CALLERS:
            if name in (span.attributes or ()):
                span.set_attribute(name, "REDACTED")


def provider_to(url: str) -> TracerProvider:
    """Spans in batches to an OTLP/HTTP collector."""
    return provider_of(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))


def provider_of(processor: SpanProcessor) -> TracerProvider:
    """Spans to a processor. The SDK's own OTEL_… variables apply: sampling, what the service is called."""
    own = Resource.create({"service.name": "jixiao", "service.version": __version__})
    provider = TracerProvider(resource=own.merge(OTELResourceDetector().detect()), shutdown_on_exit=False)
    provider.add_span_processor(WithoutCallersWords())
    provider.add_span_processor(processor)
    return provider
