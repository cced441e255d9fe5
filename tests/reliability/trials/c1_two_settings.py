"""C1: the same forms under two settings that differ in everything at once must come out the same to the byte.

Everything: Python, hash seed, locale, encoding, time zone and database. What is compared is one digest over every
answer (ids and times count up) and the root of the ledger.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests.reliability import fuzz
from tests.reliability.figures import Figure, at_least, exactly, told
from tests.reliability.other_python import ROOT, other_python, version
from tests.reliability.trial import Stand, Trial

_SEED = 7


@dataclass(frozen=True)
class Amounts:
    forms: int


@dataclass(frozen=True)
class Setting:
    """What surrounds the service while it scores."""

    url: str
    environment: dict[str, str]
    python: Path | str = sys.executable
    options: tuple[str, ...] = field(default=())


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    with stand.sqlite.migrated() as sqlite, stand.postgresql.migrated() as postgresql:
        plain = {"PYTHONHASHSEED": "0", "LC_ALL": "POSIX", "TZ": "UTC", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        other = {"PYTHONHASHSEED": "4242", "LC_ALL": _locale(), "TZ": "Asia/Shanghai", "PYTHONOPTIMIZE": "1"}
        # Checkpoints at other moments must not matter either.
        other["CHECKPOINT_SECONDS"] = "1"
        one = Setting(sqlite, plain)
        another = Setting(postgresql, other, other_python() or sys.executable)
        first, second = scored([one, another], amounts.forms)
    yield at_least("forms", first.forms, amounts.forms)
    yield at_least("of them scored and stored, the others refused", first.answered, amounts.forms // 2)
    yield exactly("digests of all answers and of the ledger", first == second, True, f"{first} and {second}")
    yield told("Python", f"{version()} and {version(another.python)}")
    yield told("locale", f"POSIX and {other['LC_ALL']}")
    yield told("digest", first.digest[:12])


@dataclass(frozen=True)
class Scored:
    """What a process said of the forms it was given."""

    digest: str
    answered: int
    refused: int

    @property
    def forms(self) -> int:
        return self.answered + self.refused


def scored(settings: list[Setting], count: int) -> list[Scored]:
    """The same forms to a process for each setting, all at once."""
    with ExitStack() as stack:
        processes = [stack.enter_context(_scoring(setting)) for setting in settings]
        for form in islice(fuzz.forms(_SEED), count):
            for process in processes:
                assert process.stdin is not None
                process.stdin.write(form + b"\n")
        return [_told(process) for process in processes]


@contextmanager
def _scoring(setting: Setting) -> Iterator["subprocess.Popen[bytes]"]:
    command = [setting.python, "-m", "tests.reliability.scoring", setting.url, *setting.options]
    environment = {**os.environ, "LOG_LEVEL": "critical", **setting.environment}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def _told(process: "subprocess.Popen[bytes]") -> Scored:
    output, _ = process.communicate()
    assert process.returncode == 0, f"scoring ended with {process.returncode}"
    digest, answered, refused = output.split()
    return Scored(digest.decode(), int(answered), int(refused))


def _locale() -> str:
    """One whose numbers and letters are unlike C's, if the machine has any."""
    there = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    wanted = ("zh_CN.utf8", "de_DE.utf8", "tr_TR.utf8", "C.utf8")
    return next((name for name in wanted if name in there), "C")


TRIAL = Trial(
    "C1",
    "the same forms under two settings",
    measure,
    short=Amounts(200),
    bounded=Amounts(10_000),
    full=Amounts(100_000),
)
