"""A4: the connection to PostgreSQL is cut around COMMIT: whether it was stored is unknown, and a retry must settle it.

A proxy on a Unix socket cuts before the server gets the COMMIT (nothing is stored) or after it has carried it out
but before its answer gets back (everything is stored, and the program cannot know).
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.reliability import load
from tests.reliability.figures import Figure, exactly, none
from tests.reliability.history import History, faults, stored
from tests.reliability.http import Connection, request
from tests.reliability.trial import Stand, Trial

_SOCKET = ".s.PGSQL.5432"
# As the extended query protocol spells it: a statement without a name.
_COMMIT = b"P\x00\x00\x00\x0e\x00COMMIT\x00"
_CHUNK = 65_536


@dataclass(frozen=True)
class Amounts:
    """Cuts of each of the two kinds."""

    cuts: int


@dataclass
class _Proxy:
    """Passes everything on until it is told to cut, once, at the next COMMIT."""

    server: Path
    folder: Path
    cut_before: bool = False
    cut_after: bool = False
    cuts: int = 0
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        listener = await asyncio.start_unix_server(self._accept, self.folder / _SOCKET)
        try:
            yield
        finally:
            listener.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_unix_connection(self.server / _SOCKET)
        both = _Cut(writer, to_server)
        for work in (self._forward(reader, to_server, both), self._back(from_server, writer, both)):
            self._tasks.append(asyncio.create_task(work))

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, both: "_Cut") -> None:
        with both.cut_at_the_end(), suppress(OSError):
            while sent := await reader.read(_CHUNK):
                if _COMMIT in sent and self.cut_before:
                    self.cut_before, self.cuts = False, self.cuts + 1
                    break
                both.answers_nothing = _COMMIT in sent and self.cut_after
                writer.write(sent)
                await writer.drain()

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, both: "_Cut") -> None:
        with both.cut_at_the_end(), suppress(OSError):
            while answered := await reader.read(_CHUNK):
                if both.answers_nothing:
                    self.cut_after, self.cuts = False, self.cuts + 1
                    break
                writer.write(answered)
                await writer.drain()


@dataclass
class _Cut:
    """Both halves of a proxied connection."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    answers_nothing: bool = False

    @contextmanager
    def cut_at_the_end(self) -> Iterator[None]:
        try:
            yield
        finally:
            for half in (self.client, self.server):
                half.transport.abort()


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    # A socket's path may have 107 bytes; pytest's folders are longer.
    with stand.postgresql.migrated() as url, TemporaryDirectory(prefix="jixiao-proxy-") as folder:
        proxy = _Proxy(stand.postgresql.socket_folder, Path(folder))
        proxied = url.replace(str(proxy.server), folder)
        history, surprises = asyncio.run(_run(stand, proxy, proxied, amounts.cuts))
        found = faults(history, stored(url))
        yield exactly("cuts, half before COMMIT and half after it", proxy.cuts, 2 * amounts.cuts)
        yield exactly("rows for as many keys", len(stored(url).evaluations), 2 * amounts.cuts)
        yield none("lost, doubled, contradicted, refused or unlinked", found)
        yield none("retries that got another answer than the cut leaves", surprises)


async def _run(stand: Stand, proxy: _Proxy, url: str, cuts: int) -> tuple[History, list[str]]:
    history, surprises = History(), list[str]()
    async with proxy.listening():
        with ExitStack() as stack:
            # Nothing but what is posted commits: no checkpoints, and the key's use is noted before the first cut.
            program = await asyncio.to_thread(stack.enter_context, stand.program(url, CHECKPOINT_SECONDS="86400"))
            connection = load.connect(program)
            await connection.ask(request("GET", load.ADDRESS))
            for number, after in itertools.product(range(cuts), (False, True)):
                key = f"A4-{number}-{'after' if after else 'before'}"
                proxy.cut_after, proxy.cut_before = after, not after
                surprises.extend(await _cut_and_retry(connection, key, after, history))
            connection.close()
    return history, surprises


async def _cut_and_retry(connection: Connection, key: str, after: bool, history: History) -> list[str]:
    sent = load.post(key)
    first = await connection.ask(sent)
    history.note(key, first)
    second = await connection.ask(sent)
    history.note(key, second)
    # What was stored before the cut is given back; what was not is stored now.
    expected = (503, 200 if after else 201)
    return [] if (first.status, second.status) == expected else [f"{key}: {first.status}, then {second.status}"]


TRIAL = Trial(
    "A4",
    "connection cut before and after COMMIT is carried out",
    measure,
    short=Amounts(3),
    bounded=Amounts(50),
    full=Amounts(1000),
)
