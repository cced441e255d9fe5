"""The counters and histograms of one process."""

from collections.abc import Callable, Sequence
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from app import __version__
from app.metrics.series import OTHER, Series

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

# Whoever sends requests chooses the method; these are the ones told apart.
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_STATUSES = {each: f"{each}xx" for each in range(1, 6)}
_CUT_OFF = "cut off"
_NO_ROUTE = "none"

_ANSWER_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SCORING_SECONDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1)
_BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64)

# One more series for every series, of no use where restarts are seen by `process_start_time_seconds`.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """One for an application, with a registry of its own. All durations are in seconds."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        Info("jixiao_build", "The version that runs.", registry=registry).info({"version": __version__})
        self._requests = Series(
            Histogram(
                "jixiao_request_duration_seconds",
                "From a request's head to the end of its answer; _count is the number of requests.",
                ("method", "route", "status"),
                buckets=_ANSWER_SECONDS,
                registry=registry,
            )
        )
        self._scoring = Histogram(
            "jixiao_scoring_duration_seconds",
            "Scoring one form, recorded or not: way=ordinary from its bytes, way=engine from the form read.",
            ("way",),
            buckets=_SCORING_SECONDS,
            registry=registry,
        )
        self._evaluations = Series(
            Counter(
                "jixiao_evaluations_recorded",
                "Evaluations recorded, revisions included.",
                ("rule_pack", "version", "status"),
                registry=registry,
            )
        )
        self._findings = Series(
            Counter("jixiao_findings", "Recorded evaluations with this finding.", ("code",), registry=registry)
        )
        self._batch_sizes = Histogram(
            "jixiao_write_batch_size",
            "Members of one transaction of the ledger's writer.",
            buckets=_BATCH_SIZES,
            registry=registry,
        )
        self._batch_seconds = Histogram(
            "jixiao_write_batch_duration_seconds",
            "From the begin of such a transaction to its commit or failure.",
            buckets=_ANSWER_SECONDS,
            registry=registry,
        )

        self._deliveries = Histogram(
            "jixiao_webhook_delivery_duration_seconds",
            "Attempts to deliver an event to a webhook, by what came of them; _count is their number.",
            ("outcome",),
            buckets=_ANSWER_SECONDS,
            registry=registry,
        )

    def answered(self, method: str, route: str | None, status: int | None, seconds: float) -> None:
        """Counts a request. `route` is a template, None where there is none; `status` None if nothing was answered."""
        self._requests[
            method if method in _METHODS else OTHER,
            route or _NO_ROUTE,
            _CUT_OFF if status is None else _STATUSES[status // 100],
        ].observe(seconds)

    def scoring(self, way: Literal["ordinary", "engine"]) -> Callable[[float], None]:
        """What takes the seconds that scoring a form took."""
        return self._scoring.labels(way).observe

    def recorded(self, rule_pack: str, version: str, status: str, finding_codes: Sequence[str]) -> None:
        """Counts an evaluation that is durable, and each of its finding codes."""
        self._evaluations[rule_pack, version, status].inc()
        for code in finding_codes:
            self._findings[(code,)].inc()

    def batch(self, size: int, seconds: float) -> None:
        """Counts a transaction of the writer."""
        self._batch_sizes.observe(size)
        self._batch_seconds.observe(seconds)

    def delivered(self, outcome: str, seconds: float) -> None:
        """Counts an attempt to deliver an event."""
        self._deliveries.labels(outcome).observe(seconds)

    def text(self) -> bytes:
        """Everything in Prometheus' text format, of the media type `CONTENT_TYPE`."""
        return generate_latest(self.registry)
