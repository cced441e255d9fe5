"""Webhooks: subscriptions to a tenant's ledger, and the log of what was sent."""

import sqlalchemy as sa
from alembic import op

revision = "c3a9174be05d"
down_revision = "79c935e05228"


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("description", sa.String(200)),
        sa.Column("kinds", sa.String(200)),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("secret_generation", sa.Integer(), nullable=False),
        sa.Column("secret_digest", sa.String(80), nullable=False),
        sa.Column("old_secret_until", sa.String(27)),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.String(27)),
        sa.Column("delivered_at", sa.String(27)),
        sa.Column("paused_at", sa.String(27)),
        sa.Column("pause_reason", sa.String(32)),
        sa.Column("due_at", sa.String(27), nullable=False),
        sa.Column("claimed_by", sa.String(36)),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index("ix_webhook_tenant", "webhook", ["tenant", "created_at"])
    op.create_table(
        "webhook_delivery",
        sa.Column("webhook_id", sa.String(36), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.String(27), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("http_status", sa.Integer()),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name="fk_webhook_delivery"),
        sa.PrimaryKeyConstraint("webhook_id", "number", name="pk_webhook_delivery"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("webhook_delivery")
    op.drop_index("ix_webhook_tenant", "webhook")
    op.drop_table("webhook")
