"""What a test of the plan is made of: what it is given, what it does, and in how large a form."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal

from app.api.security.caller import Scope
from tests.callers import issue
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.program import Program
from tests.reliability.figures import Figure

Form = Literal["short", "bounded", "full"]
"""Seconds inside `make test`; minutes in `make reliability`; as long as it takes in `make reliability-full`."""

_SCOPES: tuple[Scope, ...] = ("evaluations:write", "evaluations:read", "audit:read", "rules:read")


@dataclass
class Stand:
    """Where a trial is made: a folder of its own, and databases on servers that no trial kills."""

    folder: Path
    sqlite: SqliteDatabases
    postgresql: PostgresqlDatabases
    credentials: dict[str, str] = field(default_factory=dict)
    """Of the load clients, by database."""

    @contextmanager
    def program(self, url: str, **settings: str) -> Iterator[Program]:
        """The program serving from a migrated database, ready for requests; gone at the end."""
        folder = Path(mkdtemp(dir=self.folder))
        # Programs on one database sign its ledger with one key, and know the same callers.
        program = Program(url, folder / "server.log", self.folder / "ledger.key", settings=settings)
        if url not in self.credentials:
            self.credentials[url] = issue(url, *_SCOPES)
        program.credential = self.credentials[url]
        try:
            program.start()
            yield program
        finally:
            program.stop()


@dataclass(frozen=True)
class Trial:
    """A test of the plan in reference/reliability.md, and its amounts in each form."""

    code: str
    title: str
    measure: Callable[[Stand, Any], Iterator[Figure]]
    short: Any
    bounded: Any
    full: Any
    in_tests: bool = True
    """Whether `make test` runs the short form; not where tests of the product take the same steps."""

    def amounts(self, form: Form) -> Any:
        return getattr(self, form)
