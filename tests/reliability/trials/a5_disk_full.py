"""A5: the disk runs full under load: clients are told to come back, nothing acknowledged is missing, the service says
that it is not ready, and works again by itself once there is room (PostgreSQL being started, where it ended)."""

import asyncio
import itertools
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from app.storage.migrate import upgrade
from tests.databases import PostgresqlDatabases
from tests.postgresql import PostgresqlServer, postgresql_server
from tests.program import Program
from tests.reliability import load
from tests.reliability.figures import Figure, at_least, at_most, exactly, none, told
from tests.reliability.history import History, faults, stored
from tests.reliability.ledgers import faults_in_ledger
from tests.reliability.trial import Stand, Trial
from tests.reliability.volumes import SizeLimit, Volume, family, may_mount, mounted, size_of

_CLIENTS = 4
_BETWEEN = 40
_REFUSED = 20
_LONGEST_RECOVERY = 30
_MEBIBYTE = 1024 * 1024

DATA, WAL, SQLITE = "PostgreSQL's data", "PostgreSQL's WAL", "SQLite's"


@dataclass(frozen=True)
class Amounts:
    """Whose volume runs full."""

    volumes: tuple[str, ...]


@dataclass
class _Run:
    program: Program
    volume: Volume
    revive: Callable[[], None]
    history: History = field(default_factory=History)
    ready_when_full: bool = True
    ready_at_the_end: bool = False
    recovery: float = 0
    over: bool = False


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    mounts = may_mount(stand.folder / "probe")
    yield told(
        "volumes", "file systems in memory" if mounts else "limits on file sizes, for want of the right to mount"
    )
    for name in amounts.volumes:
        with _sqlite(stand) if name == SQLITE else _postgresql(stand, name, mounts) as run:
            asyncio.run(_load(run))
            found = faults(run.history, stored(run.program.url))
            yield at_least(f"{name}: answers 503 while it was full", run.history.statuses[503], _REFUSED)
            yield none(f"{name}: other refusals", [fault for fault in found if fault.kind == "refused"])
            yield none(f"{name}: lost, doubled or unlinked", [fault for fault in found if fault.kind != "refused"])
            yield none(f"{name}: faults in the ledger", faults_in_ledger(run.program.url))
            yield exactly(f"{name}: ready while it was full", run.ready_when_full, False)
            yield exactly(f"{name}: ready again", run.ready_at_the_end, True)
            yield at_most(f"{name}: at work again after", round(run.recovery, 1), _LONGEST_RECOVERY, "s")


@contextmanager
def _sqlite(stand: Stand) -> Iterator[_Run]:
    with stand.sqlite.migrated() as url, stand.program(url) as program:
        file = Path(url.removeprefix("sqlite:///"))
        # What is written first, and grows, is the file beside it.
        left = max(size_of(file), 200_000) + _MEBIBYTE // 4
        yield _Run(program, SizeLimit(lambda: [program.process.pid], left), lambda: None)


@contextmanager
def _postgresql(stand: Stand, name: str, mounts: bool) -> Iterator[_Run]:
    home = Path(mkdtemp(prefix="jixiao-full-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        volumes: dict[str, Volume] = {}
        if mounts:
            volumes[DATA] = stack.enter_context(mounted(home / "data", 160))
            volumes[WAL] = stack.enter_context(mounted(home / "wal", 96))
        (home / "wal").mkdir(exist_ok=True)
        # Small segments that no checkpoint recycles: a full volume shows at once.
        options = [f"--waldir={home / 'wal'}", "--wal-segsize=1", "--set", "max_wal_size=1GB"]
        server = stack.enter_context(postgresql_server(*options, home=home))
        url = stack.enter_context(PostgresqlDatabases(server.data, upgrade).migrated())
        program = stack.enter_context(stand.program(url))
        limit = SizeLimit(lambda: family(server.postmaster), _MEBIBYTE // 4, server.account)
        run = _Run(program, volumes.get(name, limit), lambda: _revive(server))
        yield run
        _revive(server)


def _revive(server: PostgresqlServer) -> None:
    """Starts it where it has ended, as its supervisor would."""
    try:
        server.run("pg_ctl", "status")
    except RuntimeError:
        server.start()


async def _load(run: _Run) -> None:
    keys = (f"A5-{number}" for number in itertools.count())
    await load.both(load.clients([run.program], _CLIENTS, run.history, lambda: run.over, keys), _fill_and_free(run))


async def _fill_and_free(run: _Run) -> None:
    await _further(run)
    await asyncio.to_thread(run.volume.fill)
    await load.until(lambda: run.history.statuses[503] >= _REFUSED)
    run.ready_when_full = await asyncio.to_thread(run.program.ready)
    await asyncio.to_thread(run.volume.free)
    await asyncio.to_thread(run.revive)
    began = time.monotonic()
    await _further(run)
    run.recovery = time.monotonic() - began
    run.ready_at_the_end = await asyncio.to_thread(run.program.ready)
    run.over = True


async def _further(run: _Run) -> None:
    reached = len(run.history.acknowledged) + _BETWEEN
    await load.until(lambda: len(run.history.acknowledged) >= reached)


TRIAL = Trial(
    "A5",
    "disk full",
    measure,
    short=Amounts((SQLITE,)),
    bounded=Amounts((DATA, WAL, SQLITE)),
    full=Amounts((DATA, WAL, SQLITE)),
)
