"""The tables. Rows are only ever added, but for the two that say where things stand: the ledger's head and the
effective evaluation of each series. The database itself refuses anything else (migrations, grants.py): a table whose
rows may change otherwise says so in its `info` (table_parts.py).

No type, default or name that one of the targeted engines (SQLite, the PostgreSQL and MySQL families) lacks: keys are
made by the application, JSON is text (long JSON compressed), names have at most 30 bytes. Classes describe the tables;
statements use the `Table` objects at the end, since the ORM costs many times the driver.
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint

from app.storage import batch_tables, webhook_tables
from app.storage.table_parts import CLUSTERED, ENDS, EXACT_TEXT, MOVES_FORWARD, Row, column, tenant_key
from app.storage.types import DecimalText, ExactDecimal, LongText, PackedBytes, UtcTime


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
        EXACT_TEXT,
    )

    id: str = column(String(36), key=True)
    tenant: str = column(String(64))
    position: int = column(BigInteger())
    attempt: int = column(Integer())
    supersedes: str | None = column(String(36), ForeignKey("evaluation.id"), optional=True)
    recorded_at: datetime = column(UtcTime())
    recorded_by: str = column(String(255))
    kind: str = column(String(64))
    fiscal_year: int = column(Integer())
    # The first two and four digits of the region: a filter by province would otherwise have to sort.
    province_code: str | None = column(String(2), optional=True)
    prefecture_code: str | None = column(String(4), optional=True)
    region_code: str | None = column(String(32), optional=True)
    department_code: str | None = column(String(200), optional=True)
    unit_code: str | None = column(String(200), optional=True)
    project_code: str | None = column(String(200), optional=True)
    series_key: str = column(String(80))
    status: str = column(String(16))
    # 12 digits before the point, 6 after it: what the integrated budget management platform stores.
    score: Decimal | None = column(ExactDecimal(18, 6), optional=True)
    weight: Decimal = column(DecimalText())
    declared_total: Decimal | None = column(DecimalText(), optional=True)
    grade: str | None = column(String(16), optional=True)
    rule_pack_id: str = column(String(200))
    rule_pack_version: str = column(String(64))
    rule_pack_digest: str = column(String(80))
    engine_version: str = column(String(64))
    submission_digest: str = column(String(80))
    sheet_digest: str = column(String(80))
    # Sorted and separated by spaces; none rather than empty, which some engines cannot tell apart.
    finding_codes: str | None = column(Text(), optional=True)
    submission: bytes = column(PackedBytes())
    sheet: bytes = column(PackedBytes())


class EvaluationFinding(Row, table=True):
    """Which evaluations have a finding: an index for the list's filter, newest first within a code."""

    __tablename__ = "evaluation_finding"
    __table_args__ = (CLUSTERED,)

    tenant: str = tenant_key()
    code: str = column(String(64), key=True)
    position: int = column(BigInteger(), key=True)


class Withdrawal(Row, table=True):
    """Which evaluations are void, why, and which attempt counted from then on."""

    __tablename__ = "withdrawal"
    __table_args__ = (UniqueConstraint("tenant", "position"), EXACT_TEXT)

    evaluation_id: str = column(String(36), ForeignKey("evaluation.id"), key=True)
    tenant: str = column(String(64))
    position: int = column(BigInteger())
    reason: str = column(LongText)
    recorded_at: datetime = column(UtcTime())
    recorded_by: str = column(String(255))
    effective_id: str | None = column(
        String(36), ForeignKey("evaluation.id", name="fk_withdrawal_effective"), optional=True
    )


class EffectiveEvaluation(Row, table=True):
    """Which attempt of a series counts (none: all are withdrawn), and how many there have been. Moves with each."""

    __tablename__ = "effective_evaluation"
    __table_args__ = ({**CLUSTERED, "info": MOVES_FORWARD},)

    tenant: str = tenant_key()
    series_key: str = column(String(80), key=True)
    evaluation_id: str | None = column(String(36), ForeignKey("evaluation.id"), optional=True)
    attempts: int = column(Integer())


class Idempotency(Row, table=True):
    """Which evaluation a request under an idempotency key led to."""

    __tablename__ = "idempotency"
    __table_args__ = (CLUSTERED,)

    tenant: str = tenant_key()
    idempotency_key: str = column(String(255), key=True)
    request_digest: str = column(String(80))
    evaluation_id: str = column(String(36), ForeignKey("evaluation.id"))


class LedgerEntry(Row, table=True):
    """One event of a tenant, in the order of commits, without gaps. Never updated.

    `body` is the canonical JSON that is hashed; the other columns only repeat or link it.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (EXACT_TEXT,)

    tenant: str = tenant_key()
    position: int = column(BigInteger(), key=True)
    entry_kind: str = column(String(32))
    evaluation_id: str | None = column(String(36), ForeignKey("evaluation.id"), optional=True)
    recorded_at: datetime = column(UtcTime())
    body: str = column(LongText)
    entry_digest: str = column(String(80))


class LedgerTile(Row, table=True):
    """256 neighbouring hashes of the tree, once they are complete, and the root over them, in hexadecimal.

    Level 0 holds the hashes of the entries, each level above it the roots of the tiles below (C2SP tlog-tiles).
    """

    __tablename__ = "ledger_tile"
    __table_args__ = (EXACT_TEXT,)

    tenant: str = tenant_key()
    level: int = column(Integer(), key=True)
    tile: int = column(BigInteger(), key=True)
    digests: str = column(Text())
    root: str = column(String(64))


class LedgerHead(Row, table=True):
    """A tenant's last position, with the tree that its entries make. Locking this row puts writers in order."""

    __tablename__ = "ledger_head"
    __table_args__ = ({**EXACT_TEXT, "info": MOVES_FORWARD},)

    tenant: str = tenant_key()
    algorithm: str = column(String(16))
    position: int = column(BigInteger())
    root: str = column(String(80))
    # What the tree must remember to grow, as merkle.Frontier writes it.
    frontier: str = column(Text())


class Checkpoint(Row, table=True):
    """A head that was signed: `note` is the signed text, to be kept elsewhere too."""

    __tablename__ = "checkpoint"
    __table_args__ = (EXACT_TEXT,)

    tenant: str = tenant_key()
    position: int = column(BigInteger(), key=True)
    root: str = column(String(80))
    note: str = column(Text())
    recorded_at: datetime = column(UtcTime())


class ApiKey(Row, table=True):
    """A key of a caller: its digest, what it opens, and what became of it.

    A row is marked as used and as ended, sooner than before and not undone; nothing else of it changes.
    """

    __tablename__ = "api_key"
    __table_args__ = ({**EXACT_TEXT, "info": ENDS},)

    prefix: str = column(String(16), key=True)
    secret_digest: str = column(String(80))
    tenant: str = column(String(64))
    subject: str = column(String(200))
    label: str | None = column(String(200), optional=True)
    # Sorted and separated by spaces.
    scopes: str = column(String(200))
    region: str | None = column(String(6), optional=True)
    # A JSON list; none: every department.
    departments: str | None = column(Text(), optional=True)
    created_at: datetime = column(UtcTime())
    expires_at: datetime | None = column(UtcTime(), optional=True)
    revoked_at: datetime | None = column(UtcTime(), optional=True)
    last_used_at: datetime | None = column(UtcTime(), optional=True)
    replaces: str | None = column(String(16), optional=True)


METADATA = Row.metadata

api_key = METADATA.tables["api_key"]
batch, batch_parcel = batch_tables.batch, batch_tables.batch_parcel
evaluation = METADATA.tables["evaluation"]
evaluation_finding = METADATA.tables["evaluation_finding"]
withdrawal = METADATA.tables["withdrawal"]
effective_evaluation = METADATA.tables["effective_evaluation"]
idempotency = METADATA.tables["idempotency"]
ledger_entry = METADATA.tables["ledger_entry"]
ledger_tile = METADATA.tables["ledger_tile"]
ledger_head = METADATA.tables["ledger_head"]
checkpoint = METADATA.tables["checkpoint"]
webhook, webhook_delivery = webhook_tables.webhook, webhook_tables.webhook_delivery
