"""Scores a recorded form again: by its own pack it must come out the same to the byte, by another it may differ."""

import json
from collections.abc import Callable
from typing import Any

from app.domain.submission import PackReference, Submission
from app.rules.catalogue import Catalogue
from app.services.found import Store, found
from app.services.score import Scorer
from app.services.sheet import PackUsed
from app.services.sheet_differences import sheet_differences
from app.storage.data_scope import DataScope
from app.storage.ledger import algorithm_of, digest
from app.storage.records import StoredEvaluation

Json = dict[str, Any]


class ReplayService:
    """Nothing is stored; `read_submission` makes the form of its canonical text."""

    def __init__(
        self, store: Store, catalogue: Catalogue, scorer: Scorer, read_submission: Callable[[bytes], Submission]
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._scorer = scorer
        self._read_submission = read_submission

    def replay(self, tenant: str, data: DataScope, evaluation_id: str, other: PackReference | None) -> Json:
        """The recorded and the new sheet side by side, with everything in which they differ.

        Drafts will do, as nothing is stored. Raises EvaluationNotFound, and RulePackNotFound where the pack named,
        or the one recorded, is not at hand.
        """
        stored = found(self._store, tenant, data, evaluation_id)
        recorded = json.loads(stored.sheet)
        scored = self._scorer.score_by(
            self._read_submission(stored.submission), self._pack(stored, recorded["rule_pack"]["resolved_by"], other)
        )
        replayed = json.loads(scored.sheet)
        # By the recorded algorithm: equal sheets must show equal digests.
        new_digest = digest(scored.sheet, algorithm_of(stored.sheet_digest))
        return {
            "evaluation": stored.id,
            "same_pack": scored.used.pack.digest == stored.rule_pack_digest,
            "engine_differs": self._scorer.engine_version != stored.engine_version,
            "reproduced": scored.sheet.encode() == stored.sheet,
            "recorded": _side(recorded, stored.status, stored.sheet_digest),
            "replayed": _side(replayed, scored.evaluation.status.value, new_digest),
            **sheet_differences(recorded, replayed),
        }

    def _pack(self, stored: StoredEvaluation, resolved_by: str, other: PackReference | None) -> PackUsed:
        """The pack asked for; the recorded one, asked for or not, as it was found at the time."""
        if other is None:
            pack = self._catalogue.get(stored.rule_pack_id, stored.rule_pack_version, drafts=True)
        else:
            pack = self._catalogue.get(other.id, other.version, drafts=True)
        if (pack.id, pack.version) == (stored.rule_pack_id, stored.rule_pack_version):
            return PackUsed(pack, resolved_by)
        return PackUsed(pack, "named" if other is None or other.version is None else "named_version")


_TOTALS = ("score", "weight", "scored_sum", "scored_weight", "declared", "difference", "grade", "grade_name")


def _side(sheet: Json, status: str, sheet_digest: str) -> Json:
    return {
        "rule_pack": sheet["rule_pack"],
        "engine_version": sheet["engine_version"],
        "sheet_digest": sheet_digest,
        "status": status,
        "totals": {name: sheet["totals"].get(name) for name in _TOTALS},
    }
