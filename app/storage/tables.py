"""The tables. Rows are only ever added, but for the two that say where things stand: the ledger's head and the
effective evaluation of each business key.

No type, default or name that one of the targeted engines (SQLite, the PostgreSQL and MySQL families) lacks: keys are
made by the application, JSON is text, names have at most 30 bytes. Classes describe the tables; statements use the
`Table` objects at the end, since the ORM costs many times the driver.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from app.storage.types import ExactDecimal, LongText, UtcTime

_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_1_name)s",
}

# MySQL compares text without regard to case unless told; idempotency keys are told apart by it.
_EXACT_TEXT = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
_CLUSTERED = {**_EXACT_TEXT, "sqlite_with_rowid": False}


class Row(SQLModel):
    metadata = MetaData(naming_convention=_NAMES)


def _column(kind: Any, *constraints: Any, key: bool = False, optional: bool = False) -> Any:
    return Field(sa_column=Column(kind, *constraints, primary_key=key, nullable=optional))


def _tenant() -> Any:
    return _column(String(64), key=True)


def _newest_first(name: str, column: str) -> Index:
    """Serves `WHERE tenant = … AND column = … ORDER BY position DESC LIMIT …` without sorting."""
    return Index(f"ix_evaluation_{name}", "tenant", column, "position")


class Evaluation(Row, table=True):
    """One accepted evaluation, exactly as it was answered. Never updated."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("tenant", "position"),
        _newest_first("recorded_at", "recorded_at"),
        _newest_first("kind", "kind"),
        _newest_first("fiscal_year", "fiscal_year"),
        _newest_first("province", "province_code"),
        _newest_first("prefecture", "prefecture_code"),
        _newest_first("region", "region_code"),
        _newest_first("department", "department_code"),
        _newest_first("unit", "unit_code"),
        _newest_first("project", "project_code"),
        _newest_first("grade", "grade"),
        _newest_first("rule_pack", "rule_pack_id"),
        _EXACT_TEXT,
    )

    id: str = _column(String(36), key=True)
    tenant: str = _column(String(64))
    position: int = _column(BigInteger())
    attempt: int = _column(Integer())
    recorded_at: datetime = _column(UtcTime())
    kind: str = _column(String(64))
    fiscal_year: int = _column(Integer())
    # The first two and four digits of the region: a filter by province would otherwise have to sort.
    province_code: str | None = _column(String(2), optional=True)
    prefecture_code: str | None = _column(String(4), optional=True)
    region_code: str | None = _column(String(32), optional=True)
    department_code: str | None = _column(String(200), optional=True)
    unit_code: str | None = _column(String(200), optional=True)
    project_code: str | None = _column(String(200), optional=True)
    business_key: str | None = _column(String(512), optional=True)
    status: str = _column(String(16))
    # 12 digits before the point, 6 after it: what the integrated budget management platform stores.
    score: Decimal | None = _column(ExactDecimal(18, 6), optional=True)
    grade: str | None = _column(String(16), optional=True)
    rule_pack_id: str = _column(String(200))
    rule_pack_version: str = _column(String(64))
    rule_pack_digest: str = _column(String(80))
    engine_version: str = _column(String(64))
    submission_digest: str = _column(String(80))
    sheet_digest: str = _column(String(80))
    # Sorted and separated by spaces; none rather than empty, which some engines cannot tell apart.
    finding_codes: str | None = _column(Text(), optional=True)
    submission: str = _column(LongText)
    sheet: str = _column(LongText)


class EvaluationFinding(Row, table=True):
    """Which evaluations have a finding: an index for the list's filter, newest first within a code."""

    __tablename__ = "evaluation_finding"
    __table_args__ = (_CLUSTERED,)

    tenant: str = _tenant()
    code: str = _column(String(64), key=True)
    position: int = _column(BigInteger(), key=True)


class EffectiveEvaluation(Row, table=True):
    """Which evaluation counts under a business key, and how many there have been. Moves with every attempt."""

    __tablename__ = "effective_evaluation"
    __table_args__ = (_CLUSTERED,)

    tenant: str = _tenant()
    business_key: str = _column(String(512), key=True)
    evaluation_id: str = _column(String(36), ForeignKey("evaluation.id"))
    attempts: int = _column(Integer())


class Idempotency(Row, table=True):
    """Which evaluation a request under an idempotency key led to."""

    __tablename__ = "idempotency"
    __table_args__ = (_CLUSTERED,)

    tenant: str = _tenant()
    idempotency_key: str = _column(String(255), key=True)
    request_digest: str = _column(String(80))
    evaluation_id: str = _column(String(36), ForeignKey("evaluation.id"))


class LedgerEntry(Row, table=True):
    """One event of a tenant, in the order of commits, without gaps. Never updated.

    `body` is the canonical JSON that is hashed; the other columns only repeat or link it.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (_EXACT_TEXT,)

    tenant: str = _tenant()
    position: int = _column(BigInteger(), key=True)
    entry_kind: str = _column(String(32))
    evaluation_id: str | None = _column(String(36), ForeignKey("evaluation.id"), optional=True)
    recorded_at: datetime = _column(UtcTime())
    body: str = _column(LongText)
    previous_digest: str = _column(String(80))
    entry_digest: str = _column(String(80))


class LedgerHead(Row, table=True):
    """A tenant's last position and its digest. Locking this row is what puts writers in order."""

    __tablename__ = "ledger_head"
    __table_args__ = (_EXACT_TEXT,)

    tenant: str = _tenant()
    position: int = _column(BigInteger())
    digest: str = _column(String(80))


METADATA = Row.metadata

evaluation = METADATA.tables["evaluation"]
evaluation_finding = METADATA.tables["evaluation_finding"]
effective_evaluation = METADATA.tables["effective_evaluation"]
idempotency = METADATA.tables["idempotency"]
ledger_entry = METADATA.tables["ledger_entry"]
ledger_head = METADATA.tables["ledger_head"]
