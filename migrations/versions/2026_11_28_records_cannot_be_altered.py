"""Records cannot be altered: triggers refuse every change but the two pointers' steps forward.

Whoever owns the tables can still drop the triggers; the application should not (`jixiao migrate --application-role`).
Engines of other families have no triggers from here and rely on that alone.
"""

from alembic import op

revision = "9d3e6b21c75f"
down_revision = "4c1f7a0d92e3"

_APPEND_ONLY = (
    "evaluation",
    "evaluation_finding",
    "withdrawal",
    "idempotency",
    "ledger_entry",
    "ledger_tile",
    "checkpoint",
)
# By table: what a change must keep to.
_FORWARD = {
    "ledger_head": "NEW.tenant = OLD.tenant AND NEW.algorithm = OLD.algorithm AND NEW.position > OLD.position",
    "effective_evaluation": "NEW.tenant = OLD.tenant AND NEW.series_key = OLD.series_key"
    " AND NEW.attempts >= OLD.attempts",
}


def upgrade() -> None:
    match op.get_context().dialect.name:
        case "postgresql":
            _upgrade_postgresql()
        case "sqlite":
            _upgrade_sqlite()


def downgrade() -> None:
    match op.get_context().dialect.name:
        case "postgresql":
            for table in (*_APPEND_ONLY, *_FORWARD):
                op.execute(f"DROP TRIGGER {table}_kept ON {table}")
            for table in _FORWARD:
                op.execute(f"DROP TRIGGER {table}_forward ON {table}")
                op.execute(f"DROP FUNCTION {table}_forward()")
            op.execute("DROP FUNCTION refuse_change()")
        case "sqlite":
            for table in (*_APPEND_ONLY, *_FORWARD):
                op.execute(f"DROP TRIGGER {table}_no_update")
                op.execute(f"DROP TRIGGER {table}_no_delete")


def _upgrade_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '% cannot be altered: % is refused', TG_TABLE_NAME, TG_OP"
        " USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for table, condition in _FORWARD.items():
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE FUNCTION {table}_forward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {condition} THEN RETURN NEW; END IF;"
            " RAISE EXCEPTION '% only moves forward', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_forward BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_forward()"
        )


def _upgrade_sqlite() -> None:
    for table in (*_APPEND_ONLY, *_FORWARD):
        allowed = f" WHEN NOT ({_FORWARD[table]})" if table in _FORWARD else ""
        refusal = "only moves forward" if table in _FORWARD else "cannot be altered: UPDATE is refused"
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}{allowed}"
            f" BEGIN SELECT RAISE(ABORT, '{table} {refusal}'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} cannot be altered: DELETE is refused'); END"
        )
