"""What is not counted but read when somebody asks: where the ledgers stand, and how busy the process is."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy import Engine

from app.api.security.recently_verified import RecentlyVerified
from app.storage.batches import BatchStore
from app.storage.engine import pool_use
from app.storage.errors import StorageError
from app.storage.store import LedgerStore
from app.storage.webhook_claims import WebhookClaims
from app.storage.writer import LedgerWriter


class Readings(Collector):
    """Gauges of a running service; a few queries, and the process's own memory."""

    def __init__(self, engine: Engine, ledgers: LedgerStore, writer: LedgerWriter, verified: RecentlyVerified) -> None:
        self._engine = engine
        self._batches = BatchStore(engine)
        self._ledgers = ledgers
        self._writer = writer
        self._verified = verified

    @contextmanager
    def within(self, registry: CollectorRegistry) -> Iterator[None]:
        """Part of `registry` as long as the service runs."""
        registry.register(self)
        try:
            yield
        finally:
            registry.unregister(self)

    def collect(self) -> Iterator[Metric]:
        """A database that does not answer leaves the positions out, and says so."""
        yield from self._heads()
        yield from self._webhooks()
        yield from self._queue()
        yield from self._pool()
        yield GaugeMetricFamily("jixiao_write_queue_depth", "Records waiting to be written.", self._writer.waiting)
        known = self._verified
        yield GaugeMetricFamily("jixiao_key_cache_size", "Keys and tokens verified lately.", known.size)
        yield CounterMetricFamily("jixiao_key_cache_hits", "Requests whose key or token was known.", known.hits)
        yield CounterMetricFamily("jixiao_key_cache_misses", "Requests whose key or token was not.", known.misses)

    def _heads(self) -> Iterator[Metric]:
        heads = GaugeMetricFamily("jixiao_ledger_position", "Entries of a tenant's ledger.", labels=("tenant",))
        try:
            positions = self._ledgers.positions()
        except StorageError:
            positions = None
        for tenant, position in (positions or {}).items():
            heads.add_metric((tenant,), position)
        yield heads
        answered = positions is not None
        yield GaugeMetricFamily("jixiao_database_up", "Whether the database answered just now.", int(answered))

    def _webhooks(self) -> Iterator[Metric]:
        count = GaugeMetricFamily("jixiao_webhooks", "Subscriptions, by how they stand.", labels=("status",))
        waiting = GaugeMetricFamily(
            "jixiao_webhook_backlog", "Entries of the ledger that wait for subscriptions.", labels=("status",)
        )
        with suppress(StorageError):
            for status, backlog in WebhookClaims(self._engine).backlogs().items():
                count.add_metric((status,), backlog.subscriptions)
                waiting.add_metric((status,), backlog.waiting)
        yield from (count, waiting)

    def _queue(self) -> Iterator[Metric]:
        with suppress(StorageError):
            queue = self._batches.queue()
            yield GaugeMetricFamily("jixiao_batches_open", "Batches that are not done.", queue.batches)
            yield GaugeMetricFamily("jixiao_batch_queue_depth", "Forms of batches not done yet.", queue.forms)

    def _pool(self) -> Iterator[Metric]:
        use = pool_use(self._engine)
        if use is not None:
            yield GaugeMetricFamily("jixiao_database_pool_size", "Connections the pool keeps.", use.size)
            yield GaugeMetricFamily("jixiao_database_pool_open", "Connections that are open.", use.open)
            yield GaugeMetricFamily(
                "jixiao_database_pool_in_use", "Connections that work, or that the writer keeps.", use.in_use
            )
