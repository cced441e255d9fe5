"""The program itself, as an operator runs it: a process, its settings, its log."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.storage.migrate import upgrade
from app.storage.signing import create_key_file

JIXIAO = Path(sys.executable).with_name("jixiao")
_LONGEST_START = 60


@dataclass
class Program:
    """`jixiao serve` on an SQLite file of its own in `folder`; `settings` are environment variables beside those."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder}/jixiao.db"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator["Program"]:
        """Starts it; at the end nothing of it is left, whatever a test did."""
        upgrade(self.database_url)
        create_key_file(self.folder / "ledger.key")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([JIXIAO, "serve"], env=self._environment(), stdout=log)
        try:
            self.port: int = self.waited_for("start.serving")["port"]
            yield self
        finally:
            self.process.kill()
            self.process.wait()

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def ended(self, within: float) -> int:
        """Its exit status."""
        return self.process.wait(within)

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
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, self.log.read_text(encoding="utf-8")
            time.sleep(0.02)

    def _environment(self) -> dict[str, str]:
        own = {
            "HOST": "127.0.0.1",
            "PORT": "0",
            "DATABASE_URL": self.database_url,
            "LEDGER_KEY_FILE": str(self.folder / "ledger.key"),
        }
        return {**os.environ, **own, **self.settings}
