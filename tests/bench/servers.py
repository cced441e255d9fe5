"""The servers that are measured side by side, each one process on the first core."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from app.storage.migrate import upgrade
from app.storage.signing import create_key_file
from tests.bench.engine import PEERS, ROOT
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.postgresql import postgresql_server

ECHO = "FastAPI + pydantic echo"
OPENFISCA = "OpenFisca's Web API, which stores nothing"
SQLITE, POSTGRESQL = "SQLite, synchronous=FULL", "PostgreSQL, fsync on"
ENGINES = (SQLITE, POSTGRESQL)
_LONGEST_START = 60


@dataclass(frozen=True)
class Server:
    """A process that answers; `database` and `key` are those of jixiao."""

    name: str
    port: int
    process: int
    started_in: float
    database: str | None = None
    key: str = ""
    signing: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What another process of it needs."""
        return {"DATABASE_URL": str(self.database), "LEDGER_KEY_FILE": self.signing}

    @property
    def memory_mib(self) -> float:
        """What the process holds of the machine's memory."""
        return self._mib("VmRSS")

    @property
    def peak_mib(self) -> float:
        """The most that it has held since `forget_peak`."""
        return self._mib("VmHWM")

    def forget_peak(self) -> None:
        """From now on what it holds now is the most it has held (proc(5): clear_refs)."""
        Path(f"/proc/{self.process}/clear_refs").write_text("5", encoding="ascii")

    def _mib(self, what: str) -> float:
        lines = Path(f"/proc/{self.process}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


def obvious(engine: str) -> str:
    """The name of the obvious service on an engine."""
    return f"FastAPI + SQLModel, a commit per request, {engine}"


def servers(stack: ExitStack, core: int) -> Iterator[Server]:
    """The echo, and on each engine the obvious service and ours."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jixiao-bench-")))
    postgresql = PostgresqlDatabases(stack.enter_context(postgresql_server()).data, upgrade)
    sqlite = SqliteDatabases(folder, upgrade)
    signing = folder / "ledger.key"
    create_key_file(signing)
    yield stack.enter_context(_serving(ECHO, _uvicorn("echo"), {}, core))
    if PEERS.exists():
        yield stack.enter_context(_serving(OPENFISCA, _gunicorn(), {"PYTHONPATH": str(ROOT)}, core, "/variables"))
    for engine, databases in ((SQLITE, sqlite), (POSTGRESQL, postgresql)):
        plain = {"DATABASE_URL": stack.enter_context(databases.empty())}
        yield stack.enter_context(_serving(obvious(engine), _uvicorn("obvious"), plain, core))
        url = stack.enter_context(databases.migrated())
        ours = Server(engine, 0, 0, 0, url, signing=str(signing))
        key = _new_key(ours.environment)
        started = stack.enter_context(_serving(engine, [_jixiao(), "serve"], ours.environment, core))
        yield replace(ours, port=started.port, process=started.process, started_in=started.started_in, key=key)


def second_worker(stack: ExitStack, first: Server, environment: dict[str, str], core: int) -> Server:
    """Another process of the service on the same database."""
    return stack.enter_context(_serving(first.name, [_jixiao(), "serve"], environment, core))


def _new_key(environment: dict[str, str]) -> str:
    scopes = ["--scope", "evaluations:write", "--scope", "evaluations:read"]
    command = [_jixiao(), "keys", "create", "--subject", "bench", *scopes, "--json"]
    made = subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True)
    key: str = json.loads(made.stdout)["key"]
    return key


def _jixiao() -> str:
    return str(Path(sys.executable).with_name("jixiao"))


def _uvicorn(application: str) -> list[str]:
    return [sys.executable, "-m", "uvicorn", "--log-level", "warning", f"tests.bench.{application}:app", "--port"]


def _gunicorn() -> list[str]:
    threads = ["--worker-class", "gthread", "--threads", "8", "--log-level", "error"]
    return [str(PEERS), "-m", "gunicorn", *threads, "tests.bench.contest.openfisca_web:app", "--bind"]


@contextmanager
def _serving(
    name: str, command: list[str], environment: dict[str, str], core: int, ready: str = "/readyz"
) -> Iterator[Server]:
    port = _free_port()
    address = {"--port": [str(port)], "--bind": [f"127.0.0.1:{port}"]}.get(command[-1], [])
    command = [*command, *address]
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **environment, "PORT": str(port)}, stdout=subprocess.DEVNULL)
    # Before it starts any thread: they inherit the core.
    os.sched_setaffinity(process.pid, {core})
    try:
        _wait_until_ready(process, port, ready)
        yield Server(name, port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, ready: str) -> None:
    deadline = time.monotonic() + _LONGEST_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}{ready}", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError(f"the server on port {port} did not get ready")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
