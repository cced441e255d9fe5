"""Between records and table rows."""

from dataclasses import fields
from typing import Any

from sqlalchemy import RowMapping, Select, and_, select

from app.storage.ledger import LedgerEntry
from app.storage.records import EvaluationFacts, EvaluationSummary, StoredEvaluation
from app.storage.tables import effective_evaluation, evaluation, ledger_entry

_FACTS = tuple(field.name for field in fields(EvaluationFacts))
_TEXTS = ("submission", "sheet")
_ENTRY = tuple(field.name for field in fields(LedgerEntry))

Row = RowMapping | dict[str, Any]

_ON_ENTRY = and_(ledger_entry.c.tenant == evaluation.c.tenant, ledger_entry.c.position == evaluation.c.position)
_ON_EFFECTIVE = and_(
    effective_evaluation.c.tenant == evaluation.c.tenant,
    effective_evaluation.c.business_key == evaluation.c.business_key,
)


def select_summaries() -> Select[Any]:
    """Evaluations with their place in the ledger and which one is effective, ready for `summary`."""
    columns = [column for column in evaluation.c if column.name not in _TEXTS]
    return (
        select(
            *columns,
            ledger_entry.c.previous_digest,
            ledger_entry.c.entry_digest,
            effective_evaluation.c.evaluation_id.label("effective_id"),
        )
        .select_from(evaluation)
        .join(ledger_entry, _ON_ENTRY)
        .outerjoin(effective_evaluation, _ON_EFFECTIVE)
    )


def select_stored() -> Select[Any]:
    """The same with submission and sheet, ready for `stored`."""
    return select_summaries().add_columns(evaluation.c.submission, evaluation.c.sheet)


def summary(row: Row) -> EvaluationSummary:
    return EvaluationSummary(**_summarised(row))


def stored(row: Row) -> StoredEvaluation:
    return StoredEvaluation(**_summarised(row), submission=row["submission"], sheet=row["sheet"])


def _summarised(row: Row) -> dict[str, Any]:
    effective = row["business_key"] is None or row["effective_id"] == row["id"]
    return {
        **{name: row[name] for name in _FACTS},
        "finding_codes": tuple((row["finding_codes"] or "").split()),
        "position": row["position"],
        "attempt": row["attempt"],
        "previous_digest": row["previous_digest"],
        "entry_digest": row["entry_digest"],
        "effective": effective,
        "superseded_by": None if effective else row["effective_id"],
    }


def evaluation_row(record: StoredEvaluation) -> dict[str, Any]:
    region = record.region_code
    return {
        **{name: getattr(record, name) for name in _FACTS},
        "finding_codes": " ".join(record.finding_codes) or None,
        "position": record.position,
        "attempt": record.attempt,
        "province_code": region and region[:2],
        "prefecture_code": region and region[:4],
        "submission": record.submission,
        "sheet": record.sheet,
    }


def entry(row: Row) -> LedgerEntry:
    return LedgerEntry(**{name: row[name] for name in _ENTRY})


def entry_row(record: LedgerEntry) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _ENTRY}
