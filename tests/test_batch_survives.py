"""A batch that was accepted is worked off although its process is killed in the middle: no form lost, none twice.

integration/batches.py does the same with several workers on PostgreSQL.
"""

import time
from pathlib import Path

from app.storage.migrate import upgrade
from tests.batches import children, forms_as_lines, hand_in, require_each_recorded_once, waited_for
from tests.program import Program

COUNT = 640


def test_a_batch_goes_on_after_a_kill_and_no_process_is_left_behind(tmp_path: Path) -> None:
    program = Program(f"sqlite:///{tmp_path / 'jixiao.db'}", tmp_path / "log", tmp_path / "ledger.key")
    upgrade(program.url)
    try:
        program.start()
        batch = hand_in(program.address, forms_as_lines(COUNT))
        at_the_kill = waited_for(batch, lambda read: read["recorded"] >= 64)
        left = children(program.process.pid)
        assert len(left) == 2, "one that scores, and the one by which Python knows what to clear away"
        program.kill()
        assert at_the_kill["recorded"] < COUNT
        program.start()
        require_each_recorded_once(batch, COUNT)
    finally:
        program.stop()
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in left):
        assert time.monotonic() < deadline, "a process outlived the one that began it"
        time.sleep(0.05)
