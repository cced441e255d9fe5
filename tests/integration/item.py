"""One row of the table of `make integration`: something an adopter does on the first day, tried as they would."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from app.api.security.caller import Scope
from app.storage.migrate import upgrade
from tests.callers import issue
from tests.databases import SqliteDatabases
from tests.program import Program

ROOT = Path(__file__).resolve().parents[2]
_COUNT = re.compile(r"^(\d+ passed.*) in [\d.]+s", re.MULTILINE)


@dataclass(frozen=True)
class Service:
    """A running service as a caller knows it."""

    address: str
    key: str | None

    @property
    def surroundings(self) -> dict[str, str]:
        """What the guides have their readers set."""
        return {"JIXIAO_URL": self.address} | ({"JIXIAO_KEY": self.key} if self.key else {})


@dataclass(frozen=True)
class Stand:
    """Where a run keeps what it makes."""

    folder: Path

    def place(self) -> Path:
        """A new empty folder."""
        return Path(mkdtemp(dir=self.folder))

    @contextmanager
    def service(self, *scopes: Scope) -> Iterator[Service]:
        """The program on an empty SQLite database; with a key of these scopes, or as `make run` leaves it, without."""
        place = self.place()
        with SqliteDatabases(place, upgrade).migrated() as url:
            key = issue(url, *scopes) if scopes else None
            program = Program(url, place / "log", place / "ledger.key")
            try:
                program.start()
                yield Service(program.address, key)
            finally:
                program.stop()


@dataclass(frozen=True)
class Item:
    """`check` raises when something does not hold, and tells what it saw when all does.

    `number` is the item of the issue it belongs to; a new capability adds a line to plan.py.
    """

    code: str
    number: str
    title: str
    check: Callable[[Stand], str]


def by_pytest(*arguments: str, **variables: str) -> Callable[[Stand], str]:
    """A check that is a part of the test suite, with these variables set; nothing in it may be skipped."""

    def check(_stand: Stand) -> str:
        surroundings = {**os.environ, "CI": "true", "REQUIRE_BROWSER": "1", **variables}
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
        told = _COUNT.search(done.stdout)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        assert told is not None
        assert "skipped" not in told[1], done.stdout[-3000:]
        return told[1]

    return check


def run(*command: str | Path, at: Path = ROOT, status: int = 0, **surroundings: str) -> str:
    """What a command prints; it must end with `status`."""
    done = subprocess.run(
        list(map(str, command)), cwd=at, env={**os.environ, **surroundings}, capture_output=True, check=False
    )
    printed = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == status, f"{Path(command[0]).name} ended with {done.returncode}\n{printed[-6000:]}"
    return done.stdout.decode()
