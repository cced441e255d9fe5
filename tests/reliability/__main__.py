"""`make reliability`: the trials of the plan on this machine, over loopback only, and one table at the end.

    python -m tests.reliability [--full | --short] [A1 B1 …]

Ends with 1 when a bar is missed, a trial fails or, in the bounded form, the time is up before the last one.
"""

import argparse
import logging
import os
import platform
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from app import __version__
from app.storage.migrate import upgrade
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.log_lines import silence
from tests.postgresql import postgresql_server
from tests.reliability.plan import TRIALS
from tests.reliability.table import Outcome, table
from tests.reliability.trial import Form, Stand, Trial

# Of the twelve minutes: what is left is for taking everything down and for the table.
_BOUND_SECONDS = 11 * 60 + 40


class TimeIsUp(Exception):
    """The bounded form may not take longer."""


def main() -> int:
    asked = _asked()
    form: Form = "full" if asked.full else "short" if asked.short else "bounded"
    trials = [trial for trial in TRIALS if not asked.trials or trial.code in asked.trials]
    began = time.monotonic()
    outcomes: list[Outcome] = []
    _quiet()
    with _bounded(form), _stand() as stand:
        for trial in trials:
            print(f"{trial.code} {trial.title} …", file=sys.stderr, flush=True)
            outcomes.append(run(trial, stand, form))
    print("\n".join([*table(outcomes), "", *_circumstances(form, time.monotonic() - began)]))
    return 0 if len(outcomes) == len(trials) and all(outcome.holds for outcome in outcomes) else 1


def run(trial: Trial, stand: Stand, form: Form) -> Outcome:
    """Keeps the figures that a trial gave before it failed."""
    figures, error, began = [], None, time.monotonic()
    try:
        figures.extend(trial.measure(stand, trial.amounts(form)))
    except Exception as failure:
        traceback.print_exception(failure)
        error = f"{type(failure).__name__}: {failure}".partition("\n")[0]
    return Outcome(trial, tuple(figures), time.monotonic() - began, error)


def _quiet() -> None:
    """What the service logs of failures that were planted is not for the reader of the table."""
    silence()
    logging.getLogger("sqlalchemy").setLevel(logging.CRITICAL)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--full", action="store_true", help="the full amounts, however long they take")
    size.add_argument("--short", action="store_true", help="what `make test` runs")
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help=" ".join(trial.code for trial in TRIALS))
    asked = parser.parse_args()
    unknown = set(asked.trials) - {trial.code for trial in TRIALS}
    if unknown:
        parser.error(f"no such trial: {' '.join(sorted(unknown))}")
    return asked


@contextmanager
def _bounded(form: Form) -> Iterator[None]:
    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TimeIsUp(f"{_BOUND_SECONDS} s are over")

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(0 if form == "full" else _BOUND_SECONDS)
    try:
        yield
    except TimeIsUp as over:
        print(over, file=sys.stderr)
    finally:
        signal.alarm(0)


@contextmanager
def _stand() -> Iterator[Stand]:
    with TemporaryDirectory(prefix="jixiao-reliability-") as folder, postgresql_server() as server:
        sqlite = Path(folder) / "sqlite"
        sqlite.mkdir()
        yield Stand(Path(folder), SqliteDatabases(sqlite, upgrade), PostgresqlDatabases(server.data, upgrade))


def _circumstances(form: Form, seconds: float) -> Iterator[str]:
    yield f"jixiao {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}"
    yield f"{os.cpu_count()} cores, {_processor()}, load {os.getloadavg()[0]:.1f}; {seconds:.0f} s, {form} form"
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {' '.join(['python -m tests.reliability', *sys.argv[1:]])}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )


if __name__ == "__main__":
    sys.exit(main())
