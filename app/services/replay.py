"""Scores a recorded form again: by its own pack it must come out the same to the byte, by another it may differ."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from app.domain.submission import PackReference, Submission
from app.rules.catalogue import Catalogue
from app.services.errors import EvaluationNotFound
from app.services.score import Scorer
from app.services.sheet import PackUsed
from app.storage.ledger import digest
from app.storage.records import StoredEvaluation

Json = dict[str, Any]
ReadSubmission = Callable[[str], Submission]


class Store(Protocol):
    """Where the recorded form is read from."""

    def get(self, tenant: str, evaluation_id: str) -> StoredEvaluation | None: ...


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two sheets that are compared."""

    sheet: Json
    text: str

    def summary(self) -> Json:
        totals = self.sheet["totals"]
        return {
            "rule_pack": self.sheet["rule_pack"],
            "engine_version": self.sheet["engine_version"],
            "sheet_digest": digest(self.text),
            "score": totals["score"],
            "grade": totals["grade"],
        }


class ReplayService:
    """Nothing is stored; `read_submission` makes the form of its canonical text."""

    def __init__(self, store: Store, catalogue: Catalogue, scorer: Scorer, read_submission: ReadSubmission) -> None:
        self._store = store
        self._catalogue = catalogue
        self._scorer = scorer
        self._read_submission = read_submission

    def replay(self, tenant: str, evaluation_id: str, other: PackReference | None) -> Json:
        """The recorded and the new sheet side by side, with every line that differs.

        Raises EvaluationNotFound, and RulePackNotFound where the pack is not at hand.
        """
        stored = self._store.get(tenant, evaluation_id)
        if stored is None:
            raise EvaluationNotFound(evaluation_id)
        recorded = _Side(json.loads(stored.sheet), stored.sheet)
        used = self._pack(stored, recorded.sheet, other)
        text = self._scorer.score_by(self._read_submission(stored.submission), used).sheet
        replayed = _Side(json.loads(text), text)
        return {
            "evaluation": stored.id,
            "same_pack": replayed.sheet["rule_pack"]["digest"] == stored.rule_pack_digest,
            "engine_differs": self._scorer.engine_version != stored.engine_version,
            "reproduced": text == stored.sheet,
            "recorded": recorded.summary(),
            "replayed": replayed.summary(),
            "lines": _line_differences(recorded.sheet, replayed.sheet),
            "findings_gone": _missing(recorded.sheet, replayed.sheet),
            "findings_new": _missing(replayed.sheet, recorded.sheet),
        }

    def _pack(self, stored: StoredEvaluation, sheet: Json, other: PackReference | None) -> PackUsed:
        if other is not None:
            pack = self._catalogue.get(other.id, other.version, drafts=True)
            return PackUsed(pack, "named" if other.version is None else "named_version")
        pack = self._catalogue.get(stored.rule_pack_id, stored.rule_pack_version, drafts=True)
        return PackUsed(pack, sheet["rule_pack"]["resolved_by"])


def _line_differences(recorded: Json, replayed: Json) -> list[Json]:
    """Every line whose score or outcome is not the same on both sheets."""
    return [
        {
            "pointer": pointer,
            "name": old.get("name"),
            "recorded_score": old["score"],
            "replayed_score": new["score"],
            "recorded_outcome": old["outcome"],
            "replayed_outcome": new["outcome"],
            "sentence_zh": new["explanation"]["sentence_zh"],
            "sentence_en": new["explanation"]["sentence_en"],
        }
        for pointer, old, new in _pairs(recorded, replayed)
        if (old["score"], old["outcome"]) != (new["score"], new["outcome"])
    ]


def _pairs(recorded: Json, replayed: Json) -> list[tuple[str, Json, Json]]:
    old, new = recorded["funds"]["execution"], replayed["funds"]["execution"]
    pairs = [("/funds", old or _NO_LINE, new or _NO_LINE)] if old or new else []
    both = zip(recorded["indicators"], replayed["indicators"], strict=True)
    return pairs + [(f"/indicators/{index}", *pair) for index, pair in enumerate(both)]


_NO_LINE: Json = {
    "score": None,
    "outcome": "not_applicable",
    "explanation": {
        "sentence_zh": "该规则包没有预算执行率一行",
        "sentence_en": "this pack has no line for the execution rate",
    },
}


def _missing(there: Json, here: Json) -> list[Json]:
    """Findings of one sheet that the other does not have, by code and place."""
    known = {(finding["code"], finding["pointer"]) for finding in here["findings"]}
    return [
        {"code": finding["code"], "pointer": finding["pointer"], "message_zh": finding["message_zh"]}
        for finding in there["findings"]
        if (finding["code"], finding["pointer"]) not in known
    ]
