"""Records cannot be altered: triggers refuse every change but the two pointers' steps forward.

Whoever owns the tables can still drop the triggers; the application should not (`jixiao migrate --application-role`).
On the MySQL family TRUNCATE asks no trigger, and needs the right to drop the table. Engines of other families have no
triggers from here and rely on what the application's role may do alone.
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
        case "mysql":
            _upgrade_mysql()


def downgrade() -> None:
    match op.get_context().dialect.name:
        case "postgresql":
            for table in (*_APPEND_ONLY, *_FORWARD):
                op.execute(f"DROP TRIGGER {table}_kept ON {table}")
            for table in _FORWARD:
                op.execute(f"DROP TRIGGER {table}_forward ON {table}")
                op.execute(f"DROP FUNCTION {table}_forward()")
            op.execute("DROP FUNCTION refuse_change()")
        case "sqlite" | "mysql":
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


def _upgrade_mysql() -> None:
    for table in (*_APPEND_ONLY, *_FORWARD):
        update = _refusal(f"{table} cannot be altered: UPDATE is refused")
        if table in _FORWARD:
            update = f"IF NOT ({_FORWARD[table]}) THEN {_refusal(f'{table} only moves forward')}; END IF"
        delete = _refusal(f"{table} cannot be altered: DELETE is refused")
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW BEGIN {update}; END")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW BEGIN {delete}; END")


def _refusal(message: str) -> str:
    # 1451, a row that others refer to, is the number that drivers know as a broken constraint.
    return f"SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1451, MESSAGE_TEXT = '{message}'"
