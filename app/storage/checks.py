"""Whether an entry of the ledger is as it was hashed, and says the same as the rows it is about. No SQL."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.storage.bodies import evaluation_body, evaluation_kind, withdrawal_body
from app.storage.ledger import EVALUATION, REVISION, WITHDRAWAL, Fault, algorithm_of, digest, entry_digest
from app.storage.records import LedgerEntry, StoredEvaluation
from app.storage.types import utc_text


@dataclass(frozen=True, slots=True)
class Link:
    """An entry with the evaluation, and its withdrawal, that it is about, as stored."""

    entry: LedgerEntry
    evaluation: StoredEvaluation | None
    inconsistent: tuple[str, ...]
    """Columns that no fact of the evaluation explains."""


def faults_of(link: Link, algorithm: str) -> Iterator[Fault]:
    """What is wrong with an entry by itself, and between it and its rows."""
    yield from _faults_in_entry(link.entry, algorithm)
    for column in link.inconsistent:
        yield Fault(link.entry.position, "invalid_row", column, f"the row of evaluation {link.entry.evaluation_id}")
    if link.entry.entry_kind in (EVALUATION, REVISION):
        yield from _faults_in_evaluation(link.entry, link.evaluation)
    elif link.entry.entry_kind == WITHDRAWAL:
        yield from _faults_in_withdrawal(link.entry, link.evaluation, algorithm)


def _faults_in_entry(entry: LedgerEntry, algorithm: str) -> Iterator[Fault]:
    if entry.entry_digest != entry_digest(algorithm, entry.body):
        yield Fault(entry.position, "altered_entry", "ledger_entry.body", "its text does not have its digest")
        return
    said, stored = _place_said(json.loads(entry.body)), _place_stored(entry)
    for name in _differences(said, stored):
        yield Fault(entry.position, "altered_entry", f"ledger_entry.{name}", "the column contradicts the text")


def _place_said(body: dict[str, Any]) -> dict[str, object]:
    kind = body["entry"]
    about = {EVALUATION: "id", WITHDRAWAL: "evaluation"}
    subject = EVALUATION if kind == REVISION else kind
    return {
        "tenant": body["tenant"],
        "position": body["position"],
        "entry_kind": kind,
        "recorded_at": body["recorded_at"],
        "evaluation_id": body[subject].get(about[subject]) if subject in about else None,
    }


def _place_stored(entry: LedgerEntry) -> dict[str, object]:
    return {
        "tenant": entry.tenant,
        "position": entry.position,
        "entry_kind": entry.entry_kind,
        "recorded_at": utc_text(entry.recorded_at),
        "evaluation_id": entry.evaluation_id,
    }


def _faults_in_evaluation(entry: LedgerEntry, evaluation: StoredEvaluation | None) -> Iterator[Fault]:
    position = entry.position
    if evaluation is None:
        yield Fault(position, "missing_evaluation", "evaluation.id", f"evaluation {entry.evaluation_id} is not stored")
        return
    body = evaluation_body(evaluation, evaluation.position, evaluation.attempt, evaluation.supersedes)
    if body != entry.body:
        yield from _contradictions(entry, body, "altered_evaluation", f"evaluation {evaluation.id}")
    for name in ("submission", "sheet"):
        recorded: str = getattr(evaluation, f"{name}_digest")
        if digest(getattr(evaluation, name), algorithm_of(recorded)) != recorded:
            yield Fault(position, f"altered_{name}", f"evaluation.{name}", f"the {name} of evaluation {evaluation.id}")
    if evaluation_kind(evaluation.supersedes) != entry.entry_kind:
        yield Fault(position, "altered_entry", "ledger_entry.entry_kind", f"evaluation {evaluation.id}")


def _faults_in_withdrawal(entry: LedgerEntry, target: StoredEvaluation | None, algorithm: str) -> Iterator[Fault]:
    if target is None or target.withdrawal is None:
        yield Fault(
            entry.position,
            "missing_withdrawal",
            "withdrawal.evaluation_id",
            f"the withdrawal of evaluation {entry.evaluation_id} is not stored",
        )
        return
    body = withdrawal_body(target, target.withdrawal, algorithm)
    if body != entry.body:
        yield from _contradictions(entry, body, "altered_withdrawal", f"the withdrawal of evaluation {target.id}")


def _contradictions(entry: LedgerEntry, stored: str, code: str, whose: str) -> Iterator[Fault]:
    table = code.removeprefix("altered_")
    # The kind follows from another member, which says more.
    for name in sorted(_differences(json.loads(entry.body), json.loads(stored)), key="entry".__eq__):
        member = name.removeprefix(f"{table}.")
        column = _COLUMNS.get(member, member.replace(".", "_"))
        yield Fault(entry.position, code, f"{table}.{column}", f"{name} of {whose}")


# Members of a body that are called otherwise than the column they repeat.
_COLUMNS = {"reason_digest": "reason", "effective": "effective_id", "evaluation": "evaluation_id"}


def _differences(said: dict[str, Any], stored: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for name in sorted(said.keys() | stored.keys()):
        one, other = said.get(name), stored.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            found += [f"{name}.{inner}" for inner in _differences(one, other)]
        elif one != other:
            found.append(name)
    return found
