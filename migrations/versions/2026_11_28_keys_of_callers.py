"""Keys of callers; triggers see to it that a key can be used and can end, and is otherwise what it was made as."""

import sqlalchemy as sa
from alembic import op

revision = "79c935e05228"
down_revision = "9d3e6b21c75f"

_SAME = (
    "prefix",
    "secret_digest",
    "tenant",
    "subject",
    "label",
    "scopes",
    "region",
    "departments",
    "created_at",
    "replaces",
)
# Its end may come sooner, never later, and what was revoked stays so. Times are texts in the order of time.
_ENDS = (
    "(OLD.revoked_at IS NULL OR NEW.revoked_at = OLD.revoked_at)"
    " AND (OLD.expires_at IS NULL OR NEW.expires_at <= OLD.expires_at)"
)


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("secret_digest", sa.String(80), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("label", sa.String(200)),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("region", sa.String(6)),
        sa.Column("departments", sa.Text()),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("expires_at", sa.String(27)),
        sa.Column("revoked_at", sa.String(27)),
        sa.Column("last_used_at", sa.String(27)),
        sa.Column("replaces", sa.String(16)),
        sa.PrimaryKeyConstraint("prefix", name="pk_api_key"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    match op.get_context().dialect.name:
        case "postgresql":
            _guard_postgresql()
        case "sqlite":
            _guard_sqlite()
        case "mysql":
            _guard_mysql()


def downgrade() -> None:
    op.drop_table("api_key")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION api_key_ends()")


def _guard_postgresql() -> None:
    allowed = " AND ".join([*(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _SAME), _ENDS])
    op.execute(
        "CREATE FUNCTION api_key_ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {allowed} THEN RETURN NEW; END IF;"
        " RAISE EXCEPTION 'api_key may only be used or end' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute("CREATE TRIGGER api_key_ends BEFORE UPDATE ON api_key FOR EACH ROW EXECUTE FUNCTION api_key_ends()")
    op.execute(
        "CREATE TRIGGER api_key_kept BEFORE DELETE OR TRUNCATE ON api_key"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _guard_sqlite() -> None:
    allowed = " AND ".join([*(f"NEW.{name} IS OLD.{name}" for name in _SAME), _ENDS])
    # A comparison with null is null: refused, like false.
    op.execute(
        f"CREATE TRIGGER api_key_no_update BEFORE UPDATE ON api_key WHEN ({allowed}) IS NOT TRUE"
        " BEGIN SELECT RAISE(ABORT, 'api_key may only be used or end'); END"
    )
    op.execute(
        "CREATE TRIGGER api_key_no_delete BEFORE DELETE ON api_key"
        " BEGIN SELECT RAISE(ABORT, 'api_key cannot be altered: DELETE is refused'); END"
    )


def _guard_mysql() -> None:
    allowed = " AND ".join([*(f"NEW.{name} <=> OLD.{name}" for name in _SAME), _ENDS])
    refusal = "SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1451, MESSAGE_TEXT ="
    op.execute(
        "CREATE TRIGGER api_key_no_update BEFORE UPDATE ON api_key FOR EACH ROW"
        f" BEGIN IF ({allowed}) IS NOT TRUE THEN {refusal} 'api_key may only be used or end'; END IF; END"
    )
    op.execute(
        "CREATE TRIGGER api_key_no_delete BEFORE DELETE ON api_key FOR EACH ROW"
        f" BEGIN {refusal} 'api_key cannot be altered: DELETE is refused'; END"
    )
