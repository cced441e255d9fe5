"""How long many forms take from the upload to the last result, and what that takes of the machine.

    python -m tests.bench.batch [FORMS]

One service on an SQLite file that works the batch off itself; previews are asked for meanwhile, one after the other.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx2 as httpx

from app.storage.migrate import upgrade
from tests.batches import AS_LINES, children, finished, forms_as_lines, hand_in
from tests.forms import example_bytes
from tests.program import Program
from tests.serving import JSON

_BETWEEN = 0.1


def main(forms: int) -> None:
    with TemporaryDirectory(prefix="jixiao-batch-") as folder:
        program = Program(f"sqlite:///{folder}/jixiao.db", Path(folder, "log"), Path(folder, "ledger.key"))
        upgrade(program.url)
        try:
            program.start()
            for figure in measured(program, forms):
                print(figure, flush=True)
        finally:
            program.stop()


def measured(program: Program, forms: int) -> Iterator[str]:
    body = forms_as_lines(forms)
    began = time.monotonic()
    batch = hand_in(program.address, body)
    yield f"{forms} forms, {len(body) / 1e6:.0f} MB, accepted in {time.monotonic() - began:.1f} s"
    previews, most, processor = [], 0, 0.0
    with httpx.Client(base_url=program.address, timeout=60) as client:
        while client.get(batch).json()["finished_at"] is None:
            asked = time.monotonic()
            client.post("/v1/evaluations/preview", content=example_bytes(), headers=JSON).raise_for_status()
            previews.append(time.monotonic() - asked)
            most = max(most, program.resident_bytes())
            processor = sum(map(processor_seconds, [program.process.pid, *children(program.process.pid)]))
            time.sleep(_BETWEEN)
    took, read = time.monotonic() - began, finished(batch)
    yield f"{read['recorded']} recorded after {took:.0f} s, {forms / took:.0f} a second"
    yield f"processor: {processor:.0f} s, the process that scores included; memory of the service: {most / 1e6:.0f} MB"
    yield f"previews meanwhile: {median(previews) * 1000:.0f} ms, {max(previews) * 1000:.0f} ms at most"
    began = time.monotonic()
    lines = httpx.get(f"{batch}/results", headers=AS_LINES, timeout=600).text.count("\n")
    yield f"{lines} results read in {time.monotonic() - began:.1f} s; memory {program.resident_bytes() / 1e6:.0f} MB"


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
