"""Between records and table rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import RowMapping, Select, and_, select

from app.storage.columns import Columns, columns_of
from app.storage.records import (
    EvaluationFacts,
    EvaluationSummary,
    LedgerEntry,
    StoredCheckpoint,
    StoredEvaluation,
    Withdrawal,
)
from app.storage.tables import effective_evaluation, evaluation, ledger_entry, withdrawal

_FACTS = tuple(field.name for field in fields(EvaluationFacts))
_OWN = (*_FACTS, "position", "attempt", "supersedes")
TEXTS = ("submission", "sheet")
_ENTRY = tuple(field.name for field in fields(LedgerEntry))
_CHECKPOINT = tuple(field.name for field in fields(StoredCheckpoint))
_WITHDRAWAL = tuple(field.name for field in fields(Withdrawal))
_OF_WITHDRAWAL = "withdrawal_"
_own_of, _of_entry, _of_withdrawal = attrgetter(*_OWN), attrgetter(*_ENTRY), attrgetter(*_WITHDRAWAL)
# Columns that follow from a fact, and how.
_DERIVED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "finding_codes": ("finding_codes", lambda codes: " ".join(codes) or None),
    "province_code": ("region_code", lambda code: code and code[:2]),
    "prefecture_code": ("region_code", lambda code: code and code[:4]),
}

Row = RowMapping | dict[str, Any]

ON_ENTRY = and_(ledger_entry.c.tenant == evaluation.c.tenant, ledger_entry.c.position == evaluation.c.position)
ON_EFFECTIVE = and_(
    effective_evaluation.c.tenant == evaluation.c.tenant,
    effective_evaluation.c.series_key == evaluation.c.series_key,
)
WITHDRAWAL_COLUMNS = tuple(withdrawal.c[name].label(_OF_WITHDRAWAL + name) for name in _WITHDRAWAL)


def select_summaries() -> Select[Any]:
    """Evaluations with which attempt counts and whether they were withdrawn, ready for `summary`."""
    columns = [column for column in evaluation.c if column.name not in TEXTS]
    return (
        select(*columns, effective_evaluation.c.evaluation_id.label("effective_id"), *WITHDRAWAL_COLUMNS)
        .select_from(evaluation)
        .join(effective_evaluation, ON_EFFECTIVE)
        .outerjoin(withdrawal, withdrawal.c.evaluation_id == evaluation.c.id)
    )


def select_stored() -> Select[Any]:
    """The same with the digest of the ledger entry, submission and sheet, ready for `stored`."""
    texts = (evaluation.c[name] for name in TEXTS)
    return select_summaries().add_columns(ledger_entry.c.entry_digest, *texts).join(ledger_entry, ON_ENTRY)


def summary(row: Row) -> EvaluationSummary:
    return EvaluationSummary(**_summarised(row))


def stored(row: Row) -> StoredEvaluation:
    return StoredEvaluation(
        **_summarised(row),
        entry_digest=row["entry_digest"],
        submission=row["submission"],
        sheet=row["sheet"],
    )


def withdrawal_in(row: Row) -> Withdrawal | None:
    """The withdrawal beside an evaluation, in `WITHDRAWAL_COLUMNS`."""
    if row[f"{_OF_WITHDRAWAL}position"] is None:
        return None
    return Withdrawal(**{name: row[_OF_WITHDRAWAL + name] for name in _WITHDRAWAL})


def _summarised(row: Row) -> dict[str, Any]:
    effective = row["effective_id"] == row["id"]
    return {
        **{name: row[name] for name in _OWN},
        "finding_codes": tuple((row["finding_codes"] or "").split()),
        "effective": effective,
        "superseded_by": None if effective else row["effective_id"],
        "withdrawal": withdrawal_in(row),
    }


def evaluation_row(record: StoredEvaluation) -> dict[str, Any]:
    own = dict(zip(_OWN, _own_of(record), strict=True))
    derived = {name: derive(own[source]) for name, (source, derive) in _DERIVED.items()}
    return {**own, **derived, **{name: getattr(record, name) for name in TEXTS}}


def evaluation_columns(records: Sequence[EvaluationSummary], texts: Iterable[tuple[bytes, bytes]]) -> Columns:
    """Of the rows, whose long texts may have been packed before."""
    if not records:
        return {}
    own = columns_of(_OWN, map(_own_of, records))
    derived = {name: list(map(derive, own[source])) for name, (source, derive) in _DERIVED.items()}
    return {**own, **derived, **columns_of(TEXTS, texts)}


def finding_columns(records: Iterable[EvaluationSummary]) -> Columns:
    found = [(record.tenant, code, record.position) for record in records for code in record.finding_codes]
    return columns_of(("tenant", "code", "position"), found)


def withdrawal_columns(withdrawals: Iterable[tuple[EvaluationSummary, Withdrawal]]) -> Columns:
    made = [(record.id, record.tenant, *_of_withdrawal(withdrawn)) for record, withdrawn in withdrawals]
    return columns_of(("evaluation_id", "tenant", *_WITHDRAWAL), made)


def entry(row: Row) -> LedgerEntry:
    return LedgerEntry(**{name: row[name] for name in _ENTRY})


def entry_columns(entries: Iterable[LedgerEntry]) -> Columns:
    return columns_of(_ENTRY, map(_of_entry, entries))


def checkpoint(row: Row) -> StoredCheckpoint:
    return StoredCheckpoint(**{name: row[name] for name in _CHECKPOINT})


def checkpoint_row(record: StoredCheckpoint) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _CHECKPOINT}
