"""The feed in the platform's vocabulary: the same entries in the same order, with the tables of each evaluation.

An entry keeps its ledger body and gets two members more. `tables` is the evaluation as it was recorded (null for what
the platform has no table for); `changes` is what the entry did to rows given out before. Both depend on nothing that
comes later, so the same stretch reads the same whenever it is pulled.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Protocol

from app.domain.submission import Submission
from app.services.errors import LedgerContradiction
from app.services.feed import Ledgers
from app.services.ordinary.json_text import compact
from app.services.platform.columns import NO, YES
from app.services.platform.read import KINDS
from app.services.platform.tables import platform_time, platform_view
from app.storage.as_answered import first_answered
from app.storage.ledger import Head
from app.storage.records import StoredEvaluation

Json = dict[str, Any]

AT_A_TIME = 100
"""Evaluations held at once: each comes with its sheet."""


class Evaluations(Protocol):
    """Where evaluations are read from, by their places in the ledger."""

    def between(self, tenant: str, after: int, last: int) -> list[StoredEvaluation]: ...


class PlatformLedgers:
    """A ledger whose bodies are told in the platform's vocabulary; takes the place of the ledger in a FeedService."""

    def __init__(
        self, ledgers: Ledgers, evaluations: Evaluations, read_submission: Callable[[bytes], Submission]
    ) -> None:
        self._ledgers = ledgers
        self._evaluations = evaluations
        self._read_submission = read_submission

    def head(self, tenant: str) -> Head:
        return self._ledgers.head(tenant)

    def bodies(self, tenant: str, after: int, last: int) -> list[str]:
        """Raises LedgerContradiction if an evaluation of the ledger is not stored."""
        starts = range(after, last, AT_A_TIME)
        return [body for start in starts for body in self._told(tenant, start, min(start + AT_A_TIME, last))]

    def _told(self, tenant: str, after: int, last: int) -> Iterator[str]:
        stored = {each.position: each for each in self._evaluations.between(tenant, after, last)}
        for body in self._ledgers.bodies(tenant, after, last):
            entry = json.loads(body)
            more = {"changes": changes(entry), "tables": self._tables(entry, stored)}
            yield f"{body[:-1]},{compact(more)[1:]}"

    def _tables(self, entry: Json, stored: dict[int, StoredEvaluation]) -> Json | None:
        if "evaluation" not in entry or entry["evaluation"]["kind"] not in KINDS:
            return None
        evaluation = stored.get(entry["position"])
        if evaluation is None:
            raise LedgerContradiction(f"the evaluation of entry {entry['position']} is not stored")
        return platform_view(first_answered(evaluation), self._read_submission(evaluation.submission))


def changes(entry: Json) -> list[Json]:
    """What an entry changes in rows of PM_PERF_SELF_EVAL that were given out before, to be applied by EVAL_ID."""
    now = platform_time(datetime.fromisoformat(entry["recorded_at"]))
    match entry["entry"]:
        case "revision":
            return [_row(entry["evaluation"]["supersedes"], counts=False, now=now)]
        case "withdrawal":
            withdrawn, effective = entry["withdrawal"]["evaluation"], entry["withdrawal"]["effective"]
            instead = [] if effective is None else [_row(effective, counts=True, now=now)]
            return [_row(withdrawn, counts=False, now=now), *instead]
        case _:
            return []


def _row(evaluation_id: str, *, counts: bool, now: str) -> Json:
    last, deleted = (YES, NO) if counts else (NO, YES)
    return {"EVAL_ID": evaluation_id, "IS_LAST_INST": last, "IS_DELETED": deleted, "UPDATE_TIME": now}
