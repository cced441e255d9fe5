"""Databases with a great many evaluations, made from one by the engine itself: rows first, their indexes afterwards."""

from sqlalchemy import Connection, Engine, Table, text

from app.storage.commit import record_batch
from app.storage.tables import effective_evaluation, evaluation, evaluation_finding
from tests.storage.making import new_evaluation

TENANT = "default"
COMMON, RARE = "DECLARED_SCORE_MISMATCH", "ALL_ON_TARGET"

# Numbers of a fixed length, as engines write texts of them: `1000000000042` is the forty-second.
_NUMBERED = {
    "id": "'00000000-0000-7000-8000' || CAST(1000000000000 + i AS text)",
    "tenant": f"'{TENANT}'",
    "position": "i",
    "recorded_at": "'2026-01-01T00:00:00.' || substr(CAST(1000000 + i - 1 AS text), 2) || 'Z'",
    "fiscal_year": "2016 + i % 10",
    "prefecture_code": "'11' || substr(CAST(101 + i % 16 AS text), 2)",
    "region_code": "'11' || substr(CAST(101 + i % 16 AS text), 2) || '06'",
    "department_code": "CAST(100 + i % 150 AS text)",
    "unit_code": "CAST(100000 + i % 5000 AS text)",
    "project_code": "'P' || CAST(i AS text)",
    "series_key": "'series-' || CAST(i AS text)",
    "grade": "CASE i % 20 WHEN 0 THEN 'poor' ELSE 'excellent' END",
}
_SERIES = {
    "tenant": _NUMBERED["tenant"],
    "series_key": _NUMBERED["series_key"],
    "evaluation_id": _NUMBERED["id"],
    "attempts": "1",
}


def fill(engine: Engine, size: int) -> None:
    """At most a million evaluations of TENANT, as far as lists show them: the ledger stays empty of them."""
    record_batch(engine, [new_evaluation(tenant="pattern")])
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Every reference is there; looking each of them up would take most of the time.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for index in evaluation.indexes:
            index.drop(connection)
        own = [name for name in (column.name for column in evaluation.columns) if name not in _NUMBERED]
        _add(connection, evaluation, {**{name: f"pattern.{name}" for name in own}, **_NUMBERED}, size)
        _add(connection, effective_evaluation, _SERIES, size)
        for code, each in ((COMMON, 3), (RARE, 500)):
            finding = {"tenant": f"'{TENANT}'", "code": f"'{code}'", "position": "i"}
            _add(connection, evaluation_finding, finding, size, f"WHERE i % {each} = 0")
        for index in evaluation.indexes:
            index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))


def _add(connection: Connection, table: Table, values: dict[str, str], size: int, condition: str = "") -> None:
    connection.execute(
        text(
            "WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < :size) "
            f"INSERT INTO {table.name} ({', '.join(values)}) SELECT {', '.join(values.values())} FROM numbers "
            f"CROSS JOIN (SELECT * FROM evaluation WHERE tenant = 'pattern') pattern {condition}"
        ),
        {"size": size},
    )
