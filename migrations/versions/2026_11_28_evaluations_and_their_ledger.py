"""Evaluations and their ledger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "4c1f7a0d92e3"
down_revision = None

_SCORE = sa.Numeric(18, 6).with_variant(sa.BigInteger(), "sqlite")
_DECIMAL_TEXT = sa.String(24)
_LONG_BYTES = sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")
_LONG_TEXT = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
_EXACT_TEXT = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
_CLUSTERED = {**_EXACT_TEXT, "sqlite_with_rowid": False}
_NEWEST_FIRST = {
    "department": "department_code",
    "fiscal_year": "fiscal_year",
    "grade": "grade",
    "kind": "kind",
    "prefecture": "prefecture_code",
    "project": "project_code",
    "province": "province_code",
    "recorded_at": "recorded_at",
    "region": "region_code",
    "rule_pack": "rule_pack_id",
    "unit": "unit_code",
}


def upgrade() -> None:
    op.create_table(
        "evaluation",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("supersedes", sa.String(36)),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("recorded_by", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("province_code", sa.String(2)),
        sa.Column("prefecture_code", sa.String(4)),
        sa.Column("region_code", sa.String(32)),
        sa.Column("department_code", sa.String(200)),
        sa.Column("unit_code", sa.String(200)),
        sa.Column("project_code", sa.String(200)),
        sa.Column("series_key", sa.String(80), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("score", _SCORE),
        sa.Column("weight", _DECIMAL_TEXT, nullable=False),
        sa.Column("declared_total", _DECIMAL_TEXT),
        sa.Column("grade", sa.String(16)),
        sa.Column("rule_pack_id", sa.String(200), nullable=False),
        sa.Column("rule_pack_version", sa.String(64), nullable=False),
        sa.Column("rule_pack_digest", sa.String(80), nullable=False),
        sa.Column("engine_version", sa.String(64), nullable=False),
        sa.Column("submission_digest", sa.String(80), nullable=False),
        sa.Column("sheet_digest", sa.String(80), nullable=False),
        sa.Column("finding_codes", sa.Text()),
        sa.Column("submission", _LONG_BYTES, nullable=False),
        sa.Column("sheet", _LONG_BYTES, nullable=False),
        sa.ForeignKeyConstraint(["supersedes"], ["evaluation.id"], name="fk_evaluation"),
        sa.PrimaryKeyConstraint("id", name="pk_evaluation"),
        sa.UniqueConstraint("tenant", "position", name="uq_evaluation_position"),
        sa.UniqueConstraint("tenant", "series_key", "attempt", name="uq_evaluation_series"),
        **_EXACT_TEXT,
    )
    for name, column in _NEWEST_FIRST.items():
        op.create_index(f"ix_evaluation_{name}", "evaluation", ["tenant", column, "position"])
    op.create_table(
        "evaluation_finding",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "code", "position", name="pk_evaluation_finding"),
        **_CLUSTERED,
    )
    op.create_table(
        "withdrawal",
        sa.Column("evaluation_id", sa.String(36), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("reason", _LONG_TEXT, nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("recorded_by", sa.String(255), nullable=False),
        sa.Column("effective_id", sa.String(36)),
        sa.ForeignKeyConstraint(["effective_id"], ["evaluation.id"], name="fk_withdrawal_effective"),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_withdrawal"),
        sa.PrimaryKeyConstraint("evaluation_id", name="pk_withdrawal"),
        sa.UniqueConstraint("tenant", "position", name="uq_withdrawal_position"),
        **_EXACT_TEXT,
    )
    op.create_table(
        "effective_evaluation",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("series_key", sa.String(80), nullable=False),
        sa.Column("evaluation_id", sa.String(36)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_effective_evaluation"),
        sa.PrimaryKeyConstraint("tenant", "series_key", name="pk_effective_evaluation"),
        **_CLUSTERED,
    )
    op.create_table(
        "idempotency",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("idempotency_key", sa.String(255), nullable=False),
        sa.Column("request_digest", sa.String(80), nullable=False),
        sa.Column("evaluation_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_idempotency"),
        sa.PrimaryKeyConstraint("tenant", "idempotency_key", name="pk_idempotency"),
        **_CLUSTERED,
    )
    _create_ledger()


def _create_ledger() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("entry_kind", sa.String(32), nullable=False),
        sa.Column("evaluation_id", sa.String(36)),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("body", _LONG_TEXT, nullable=False),
        sa.Column("entry_digest", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_ledger_entry"),
        sa.PrimaryKeyConstraint("tenant", "position", name="pk_ledger_entry"),
        **_EXACT_TEXT,
    )
    op.create_table(
        "ledger_tile",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("tile", sa.BigInteger(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "level", "tile", name="pk_ledger_tile"),
        **_EXACT_TEXT,
    )
    op.create_table(
        "ledger_head",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("algorithm", sa.String(16), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(80), nullable=False),
        sa.Column("frontier", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name="pk_ledger_head"),
        **_EXACT_TEXT,
    )
    op.create_table(
        "checkpoint",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "position", name="pk_checkpoint"),
        **_EXACT_TEXT,
    )


def downgrade() -> None:
    for table in (
        "checkpoint",
        "ledger_head",
        "ledger_tile",
        "ledger_entry",
        "idempotency",
        "effective_evaluation",
        "withdrawal",
        "evaluation_finding",
        "evaluation",
    ):
        op.drop_table(table)
