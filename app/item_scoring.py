"""Scores the forms of batches in a process of its own, so that whoever answers requests is not kept from it."""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from time import monotonic

import structlog

from app.api.problem_types import InternalError
from app.api.stored_problem import stored_problem
from app.api.v1.batch_items import ItemScorer
from app.logs.events import ServiceEvent
from app.logs.failure import told
from app.rules.catalogue import Catalogue
from app.services.form import ScoredForm

_IDLE_SECONDS = 60.0
# What an error of ours is, as the log tells it.
Failure = dict[str, str]
Result = ScoredForm | str | Failure


class ScoringProcess:
    """Begins with the first forms, and again whenever the rules have changed; ends when there have been none for a
    while. Belongs to one event loop."""

    def __init__(self, catalogue: Callable[[], Catalogue], longest: int) -> None:
        """`longest` is how many bytes a form may have."""
        self._catalogue = catalogue
        self._longest = longest
        self._pool: ProcessPoolExecutor | None = None
        self._rules: Catalogue | None = None
        self._used_at = monotonic()

    async def score(self, forms: Sequence[bytes], defaults: str | None) -> list[ScoredForm | str]:
        """For each form its score, or the problem with it as JSON text. A form that the process does not survive is
        one of these problems."""
        try:
            scored = await self._scored(forms, defaults)
        except BrokenProcessPool:
            self.close()
            scored = await self._one_by_one(forms, defaults)
        return [_refused(each) if isinstance(each, dict) else each for each in scored]

    def rest(self) -> None:
        """Ends the process if nothing was scored for a while."""
        if self._pool is not None and monotonic() - self._used_at > _IDLE_SECONDS:
            self.close()

    def close(self) -> None:
        """Ends the process once it has scored what it was given."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False)

    async def _scored(self, forms: Sequence[bytes], defaults: str | None) -> Sequence[Result]:
        self._used_at = monotonic()
        return await _run(self._begun(), forms, defaults)

    async def _one_by_one(self, forms: Sequence[bytes], defaults: str | None) -> Sequence[Result]:
        """In processes that score nothing else, to find out which form it is."""
        results: list[Result] = []
        pool = self._new_pool()
        for form in forms:
            try:
                results += await _run(pool, [form], defaults)
            except BrokenProcessPool:
                results.append({"error": "BrokenProcessPool", "at": ""})
                pool = self._new_pool()
        pool.shutdown(wait=False)
        return results

    def _begun(self) -> ProcessPoolExecutor:
        catalogue = self._catalogue()
        if self._pool is None or self._rules is not catalogue:
            self.close()
            self._rules = catalogue
            self._pool = self._new_pool()
        return self._pool

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, get_context("spawn"), _begin, (self._catalogue(), self._longest))


async def _run(pool: ProcessPoolExecutor, forms: Sequence[bytes], defaults: str | None) -> Sequence[Result]:
    # With the first forms the process begins, and whoever gave them waits until it has read the rules.
    scoring = await asyncio.to_thread(pool.submit, _score, forms, defaults)
    return await asyncio.wrap_future(scoring)


def _refused(failure: Failure) -> str:
    structlog.get_logger().error(ServiceEvent.UNFORESEEN_ERROR, task="scoring", **failure)
    return stored_problem(InternalError())


# The process has one, made when it begins.
_own: list[ItemScorer] = []


def _begin(catalogue: Catalogue, longest: int) -> None:
    # A stop is for the one that began it to see to: it waits for what is being scored.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _own.append(ItemScorer(catalogue, longest))


def _end_with_parent() -> None:
    """A parent that was killed tells nobody, and the pool would wait for its next forms for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _score(forms: Sequence[bytes], defaults: str | None) -> Sequence[Result]:
    return [_tried(form, defaults) for form in forms]


def _tried(form: bytes, defaults: str | None) -> Result:
    try:
        return _own[0].score(form, defaults)
    except Exception as error:
        return told(error)
