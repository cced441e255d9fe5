"""`python -m tests.bench.sizing`: what a recorded form costs, as docs/scaling.md reckons with it.

Processor time and bytes rather than rates: other work on the machine makes rates smaller, and these hardly larger.
"""

import itertools
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx

from app.storage.migrate import upgrade
from tests.bench import load
from tests.bench.forms import Sample, samples
from tests.callers import issue
from tests.postgresql import PostgresqlServer, postgresql_server
from tests.program import Program

_CONNECTIONS, _SECONDS = 16, 10
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, postgresql_server() as server:
        url = f"postgresql+psycopg://postgres@/postgres?host={server.data}"
        upgrade(url)
        program = Program(url, Path(folder) / "log", Path(folder) / "key")
        program.credential = issue(url, "evaluations:write", "evaluations:read")
        program.start()
        try:
            print("\n".join(_lines(program, server)))
        finally:
            program.stop()
    return 0


def _lines(program: Program, server: PostgresqlServer) -> Iterator[str]:
    forms, serials = samples(2000), itertools.count()
    load.run(program.port, _posts(program, forms, serials), 201, _CONNECTIONS, 2)
    before = _state(program, server)
    load.run(program.port, _posts(program, forms, serials), 201, _CONNECTIONS, _SECONDS)
    service, database, size, wal, count = (
        now - then for now, then in zip(_state(program, server), before, strict=True)
    )
    yield f"forms recorded: {count:.0f}, by {_CONNECTIONS} connections"
    yield f"processor time of the service: {service / count * 1e3:.2f} ms a form"
    yield f"processor time of PostgreSQL: {database / count * 1e3:.2f} ms a form"
    yield f"database, tables and indexes: {size / count / 1024:.1f} KiB a form"
    yield f"write-ahead log, which a standby gets: {wal / count / 1024:.1f} KiB a form"
    began, entries, received = _processor_time(program.process.pid), 0, 0
    for after in range(0, 1000, 200):
        page = httpx.get(
            f"{program.address}/v1/scores?after={after}&limit=200",
            headers={"authorization": f"Bearer {program.credential}"},
            trust_env=False,
        )
        entries, received = entries + len(page.json()["items"]), received + len(page.content)
    spent = _processor_time(program.process.pid) - began
    yield f"feed: {received / entries / 1024:.1f} KiB and {spent / entries * 1e3:.3f} ms of processor time an entry"
    yield f"memory of the process: {program.resident_bytes() / 2**20:.0f} MiB"
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def _posts(program: Program, forms: list[Sample], serials: Iterator[int]) -> Iterator[bytes]:
    for sample in itertools.cycle(forms):
        serial = next(serials)
        known = f"authorization: Bearer {program.credential}"
        yield load.post(sample.body(serial), f"idempotency-key: sizing-{serial}", known)


def _state(program: Program, server: PostgresqlServer) -> tuple[float, ...]:
    """Seconds of the service, seconds of PostgreSQL, bytes of the database, bytes of the log so far, forms."""
    server.ask("CHECKPOINT")
    found = server.ask(
        "SELECT pg_database_size('postgres'), pg_current_wal_lsn() - '0/0'::pg_lsn, count(*) FROM evaluation"
    )
    return (_processor_time(program.process.pid), _of_children(server.postmaster), *map(float, found[0]))


def _of_children(parent: int) -> float:
    """Of a process, of its children and of those that have ended."""
    own = _stat(parent)
    children = [int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _parent(stat) == parent]
    ended = sum(map(int, own[13:15])) / _TICKS
    return _processor_time(parent) + ended + sum(map(_processor_time, children))


def _processor_time(process: int) -> float:
    return sum(map(int, _stat(process)[11:13])) / _TICKS


def _stat(process: int) -> list[str]:
    """The fields behind the name: state first."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _parent(stat: Path) -> int | None:
    try:
        return int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return None


if __name__ == "__main__":
    sys.exit(main())
