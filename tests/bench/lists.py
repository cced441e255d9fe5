"""Lists over many stored evaluations, beside the same lists over few: a page must not pay for what lies behind it."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, event

from app.storage.engine import create_engine
from app.storage.migrate import upgrade
from app.storage.queries import list_evaluations
from app.storage.records import EvaluationFilters
from tests.bench.filled import COMMON, RARE, TENANT, fill
from tests.bench.servers import POSTGRESQL, SQLITE
from tests.bench.spread import Spread, spread
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.postgresql import postgresql_server

FEW, MANY = 10_000, 1_000_000
_PAGE = 50
FILTERS: dict[str, dict[str, Any]] = {
    "no filter": {},
    "year": {"fiscal_year": 2020},
    "department": {"department_code": "149"},
    "unit": {"unit_code": "100149"},
    "region, first four digits": {"region": "1101"},
    "grade": {"grade": "poor"},
    "a common finding": {"finding": COMMON},
    "a rare finding": {"finding": RARE},
    "time": {"recorded_after": datetime(2026, 1, 1, tzinfo=UTC)},
}


@dataclass(frozen=True)
class ListFigures:
    """Milliseconds of a page by number of evaluations, the first page and one in the middle of every list in turn."""

    p50_ms: dict[int, Spread]
    p99_ms: dict[int, Spread]
    loaded_in: float
    plans: dict[str, str]


def measure(rounds: int = 5, times: int = 30) -> Iterator[tuple[str, ListFigures]]:
    """On each engine; both sizes are asked in turn."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="jixiao-lists-")))
        postgresql = PostgresqlDatabases(stack.enter_context(postgresql_server()).data, upgrade)
        for name, databases in ((SQLITE, SqliteDatabases(folder, upgrade)), (POSTGRESQL, postgresql)):
            began = time.perf_counter()
            engines = {size: create_engine(stack.enter_context(databases.migrated())) for size in (FEW, MANY)}
            for size, engine in engines.items():
                fill(create_engine(str(engine.url.render_as_string(hide_password=False)), statement_seconds=None), size)
            loaded_in = time.perf_counter() - began
            rows = [{size: _round(engine, size, times) for size, engine in engines.items()} for _ in range(rounds)]
            yield (
                name,
                ListFigures(
                    {size: spread([_at(each[size], 50) for each in rows]) for size in engines},
                    {size: spread([_at(each[size], 99) for each in rows]) for size in engines},
                    loaded_in,
                    {what: _plan(engines[MANY], what) for what in FILTERS},
                ),
            )
            for engine in engines.values():
                engine.dispose()


def _round(engine: Engine, size: int, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        for wanted in FILTERS.values():
            for before in (None, size // 2):
                began = time.perf_counter()
                page = list_evaluations(engine, TENANT, EvaluationFilters(**wanted), before, _PAGE)
                taken.append((time.perf_counter() - began) * 1000)
                if not page:
                    raise RuntimeError(f"nothing listed: {wanted}")
    return sorted(taken)


def _at(taken: list[float], percent: int) -> float:
    return taken[len(taken) * percent // 100]


def _plan(engine: Engine, what: str) -> str:
    """The indexes that serve a list, in the order of the engine's plan."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    list_evaluations(engine, TENANT, EvaluationFilters(**FILTERS[what]), MANY // 2, _PAGE)
    event.remove(engine, "before_cursor_execute", note)
    statement, parameters = next(item for item in seen if item[0].startswith("SELECT evaluation.id"))
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        told = connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN' if sqlite else ''} {statement}", parameters).all()
    steps = [str(row[-1]) for row in told]
    used = [re.findall(r"(?:using|USING)(?: COVERING)? (?:INDEX )?([a-z]\w+|PRIMARY KEY)", step) for step in steps]
    sorts = [step.strip() for step in steps if re.search(r"\bSort\b|TEMP B-TREE|Seq Scan|SCAN (?!CONSTANT)", step)]
    return ", ".join([*dict.fromkeys(name for names in used for name in names), *sorts])
