"""docs/quickstart.md in both languages, from `make run` on."""

import os
import signal
import subprocess
import time
from urllib.error import URLError
from urllib.request import urlopen

from tests.docs.blocks import Reader
from tests.integration.item import ROOT, Stand
from tests.program import free_port

_LONGEST_START = 120


def begun(stand: Stand) -> str:
    """`make run` as the guide has it, but for the port and where the database lies; then every other command."""
    place, port = stand.place(), free_port()
    surroundings = {
        **os.environ,
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{place}/jixiao.db",
        "LEDGER_KEY_FILE": str(place / "ledger.key"),
        "MAKEFLAGS": "",
    }
    address, began = f"http://127.0.0.1:{port}", time.monotonic()
    with (place / "log").open("wb") as log:
        running = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=surroundings, stdout=log, stderr=log, start_new_session=True
        )
    try:
        while not _ready(address):
            assert running.poll() is None, (place / "log").read_text(encoding="utf-8")
            assert time.monotonic() - began < _LONGEST_START
            time.sleep(0.1)
        started = time.monotonic() - began
        found = 0
        for guide in ("quickstart.zh-CN.md", "quickstart.md"):
            reader = Reader(stand.place(), address, frozenset({"start", "address"}))
            reader.follow(ROOT / "docs" / guide)
            found += reader.lines_found
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(30)
    assert found >= 14
    return f"ready {started:.0f} s after make run; {found} lines found in both languages"


def _ready(address: str) -> bool:
    try:
        with urlopen(f"{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False
