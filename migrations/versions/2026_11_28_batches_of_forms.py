"""Batches of forms."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "1bb48550128a"
down_revision = "c3a9174be05d"

_LONG_BYTES = sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")
_EXACT_TEXT = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("submitted_by", sa.String(255), nullable=False),
        sa.Column("region", sa.String(6)),
        sa.Column("departments", sa.Text()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("shared", sa.Text()),
        sa.Column("idempotency_key", sa.String(255)),
        sa.Column("request_digest", sa.String(80)),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("served_at", sa.String(27), nullable=False),
        sa.Column("started_at", sa.String(27)),
        sa.Column("cancelled_at", sa.String(27)),
        sa.Column("finished_at", sa.String(27)),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
        sa.UniqueConstraint("tenant", "idempotency_key", name="uq_batch_idempotency_key"),
        **_EXACT_TEXT,
    )
    op.create_index("ix_batch_newest", "batch", ["tenant", "id"])
    op.create_index("ix_batch_served", "batch", ["state", "served_at"])
    op.create_table(
        "batch_parcel",
        sa.Column("batch_id", sa.String(36), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("claimed_by", sa.String(64)),
        sa.Column("claimed_until", sa.String(27)),
        sa.Column("content", _LONG_BYTES),
        sa.Column("results", _LONG_BYTES),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="fk_batch_parcel"),
        sa.PrimaryKeyConstraint("batch_id", "first_number", name="pk_batch_parcel"),
        **_EXACT_TEXT,
    )
    op.create_index("ix_batch_parcel_state", "batch_parcel", ["batch_id", "state", "first_number"])


def downgrade() -> None:
    op.drop_table("batch_parcel")
    op.drop_table("batch")
