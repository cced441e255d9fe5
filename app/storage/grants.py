"""What the application's own database role may do: add records and move the two pointers, never alter a record.

Keys may end as well; batches and webhooks, which are no records, may change and go.
"""

from sqlalchemy import Connection, Table, text

from app.storage.engine import create_engine, writing
from app.storage.errors import RoleUnfit
from app.storage.tables import METADATA, evaluation

_RIGHTS = {
    None: "SELECT, INSERT",
    "forward": "SELECT, INSERT, UPDATE",
    "ends": "SELECT, INSERT, UPDATE",
    "freely": "SELECT, INSERT, UPDATE, DELETE",
}


def grant_application_role(url: str, role: str) -> None:
    """Gives `role` what the service needs on a migrated database, and takes everything else from it.

    On PostgreSQL a role, on the MySQL family a user, from whatever host. To be run by the owner of the tables, which
    `role` must not be. Raises RoleUnfit for a role that could alter records all the same, or where there are no roles.
    """
    engine = create_engine(url, statement_seconds=None)
    try:
        with writing(engine) as connection, connection.begin():
            match connection.dialect.name:
                case "postgresql":
                    _check_role(connection, role)
                    _grant(connection, role)
                case "mysql":
                    _grant_on_mysql(connection, role)
                case other:
                    raise RoleUnfit(f"{other} 没有可授权的角色 / {other} has no roles to grant to")
    finally:
        engine.dispose()


def rights(table: Table) -> str:
    """What the application does to a table."""
    return _RIGHTS[table.info.get("changes")]


def _check_role(connection: Connection, role: str) -> None:
    found = connection.execute(
        text(
            "SELECT rolsuper, pg_has_role(rolname, tableowner, 'USAGE') AS owns FROM pg_roles, pg_tables"
            " WHERE rolname = :role AND schemaname = current_schema() AND tablename = :table"
        ),
        {"role": role, "table": evaluation.name},
    ).one_or_none()
    if found is None:
        raise _unknown(role)
    if found.rolsuper or found.owns:
        raise _unlimited(role)


def _unknown(role: str) -> RoleUnfit:
    return RoleUnfit(f"没有数据库角色 {role} / there is no database role {role}")


def _unlimited(role: str) -> RoleUnfit:
    return RoleUnfit(
        f"角色 {role} 是超级用户或表的所有者，授权限制不了它：请为服务另建一个角色"
        f" / {role} is a superuser or owns the tables, which no grant limits: create another role for the service"
    )


def _grant(connection: Connection, role: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    schema = quote(connection.execute(text("SELECT current_schema()")).scalar_one())
    to = quote(role)
    connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to}"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {to}"))
    connection.execute(text(f"GRANT SELECT ON {schema}.alembic_version TO {to}"))
    for table in METADATA.sorted_tables:
        connection.execute(text(f"GRANT {rights(table)} ON {schema}.{quote(table.name)} TO {to}"))


def _grant_on_mysql(connection: Connection, role: str) -> None:
    query = text("SELECT host, super_priv FROM mysql.user WHERE user = :role")
    accounts = connection.execute(query, {"role": role}).all()
    if not accounts:
        raise _unknown(role)
    own = connection.execute(text("SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1)")).scalar_one()
    if own == role or any(account.super_priv == "Y" for account in accounts):
        raise _unlimited(role)
    quote = connection.dialect.identifier_preparer.quote_identifier
    for account in accounts:
        to = f"{quote(role)}@{quote(account.host)}"
        # Not as `text`, which would escape once more what is quoted.
        connection.exec_driver_sql(f"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {to}")
        connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {to}")
        for table in METADATA.sorted_tables:
            connection.exec_driver_sql(f"GRANT {rights(table)} ON {quote(table.name)} TO {to}")
