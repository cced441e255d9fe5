"""The tables. Rows are only ever added, but for the two that say where things stand: the ledger's head and the
effective evaluation of each series. The database itself refuses anything else (migrations, grants.py): a table whose
rows may change otherwise says so by `CHANGES_FREELY`.

No type, default or name that one of the targeted engines (SQLite, the PostgreSQL and MySQL families) lacks: keys are
made by the application, JSON is text (long JSON compressed), names have at most 30 bytes. Classes describe the tables;
statements use the `Table` objects at the end, since the ORM costs many times the driver.
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

from app.storage.types import DecimalText, ExactDecimal, LongText, PackedText, UtcTime

_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_1_name)s",
}

# MySQL compares text without regard to case unless told; idempotency keys are told apart by it.
_EXACT_TEXT = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
_CLUSTERED = {**_EXACT_TEXT, "sqlite_with_rowid": False}

# Put into a table's `info`: how its rows may change. Without it, not at all.
MOVES_FORWARD = {"changes": "forward"}
ENDS = {"changes": "ends"}
CHANGES_FREELY = {"changes": "freely"}


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
        UniqueConstraint("tenant", "series_key", "attempt", name="uq_evaluation_series"),
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
    supersedes: str | None = _column(String(36), ForeignKey("evaluation.id"), optional=True)
    recorded_at: datetime = _column(UtcTime())
    recorded_by: str = _column(String(255))
    kind: str = _column(String(64))
    fiscal_year: int = _column(Integer())
    # The first two and four digits of the region: a filter by province would otherwise have to sort.
    province_code: str | None = _column(String(2), optional=True)
    prefecture_code: str | None = _column(String(4), optional=True)
    region_code: str | None = _column(String(32), optional=True)
    department_code: str | None = _column(String(200), optional=True)
    unit_code: str | None = _column(String(200), optional=True)
    project_code: str | None = _column(String(200), optional=True)
    series_key: str = _column(String(80))
    status: str = _column(String(16))
    # 12 digits before the point, 6 after it: what the integrated budget management platform stores.
    score: Decimal | None = _column(ExactDecimal(18, 6), optional=True)
    weight: Decimal = _column(DecimalText())
    declared_total: Decimal | None = _column(DecimalText(), optional=True)
    grade: str | None = _column(String(16), optional=True)
    rule_pack_id: str = _column(String(200))
    rule_pack_version: str = _column(String(64))
    rule_pack_digest: str = _column(String(80))
    engine_version: str = _column(String(64))
    submission_digest: str = _column(String(80))
    sheet_digest: str = _column(String(80))
    # Sorted and separated by spaces; none rather than empty, which some engines cannot tell apart.
    finding_codes: str | None = _column(Text(), optional=True)
    submission: str = _column(PackedText())
    sheet: str = _column(PackedText())


class EvaluationFinding(Row, table=True):
    """Which evaluations have a finding: an index for the list's filter, newest first within a code."""

    __tablename__ = "evaluation_finding"
    __table_args__ = (_CLUSTERED,)

    tenant: str = _tenant()
    code: str = _column(String(64), key=True)
    position: int = _column(BigInteger(), key=True)


class Withdrawal(Row, table=True):
    """Which evaluations are void, why, and which attempt counted from then on."""

    __tablename__ = "withdrawal"
    __table_args__ = (UniqueConstraint("tenant", "position"), _EXACT_TEXT)

    evaluation_id: str = _column(String(36), ForeignKey("evaluation.id"), key=True)
    tenant: str = _column(String(64))
    position: int = _column(BigInteger())
    reason: str = _column(LongText)
    recorded_at: datetime = _column(UtcTime())
    recorded_by: str = _column(String(255))
    effective_id: str | None = _column(
        String(36), ForeignKey("evaluation.id", name="fk_withdrawal_effective"), optional=True
    )


class EffectiveEvaluation(Row, table=True):
    """Which attempt of a series counts (none: all are withdrawn), and how many there have been. Moves with each."""

    __tablename__ = "effective_evaluation"
    __table_args__ = ({**_CLUSTERED, "info": MOVES_FORWARD},)

    tenant: str = _tenant()
    series_key: str = _column(String(80), key=True)
    evaluation_id: str | None = _column(String(36), ForeignKey("evaluation.id"), optional=True)
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
    entry_digest: str = _column(String(80))


class LedgerTile(Row, table=True):
    """256 neighbouring hashes of the tree, once they are complete, and the root over them, in hexadecimal.

    Level 0 holds the hashes of the entries, each level above it the roots of the tiles below (C2SP tlog-tiles).
    """

    __tablename__ = "ledger_tile"
    __table_args__ = (_EXACT_TEXT,)

    tenant: str = _tenant()
    level: int = _column(Integer(), key=True)
    tile: int = _column(BigInteger(), key=True)
    digests: str = _column(Text())
    root: str = _column(String(64))


class LedgerHead(Row, table=True):
    """A tenant's last position, with the tree that its entries make. Locking this row puts writers in order."""

    __tablename__ = "ledger_head"
    __table_args__ = ({**_EXACT_TEXT, "info": MOVES_FORWARD},)

    tenant: str = _tenant()
    algorithm: str = _column(String(16))
    position: int = _column(BigInteger())
    root: str = _column(String(80))
    # What the tree must remember to grow, as merkle.Frontier writes it.
    frontier: str = _column(Text())


class Checkpoint(Row, table=True):
    """A head that was signed: `note` is the signed text, to be kept elsewhere too."""

    __tablename__ = "checkpoint"
    __table_args__ = (_EXACT_TEXT,)

    tenant: str = _tenant()
    position: int = _column(BigInteger(), key=True)
    root: str = _column(String(80))
    note: str = _column(Text())
    recorded_at: datetime = _column(UtcTime())


class ApiKey(Row, table=True):
    """A key of a caller: its digest, what it opens, and what became of it.

    A row is marked as used and as ended, sooner than before and not undone; nothing else of it changes.
    """

    __tablename__ = "api_key"
    __table_args__ = ({**_EXACT_TEXT, "info": ENDS},)

    prefix: str = _column(String(16), key=True)
    secret_digest: str = _column(String(80))
    tenant: str = _column(String(64))
    subject: str = _column(String(200))
    label: str | None = _column(String(200), optional=True)
    # Sorted and separated by spaces.
    scopes: str = _column(String(200))
    region: str | None = _column(String(6), optional=True)
    # A JSON list; none: every department.
    departments: str | None = _column(Text(), optional=True)
    created_at: datetime = _column(UtcTime())
    expires_at: datetime | None = _column(UtcTime(), optional=True)
    revoked_at: datetime | None = _column(UtcTime(), optional=True)
    last_used_at: datetime | None = _column(UtcTime(), optional=True)
    replaces: str | None = _column(String(16), optional=True)


class Webhook(Row, table=True):
    """A subscription: where a tenant's ledger entries are sent, how far that has come, and who is at it.

    `due_at`: not to be taken up before, be it for the next attempt or because `claimed_by` is at it until then.
    """

    __tablename__ = "webhook"
    __table_args__ = (Index("ix_webhook_tenant", "tenant", "created_at"), {**_EXACT_TEXT, "info": CHANGES_FREELY})

    id: str = _column(String(36), key=True)
    tenant: str = _column(String(64))
    subject: str = _column(String(200))
    url: str = _column(String(2000))
    description: str | None = _column(String(200), optional=True)
    # Sorted and separated by spaces; none: every kind.
    kinds: str | None = _column(String(200), optional=True)
    created_at: datetime = _column(UtcTime())
    secret_generation: int = _column(Integer())
    secret_digest: str = _column(String(80))
    old_secret_until: datetime | None = _column(UtcTime(), optional=True)
    position: int = _column(BigInteger())
    attempts: int = _column(BigInteger())
    failures: int = _column(Integer())
    failing_since: datetime | None = _column(UtcTime(), optional=True)
    delivered_at: datetime | None = _column(UtcTime(), optional=True)
    paused_at: datetime | None = _column(UtcTime(), optional=True)
    pause_reason: str | None = _column(String(32), optional=True)
    due_at: datetime = _column(UtcTime())
    claimed_by: str | None = _column(String(36), optional=True)


class WebhookDelivery(Row, table=True):
    """One attempt to deliver an entry; the oldest attempts of a subscription make room for new ones."""

    __tablename__ = "webhook_delivery"
    __table_args__ = ({**_CLUSTERED, "info": CHANGES_FREELY},)

    webhook_id: str = _column(String(36), ForeignKey("webhook.id"), key=True)
    number: int = _column(BigInteger(), key=True)
    position: int = _column(BigInteger())
    event_id: str = _column(String(64))
    attempt: int = _column(Integer())
    started_at: datetime = _column(UtcTime())
    milliseconds: int = _column(Integer())
    outcome: str = _column(String(16))
    http_status: int | None = _column(Integer(), optional=True)


METADATA = Row.metadata

api_key = METADATA.tables["api_key"]
evaluation = METADATA.tables["evaluation"]
evaluation_finding = METADATA.tables["evaluation_finding"]
withdrawal = METADATA.tables["withdrawal"]
effective_evaluation = METADATA.tables["effective_evaluation"]
idempotency = METADATA.tables["idempotency"]
ledger_entry = METADATA.tables["ledger_entry"]
ledger_tile = METADATA.tables["ledger_tile"]
ledger_head = METADATA.tables["ledger_head"]
checkpoint = METADATA.tables["checkpoint"]
webhook = METADATA.tables["webhook"]
webhook_delivery = METADATA.tables["webhook_delivery"]
