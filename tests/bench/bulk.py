"""A file of forms on every core: `jixiao bulk` beside Zen's batch call in as many processes, by the clock."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from tests.bench.engine import PEERS, ROOT
from tests.bench.forms import Sample, samples, serial_text
from tests.bench.judged import Judged, at_least, least_bar, not_measured
from tests.bench.reference import result
from tests.bench.spread import Spread, spread

OURS, ZEN = "jixiao bulk", "Zen, batch call"
FORMS, DIFFERENT, ROUNDS = 1_000_000, 10_000, 2
# Of disk, for a form in print and in numbers, and its score.
_BYTES_A_FORM = 6_000
_LOOK_EVERY = 0.1
_MIB = 2**20


@dataclass(frozen=True)
class BulkFigures:
    """Forms a second by the clock, microseconds of CPU a form, and the most memory of all processes together, in MiB;
    answers that were wrong, of all."""

    per_second: dict[str, Spread]
    cpu_microseconds: dict[str, Spread]
    memory_mib: dict[str, float]
    forms: int
    file_gb: float
    processes: int
    wrong: int


def judged(scored: BulkFigures) -> Iterator[Judged]:
    """The bars of a file, with what was measured against them."""
    name = f"bulk, {scored.forms:,} forms: {OURS} / {ZEN}"
    if ZEN in scored.per_second:
        yield at_least(name, scored.per_second[OURS].per(scored.per_second[ZEN]), 1, 3)
        cpu = scored.cpu_microseconds
        yield Judged("bulk, the same by CPU time", f"{cpu[ZEN].per(cpu[OURS]):.2f} ×", "to be reported", met=None)
    else:
        yield not_measured(name, least_bar(1, 3))
    memory = scored.memory_mib[OURS]
    yield Judged("bulk: most memory of all processes", f"{memory:,.0f} MiB", "at most 1,024 MiB", memory <= 1024)


def measure(forms: int = FORMS) -> BulkFigures:
    """Start and end of the processes included. Every form's project has a code of its own, and of so many forms no
    cell is remembered when it comes again: the memories of the engine hold far fewer."""
    processes = len(os.sched_getaffinity(0))
    drawn = samples(min(forms, DIFFERENT))
    with tempfile.TemporaryDirectory() as folder:
        _require_room(Path(folder), forms)
        printed, parsed, out = (Path(folder) / name for name in ("printed.ndjson", "parsed.ndjson", "scores.ndjson"))
        _write(printed, drawn, forms, Sample.body)
        _write(parsed, drawn, forms, Sample.parsed)
        ours = [sys.executable, "-c", "from app.cli import main; main()", "bulk", str(printed), "--out", str(out)]
        zen = [str(PEERS), "-m", "tests.bench.contest.zen_bulk", str(parsed), str(out), str(processes)]
        commands = {OURS: ours} | ({ZEN: zen} if PEERS.exists() else {})
        size = printed.stat().st_size / 1e9
        rates: dict[str, list[float]] = {name: [] for name in commands}
        busy: dict[str, list[float]] = {name: [] for name in commands}
        memory = dict.fromkeys(commands, 0.0)
        wrong = 0
        for _ in range(ROUNDS):
            for name, command in commands.items():
                run = _run(command)
                rates[name].append(forms / run.seconds)
                busy[name].append(run.cpu_seconds * 1_000_000 / forms)
                memory[name] = max(memory[name], run.most_held / _MIB)
                wrong += 0 if name == ZEN else _wrong(out, drawn)
                for file in Path(folder).glob("scores.ndjson*"):
                    file.unlink()
    by_clock, by_cpu = ({name: spread(each) for name, each in found.items()} for found in (rates, busy))
    return BulkFigures(by_clock, by_cpu, memory, forms, size, processes, wrong)


def _require_room(folder: Path, forms: int) -> None:
    needed, free = forms * _BYTES_A_FORM, shutil.disk_usage(folder).free
    if free < needed:
        raise SystemExit(f"{folder}: {forms:,} forms take {needed / 1e9:.1f} GB; set TMPDIR, or FORMS to fewer")


def _write(file: Path, drawn: list[Sample], forms: int, body: Callable[[Sample, int], bytes]) -> None:
    """A form costs what its bytes cost: printed once, around the number of its project."""
    around = [body(sample, 0).split(serial_text(0)) for sample in drawn]
    with file.open("wb") as opened:
        opened.writelines(serial_text(serial).join(around[serial % len(drawn)]) + b"\n" for serial in range(forms))


class _Run(NamedTuple):
    """What a command and its children took, and the most bytes that they held at once."""

    seconds: float
    cpu_seconds: float
    most_held: int


def _run(command: list[str]) -> _Run:
    began, busy = time.perf_counter(), _cpu_of_children()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    ended, most = Event(), [0]

    def look() -> None:
        while not ended.wait(_LOOK_EVERY):
            most[0] = max(most[0], _held(process.pid))

    looking = Thread(target=look)
    looking.start()
    code = process.wait()
    seconds = time.perf_counter() - began
    ended.set()
    looking.join()
    if code:
        raise RuntimeError(f"{command} ended with {code}")
    return _Run(seconds, _cpu_of_children() - busy, most[0])


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _held(session: int) -> int:
    """Resident bytes of all processes of a session; what they share counts for each."""
    pages = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            pages += int(fields[21])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _wrong(out: Path, drawn: list[Sample]) -> int:
    """How many of the different forms have another total or grade than the reference; all must be there."""
    wrong = 0
    with out.open("rb") as scores:
        for number, sample in enumerate(drawn, start=1):
            scored = json.loads(scores.readline())
            found = scored["line"], scored["totals"]["score"], scored["totals"]["grade"]
            wrong += not _same(found, number, sample)
    return wrong


def _same(found: tuple[int, str, str], number: int, sample: Sample) -> bool:
    line, score, grade = found
    total, due = result(sample)
    return line == number and total == type(total)(score) and grade == due
