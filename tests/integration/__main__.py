"""`make integration`: what an adopter does on the first day, tried as they would, and one table at the end.

    python -m tests.integration [java browser …]

Ends with 1 when an item fails or the time is up before the last one.
"""

import argparse
import os
import platform
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from app import __version__
from app.terminal.plain_table import Column, plain_table
from tests.integration.item import Item, Stand
from tests.integration.plan import ITEMS

# Of the twelve minutes: what is left is for taking everything down and for the table.
_BOUND_SECONDS = 11 * 60 + 40
_COLUMNS = (
    Column("item", right=True),
    Column("what", 60),
    Column("seen", 60),
    Column("seconds", right=True),
    Column("verdict"),
)


class TimeIsUp(Exception):
    """All of it may take twelve minutes."""


@dataclass(frozen=True)
class Outcome:
    """What an item came to."""

    item: Item
    seen: str
    seconds: float
    holds: bool


def main() -> int:
    items = _asked()
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(_BOUND_SECONDS)
    began = time.monotonic()
    outcomes: list[Outcome] = []
    with TemporaryDirectory(prefix="jixiao-integration-") as folder:
        for item in items:
            print(f"{item.code}: {item.title} …", file=sys.stderr, flush=True)
            outcomes.append(tried(item, Stand(Path(folder))))
            if time.monotonic() - began > _BOUND_SECONDS:
                break
    print("\n".join(["", *report(items, outcomes, time.monotonic() - began)]))
    return 0 if len(outcomes) == len(items) and all(outcome.holds for outcome in outcomes) else 1


def tried(item: Item, stand: Stand) -> Outcome:
    began = time.monotonic()
    try:
        seen, holds = item.check(stand), True
    except Exception as failure:
        traceback.print_exception(failure)
        seen, holds = f"{type(failure).__name__}: {str(failure).splitlines()[0] if str(failure) else ''}", False
    return Outcome(item, seen, time.monotonic() - began, holds)


def report(items: Sequence[Item], outcomes: Sequence[Outcome], seconds: float) -> Iterator[str]:
    rows = [
        (each.item.number, each.item.title, each.seen, f"{each.seconds:.0f}", "holds" if each.holds else "MISSED")
        for each in outcomes
    ]
    untried = [(item.number, item.title, "the time was up", "", "MISSED") for item in items[len(outcomes) :]]
    yield from plain_table(_COLUMNS, [*rows, *untried])
    held = sum(outcome.holds for outcome in outcomes)
    yield ""
    yield f"jixiao {__version__}, Python {platform.python_version()}, {os.cpu_count()} cores; {seconds:.0f} s"
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {' '.join(['python -m tests.integration', *sys.argv[1:]])}"
    yield f"{held} passed, {len(items) - held} failed"


def _asked() -> list[Item]:
    parser = argparse.ArgumentParser(prog="python -m tests.integration")
    codes = [item.code for item in ITEMS]
    parser.add_argument("items", nargs="*", metavar="ITEM", help=" ".join(codes))
    asked = parser.parse_args().items
    unknown = set(asked) - set(codes)
    if unknown:
        parser.error(f"no such item: {' '.join(sorted(unknown))}")
    return [item for item in ITEMS if not asked or item.code in asked]


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise TimeIsUp(f"{_BOUND_SECONDS} s are over")


if __name__ == "__main__":
    sys.exit(main())
