"""The audit ledger as arithmetic: what an entry says, how entries are chained, and whether a chain still holds.

Every digest names its algorithm (`sha256:…`), so another one can follow without doubt about the old entries.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.storage.records import EvaluationFacts, StoredEvaluation
from app.storage.types import plain, utc_text

ALGORITHM = "sha256"
ALGORITHMS = ("sha256", "sm3")
EVALUATION = "evaluation"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a tenant's ledger stands: its last position and that entry's digest."""

    position: int
    digest: str


# What the first entry of every ledger follows.
GENESIS = Head(0, f"{ALGORITHM}:{'0' * 64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One entry as stored; `body` is the canonical JSON that its digest covers."""

    tenant: str
    position: int
    entry_kind: str
    evaluation_id: str | None
    recorded_at: datetime
    body: str
    previous_digest: str
    entry_digest: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the ledger does not hold.

    `code`: `gap` (an entry is missing), `wrong_link` (it does not follow the one before), `altered_entry`,
    `missing_evaluation`, `altered_evaluation`, `altered_submission`, `altered_sheet`, `invalid_row` (a stored value
    that this service does not write), `unrecorded_evaluation` (an evaluation without an entry) or `wrong_head` (the
    ledger does not reach, or does not agree with, the head it is held against).
    """

    position: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries hold, in a row from the first one asked for, where that leads, and what ended it."""

    checked: int
    head: Head
    fault: Fault | None


def digest(text: str, algorithm: str = ALGORITHM) -> str:
    """`algorithm:hex` of the text's UTF-8 bytes. Raises ValueError for an algorithm not in ALGORITHMS, or one that
    this Python's OpenSSL does not have."""
    if algorithm not in ALGORITHMS:
        raise ValueError(f"{algorithm} is not one of the ledger's algorithms")
    return f"{algorithm}:{hashlib.new(algorithm, text.encode()).hexdigest()}"


def canonical(value: object) -> str:
    """JSON with sorted keys, without spaces, with characters written as themselves."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def evaluation_body(facts: EvaluationFacts, position: int, attempt: int) -> str:
    """What the ledger says of an evaluation: every fact that is stored of it, its texts by their digests."""
    return canonical(
        {
            "entry": EVALUATION,
            "evaluation": {
                "id": facts.id,
                "attempt": attempt,
                "business_key": facts.business_key,
                "department_code": facts.department_code,
                "engine_version": facts.engine_version,
                "finding_codes": sorted(set(facts.finding_codes)),
                "fiscal_year": facts.fiscal_year,
                "grade": facts.grade,
                "kind": facts.kind,
                "project_code": facts.project_code,
                "region_code": facts.region_code,
                "rule_pack": {
                    "id": facts.rule_pack_id,
                    "version": facts.rule_pack_version,
                    "digest": facts.rule_pack_digest,
                },
                "score": None if facts.score is None else plain(facts.score),
                "sheet_digest": facts.sheet_digest,
                "status": facts.status,
                "submission_digest": facts.submission_digest,
                "unit_code": facts.unit_code,
            },
            "position": position,
            "recorded_at": utc_text(facts.recorded_at),
            "tenant": facts.tenant,
        }
    )


def entry_digest(previous_digest: str, body: str, algorithm: str = ALGORITHM) -> str:
    """The digest that chains an entry to the one before it."""
    return digest(f"{previous_digest}\n{body}", algorithm)


def verify(entries: Iterable[tuple[LedgerEntry, StoredEvaluation | None]], start: Head) -> Verdict:
    """Checks entries in order of position, the first of which should follow `start`; stops at the first fault.

    Each comes with the evaluation that it is about, as stored. What is checked: no position is missing, each entry
    follows the one before, is as it was when hashed, and agrees with every stored fact of its evaluation, whose
    submission and sheet still have their digests.
    """
    head, checked = start, 0
    try:
        for entry, evaluation in entries:
            fault = _fault_in_chain(entry, head) or _fault_in_evaluation(entry, evaluation)
            if fault:
                return Verdict(checked, head, fault)
            head = Head(entry.position, entry.entry_digest)
            checked += 1
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        # Whoever altered a row may have left anything in it.
        return Verdict(checked, head, Fault(head.position + 1, "invalid_row", f"{type(error).__name__}: {error}"))
    return Verdict(checked, head, None)


def _fault_in_chain(entry: LedgerEntry, head: Head) -> Fault | None:
    expected = head.position + 1
    if entry.position != expected:
        return Fault(expected, "gap", f"the next entry found has position {entry.position}")
    if entry.previous_digest != head.digest:
        return Fault(expected, "wrong_link", f"it follows {entry.previous_digest}, not {head.digest}")
    if entry.entry_digest != entry_digest(entry.previous_digest, entry.body, _algorithm(entry.entry_digest)):
        return Fault(expected, "altered_entry", "its text does not have its digest")
    body = json.loads(entry.body)
    said = (
        body["tenant"],
        body["position"],
        body["entry"],
        body["recorded_at"],
        body.get("evaluation", {}).get("id"),
    )
    stored = (
        entry.tenant,
        entry.position,
        entry.entry_kind,
        utc_text(entry.recorded_at),
        entry.evaluation_id,
    )
    return None if said == stored else Fault(expected, "altered_entry", "its columns contradict its text")


def _fault_in_evaluation(entry: LedgerEntry, evaluation: StoredEvaluation | None) -> Fault | None:
    if entry.entry_kind != EVALUATION:
        return None
    if evaluation is None:
        return Fault(entry.position, "missing_evaluation", f"evaluation {entry.evaluation_id} is not stored")
    stored = evaluation_body(evaluation, evaluation.position, evaluation.attempt)
    if stored != entry.body:
        changed = ", ".join(_differences(json.loads(entry.body), json.loads(stored)))
        return Fault(entry.position, "altered_evaluation", f"{changed} of evaluation {evaluation.id}")
    for name in ("submission", "sheet"):
        recorded: str = getattr(evaluation, f"{name}_digest")
        if digest(getattr(evaluation, name), _algorithm(recorded)) != recorded:
            return Fault(entry.position, f"altered_{name}", f"the {name} of evaluation {evaluation.id}")
    return None


def _differences(said: dict[str, object], stored: dict[str, object]) -> list[str]:
    found: list[str] = []
    for name in sorted(said.keys() | stored.keys()):
        one, other = said.get(name), stored.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            found += [f"{name}.{inner}" for inner in _differences(one, other)]
        elif one != other:
            found.append(name)
    return found


def _algorithm(digest_text: str) -> str:
    return digest_text.partition(":")[0]
