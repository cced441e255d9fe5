"""What answers say of evaluations that were recorded, looked up by their ids, many in one query."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, String, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.storage import rows
from app.storage.kept_connection import KeptConnection
from app.storage.records import AnsweredEvaluation, EvaluationHead
from app.storage.tables import effective_evaluation, evaluation, ledger_entry, withdrawal

_OWN = (
    "id",
    "tenant",
    "region_code",
    "department_code",
    "recorded_at",
    "status",
    "attempt",
    "supersedes",
    "submission_digest",
    "sheet_digest",
    "position",
)
# Each is asked for by its key: a query within the query leaves the planner no whole tables to join instead.
_EFFECTIVE_ID = select(effective_evaluation.c.evaluation_id).where(rows.ON_EFFECTIVE).scalar_subquery()
_ENTRY_DIGEST = select(ledger_entry.c.entry_digest).where(rows.ON_ENTRY).scalar_subquery()
_HEADS = (
    select(
        *(evaluation.c[name] for name in _OWN),
        _ENTRY_DIGEST.label("entry_digest"),
        _EFFECTIVE_ID.label("effective_id"),
        *rows.WITHDRAWAL_COLUMNS,
    )
    .select_from(evaluation)
    .outerjoin(withdrawal, withdrawal.c.evaluation_id == evaluation.c.id)
)
_ANSWERS = _HEADS.add_columns(evaluation.c.sheet)


class Heads:
    """Looks them up over a connection of its own, whatever tenant they are of; for one thread at a time.

    Raises StorageBusy or StorageUnavailable when the database cannot answer.
    """

    def __init__(self, engine: Engine) -> None:
        self._connection = KeptConnection(engine)
        self._takes_arrays = engine.dialect.name == "postgresql"
        asked_for = _in_array() if self._takes_arrays else _in_list()
        self._heads, self._answers = _HEADS.where(asked_for), _ANSWERS.where(asked_for)

    def find(self, ids: Collection[str]) -> dict[str, EvaluationHead]:
        """Those of these evaluations that there are, by id."""
        return {row.id: EvaluationHead(**_head(row)) for row in self._some(self._heads, ids)}

    def find_answers(self, ids: Collection[str]) -> dict[str, AnsweredEvaluation]:
        """The same with their sheets."""
        return {row.id: AnsweredEvaluation(**_head(row), sheet=row.sheet) for row in self._some(self._answers, ids)}

    def close(self) -> None:
        """Gives the connection up."""
        self._connection.close()

    def _some(self, query: Select[Any], ids: Collection[str]) -> Sequence[Row[Any]]:
        if not ids:
            return ()
        asked = list(ids) if self._takes_arrays else _padded(list(ids))
        return self._connection.rows(query, {"ids": asked})


def _in_array() -> ColumnElement[bool]:
    """One statement for any number of ids."""
    return evaluation.c.id == any_(bindparam("ids", type_=ARRAY(String())))


def _in_list() -> ColumnElement[bool]:
    return evaluation.c.id.in_(bindparam("ids", expanding=True))


def _padded(ids: list[str]) -> list[str]:
    """Lists whose lengths are powers of two: so few statements stay prepared."""
    return ids + ids[:1] * ((1 << (len(ids) - 1).bit_length()) - len(ids))


def _head(row: Row[Any]) -> dict[str, Any]:
    effective = row.effective_id == row.id
    return {
        **dict(zip(_OWN, row, strict=False)),
        "entry_digest": row.entry_digest,
        "effective": effective,
        "superseded_by": None if effective else row.effective_id,
        "withdrawal": rows.withdrawal_in(row._mapping),
    }
