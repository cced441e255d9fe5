"""Between records and table rows."""

from collections.abc import Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import RowMapping, Select, and_, select

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
_own_of, _of_entry = attrgetter(*_OWN), attrgetter(*_ENTRY)

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


def evaluation_row(record: StoredEvaluation, texts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The row, with the long texts as they are or as they were packed before."""
    region = record.region_code
    return {
        **dict(zip(_OWN, _own_of(record), strict=True)),
        "finding_codes": " ".join(record.finding_codes) or None,
        "province_code": region and region[:2],
        "prefecture_code": region and region[:4],
        **(texts or {name: getattr(record, name) for name in TEXTS}),
    }


def withdrawal_row(record: EvaluationSummary, withdrawn: Withdrawal) -> dict[str, Any]:
    of_withdrawal = {name: getattr(withdrawn, name) for name in _WITHDRAWAL}
    return {"tenant": record.tenant, "evaluation_id": record.id, **of_withdrawal}


def entry(row: Row) -> LedgerEntry:
    return LedgerEntry(**{name: row[name] for name in _ENTRY})


def entry_row(record: LedgerEntry) -> dict[str, Any]:
    return dict(zip(_ENTRY, _of_entry(record), strict=True))


def checkpoint(row: Row) -> StoredCheckpoint:
    return StoredCheckpoint(**{name: row[name] for name in _CHECKPOINT})


def checkpoint_row(record: StoredCheckpoint) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _CHECKPOINT}
