"""Every table, and every statement that storage sends, compiles on every engine whose dialect loads here.

With SQLAlchemy 2.1 that is openGauss and what SQLAlchemy brings; CockroachDB and DM ask for 2.0 (`make dialects`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import ClauseElement, Dialect, Engine, Select, Update, create_mock_engine, event
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.dml import UpdateBase

from app.storage import ledger_queries, queries
from app.storage.api_keys import ApiKey, ApiKeyStore
from app.storage.audit import verify_ledger
from app.storage.commit import record_batch
from app.storage.data_scope import DataScope
from app.storage.engine import create_engine
from app.storage.records import EvaluationFilters, StoredCheckpoint
from app.storage.tables import METADATA
from tests.databases import SqliteDatabases
from tests.storage.making import START, TENANT, new_evaluation, new_withdrawal, recorded

# TiDB speaks MySQL, YugabyteDB PostgreSQL: their applications use those dialects.
BUILT_IN = ("sqlite", "postgresql+psycopg", "mysql+pymysql", "mariadb+pymysql")
ON_2_0 = sqlalchemy.__version__.startswith("2.0.")
BROUGHT = {"opengauss", "cockroachdb", "dm"} if ON_2_0 else {"opengauss"}
INSTALLED = {point.name for point in entry_points(group="sqlalchemy.dialects") if "." not in point.name}
URLS = [f"{name}://" for name in (*BUILT_IN, *sorted(INSTALLED))]

Sent = tuple[ClauseElement, tuple[str, ...]]


def dialect_of(url: str) -> Dialect:
    """As an engine for that address would have it, without its driver."""
    return create_mock_engine(url, lambda *_: None).dialect


@pytest.fixture(params=URLS)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return dialect_of(request.param)


@pytest.fixture(scope="module")
def sent(sqlite_databases: SqliteDatabases) -> list[Sent]:
    """Statements of recording, withdrawing, listing, feeding, verifying and knowing callers, with their columns."""
    with sqlite_databases.migrated() as url:
        engine = create_engine(url)
        # A driver without a shorter way to insert gets statements.
        engine.dialect.driver = "any"
        with listening(engine) as found:
            use(engine)
        engine.dispose()
    return list(found.values())


def test_what_was_installed_for_this_is_here() -> None:
    assert INSTALLED == BROUGHT


def test_every_table_and_every_index_can_be_made(dialect: Dialect) -> None:
    for table in METADATA.sorted_tables:
        made = str(CreateTable(table).compile(dialect=dialect))
        assert all(column.name in made for column in table.c)
        for index in table.indexes:
            assert str(index.name) in str(CreateIndex(index).compile(dialect=dialect))


def test_every_statement_can_be_sent(dialect: Dialect, sent: list[Sent]) -> None:
    for statement, columns in sent:
        text = str(statement.compile(dialect=dialect, column_keys=columns or None))
        assert text.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))


def test_the_statements_are_those_of_the_service(sent: list[Sent]) -> None:
    kinds = [type(statement) for statement, _ in sent]
    assert sum(issubclass(kind, Select) for kind in kinds) > 20
    written = {statement.table.name for statement, _ in sent if isinstance(statement, UpdateBase)}
    assert {"evaluation", "ledger_entry", "ledger_head", "ledger_tile", "idempotency", "withdrawal"} <= written
    assert any(issubclass(kind, Update) for kind in kinds)


@pytest.mark.parametrize("url", [url for url in URLS if url != "sqlite://"])
def test_the_ledgers_head_is_locked(url: str, sent: list[Sent]) -> None:
    dialect = dialect_of(url)
    locking = [str(statement.compile(dialect=dialect)) for statement, _ in sent if is_locking(statement)]
    assert locking
    assert all("FOR UPDATE" in text for text in locking)


def is_locking(statement: ClauseElement) -> bool:
    return getattr(statement, "_for_update_arg", None) is not None


@contextmanager
def listening(engine: Engine) -> Iterator[dict[str, Sent]]:
    """What is sent meanwhile, each statement once."""
    found: dict[str, Sent] = {}

    def note(_connection: object, statement: Any, many: Any, one: Any, _options: object) -> None:
        if isinstance(statement, ClauseElement):
            columns = tuple((many[0] if many else one) or ()) if isinstance(statement, UpdateBase) else ()
            found[str(statement.compile(column_keys=columns or None))] = (statement, columns)

    event.listen(engine, "before_execute", note)
    yield found
    event.remove(engine, "before_execute", note)


def use(engine: Engine) -> None:
    narrow = DataScope("1101", frozenset({"149"}))
    first = recorded(record_batch(engine, [new_evaluation(series_key="s", idempotency_key="k")])[0])
    record_batch(engine, [new_evaluation(idempotency_key="k"), new_evaluation(series_key="s", data=narrow)])
    record_batch(engine, [new_withdrawal(first), *(new_evaluation() for _ in range(256))])
    for filters in (
        EvaluationFilters(),
        EvaluationFilters(fiscal_year=2024, region="11010", finding="MET_BUT_DEDUCTED"),
        EvaluationFilters(recorded_after=START, data=narrow),
    ):
        queries.list_evaluations(engine, TENANT, filters, 4, 2)
    queries.get(engine, TENANT, first.id)
    queries.check_ready(engine)
    ledger_queries.positions(engine, [TENANT])
    ledger_queries.entries(engine, TENANT, 0, 10)
    ledger_queries.bodies(engine, TENANT, 0, 10)
    ledger_queries.entry(engine, TENANT, 1)
    head = ledger_queries.head(engine, TENANT)
    kept = StoredCheckpoint(tenant=TENANT, position=head.position, root=head.root, note="n", recorded_at=START)
    ledger_queries.add_checkpoint(engine, kept)
    ledger_queries.checkpoints(engine, TENANT, 0, 10)
    assert verify_ledger(engine, TENANT).fault is None
    store = ApiKeyStore(engine)
    store.add(key("one"))
    store.replace("one", START, key("two"))
    store.revoke("two", START)
    store.find("two")
    store.list(TENANT)


def key(prefix: str) -> ApiKey:
    return ApiKey(
        prefix=prefix,
        secret_digest="sha256:00",
        tenant=TENANT,
        subject="budget-office",
        label=None,
        scopes=frozenset({"admin"}),
        data=DataScope(),
        created_at=START,
        expires_at=None,
    )
