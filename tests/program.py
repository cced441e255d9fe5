"""The program as a process of its own, through as many lives as a test gives it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from app.storage.migrate import upgrade
from app.storage.signing import create_key_file

JIXIAO = Path(sys.executable).with_name("jixiao")
_LONGEST_START = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Program:
    """`jixiao serve` on one database and one loopback port; it gets a key for its ledger if `key` is no file yet."""

    url: str
    log: Path
    key: Path
    port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    credential: str | None = None
    """What its callers say who they are by; None: the service answers whoever is on this machine."""
    command: ClassVar[str] = "serve"
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None, "the program was not started"
        return self._process

    def start(self) -> float:
        """Returns once the service is ready, with the seconds that took."""
        began = time.monotonic()
        create_key_file(self.key)
        with self.log.open("ab") as log, self.errors.open("ab") as errors:
            self._process = subprocess.Popen([JIXIAO, self.command], env=self.surroundings(), stdout=log, stderr=errors)
        while not self.ready():
            assert self._process.poll() is None, self.said()
            assert time.monotonic() - began < _LONGEST_START, self.said()
            time.sleep(0.02)
        return time.monotonic() - began

    def kill(self) -> None:
        """As a power cut would: no signal handler runs."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Leaves no process behind, whatever happened before."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def ready(self) -> bool:
        """Whether the service says that it can take work."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    @property
    def errors(self) -> Path:
        """What it says to whoever started it, beside its log."""
        return self.log.with_name(f"{self.log.name}.errors")

    def said(self) -> str:
        """Its log and its errors, for a test that fails."""
        return self.log.read_text(encoding="utf-8") + self.errors.read_text(encoding="utf-8")

    def events(self) -> Sequence[dict[str, Any]]:
        """The log so far; fails unless every line is an event."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def waited_for(self, event: str, **fields: object) -> dict[str, Any]:
        """The first event of that name with these fields, as soon as it is in the log."""
        wanted = {"event": event, **fields}.items()
        deadline = time.monotonic() + _LONGEST_START
        while True:
            for each in self.events():
                if wanted <= each.items():
                    return each
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)

    def resident_bytes(self) -> int:
        """What the process holds in memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    def surroundings(self) -> dict[str, str]:
        own = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATABASE_URL": self.url,
            "LEDGER_KEY_FILE": str(self.key),
            "LOG_LEVEL": "warning",
        }
        return {**os.environ, **own, **self.settings}


@dataclass
class Worker(Program):
    """`jixiao work`, which nobody can ask whether it is ready: its log tells."""

    command = "work"
    _lives: int = 0

    def start(self) -> float:
        self._lives += 1
        return super().start()

    def ready(self) -> bool:
        return [event["event"] for event in self.events()].count("start.working") == self._lives

    def surroundings(self) -> dict[str, str]:
        return {**super().surroundings(), "LOG_LEVEL": "info"}


@contextmanager
def running_program(folder: Path, **settings: str) -> Iterator[Program]:
    """The program on an SQLite file of its own in `folder`, logging every request; these settings beside that."""
    url = f"sqlite:///{folder / 'jixiao.db'}"
    upgrade(url)
    program = Program(url, folder / "log", folder / "ledger.key", settings={"LOG_LEVEL": "info", **settings})
    try:
        program.start()
        yield program
    finally:
        program.stop()
