"""The counters and histograms of one process."""

from collections import Counter as Counted
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Literal, Protocol

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


class Evaluated(Protocol):
    """What is counted of an evaluation."""

    @property
    def rule_pack_id(self) -> str: ...
    @property
    def rule_pack_version(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def finding_codes(self) -> Sequence[str]: ...


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

    def recorded(self, evaluations: Sequence[Evaluated]) -> None:
        """Counts evaluations that are durable, and their finding codes."""
        kinds = Counted((each.rule_pack_id, each.rule_pack_version, each.status) for each in evaluations)
        for kind, number in kinds.items():
            self._evaluations[kind].inc(number)
        codes = Counted(chain.from_iterable(each.finding_codes for each in evaluations))
        for code, number in codes.items():
            self._findings[(code,)].inc(number)

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
