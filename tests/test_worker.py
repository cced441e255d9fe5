"""`jixiao work` as a process: it works, stops when told to, and leaves SQLite to one process."""

import signal
import subprocess
from pathlib import Path

from app.storage.migrate import upgrade
from tests.program import JIXIAO, Worker


def test_a_worker_says_that_it_works_keeps_others_off_sqlite_and_stops_when_told_to(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jixiao.db'}"
    upgrade(url)
    worker = Worker(url, tmp_path / "log", tmp_path / "ledger.key")
    try:
        worker.start()
        second = subprocess.run(
            [JIXIAO, "work"], env=worker.surroundings(), capture_output=True, text=True, timeout=60, check=False
        )
        assert (second.returncode, "SecondWriter" in second.stdout) == (2, True)
        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(20) == 0
    finally:
        worker.stop()
    assert [event["event"] for event in worker.events()] == ["start.working", "stop.draining", "stop.finished"]
