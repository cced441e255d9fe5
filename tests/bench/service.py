"""Durable POST over HTTP, one worker, beside an echo of the same body served and loaded the same way."""

import itertools
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import sqlalchemy

from app.storage.migrate import upgrade
from app.storage.signing import create_key_file
from tests.bench import load
from tests.bench.forms import Sample
from tests.bench.reference import faults
from tests.bench.spread import Spread, spread
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.postgresql import postgresql_server

ECHO, SQLITE, POSTGRESQL = "FastAPI + pydantic echo", "SQLite, synchronous=FULL", "PostgreSQL, fsync on"
_LONGEST_START = 30
_CHECKED = 200


@dataclass(frozen=True)
class ServiceFigures:
    """Requests per second and percentiles by target; answers that were wrong; records missing from the database."""

    per_second: dict[str, Spread]
    p50_ms: dict[str, Spread]
    p99_ms: dict[str, Spread]
    checked: int
    wrong: dict[str, int]
    missing: dict[str, int]


@dataclass(frozen=True)
class _Target:
    name: str
    port: int
    database: str | None


def measure(samples: list[Sample], connections: int = 16, rounds: int = 5, seconds: float = 3) -> ServiceFigures:
    """Servers on the first core, the load on the last; PostgreSQL's own processes on both."""
    cores = sorted(os.sched_getaffinity(0))
    with ExitStack() as stack:
        targets = list(_targets(stack, cores[0]))
        os.sched_setaffinity(0, {cores[-1]})
        serials = itertools.count(1)
        wrong = {target.name: _wrong(target, samples, serials) for target in targets if target.database}
        done: dict[str, list[load.Load]] = {target.name: [] for target in targets}
        for number in range(rounds + 1):
            for target in targets:
                # The first round warms up.
                each = load.run(target.port, _bodies(samples, serials), connections, seconds if number else 1)
                done[target.name].append(each)
        missing = {target.name: _missing(target.database, done[target.name]) for target in targets if target.database}
    return ServiceFigures(
        {name: spread([each.per_second for each in loads[1:]]) for name, loads in done.items()},
        {name: spread([each.p50_ms for each in loads[1:]]) for name, loads in done.items()},
        {name: spread([each.p99_ms for each in loads[1:]]) for name, loads in done.items()},
        _CHECKED,
        wrong,
        missing,
    )


def _targets(stack: ExitStack, core: int) -> Iterator[_Target]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jixiao-bench-")))
    sqlite = stack.enter_context(SqliteDatabases(folder, upgrade).migrated())
    postgresql = PostgresqlDatabases(stack.enter_context(postgresql_server()).data, upgrade)
    url = stack.enter_context(postgresql.migrated())
    uvicorn = [sys.executable, "-m", "uvicorn", "--log-level", "warning", "tests.bench.echo:app", "--port"]
    jixiao = [str(Path(sys.executable).with_name("jixiao")), "serve"]
    key = folder / "ledger.key"
    create_key_file(key)
    for name, database in ((ECHO, None), (SQLITE, sqlite), (POSTGRESQL, url)):
        port = _free_port()
        command = [*jixiao] if database else [*uvicorn, str(port)]
        environment = {
            "DATABASE_URL": database or "",
            "LEDGER_KEY_FILE": str(key),
            "LOG_LEVEL": "warning",
            "PORT": str(port),
        }
        stack.enter_context(_serving(command, environment, port, core))
        yield _Target(name, port, database)


@contextmanager
def _serving(command: list[str], environment: dict[str, str], port: int, core: int) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    # Before it starts any thread: they inherit the core.
    os.sched_setaffinity(process.pid, {core})
    try:
        _wait_until_ready(process, port)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + _LONGEST_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"the server on port {port} did not get ready")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _bodies(samples: list[Sample], serials: Iterator[int]) -> Iterator[bytes]:
    """No two alike: every project has a form of its own."""
    return (sample.body(next(serials)) for sample in itertools.cycle(samples))


def _wrong(target: _Target, samples: list[Sample], serials: Iterator[int]) -> int:
    asked = samples[:_CHECKED]
    return sum(bool(faults(sample, load.post_once(target.port, sample.body(next(serials))))) for sample in asked)


def _missing(database: str | None, loads: list[load.Load]) -> int:
    """Answered, but not in the database."""
    engine = sqlalchemy.create_engine(str(database))
    with engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT count(*) FROM evaluation").scalar_one()
    engine.dispose()
    return _CHECKED + sum(each.answers for each in loads) - int(stored)
