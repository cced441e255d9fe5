"""A mirror of a ledger in a file: the bodies of its entries, one a line, as jixiao-verify takes them."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from app.storage.records import LedgerEntry

_PAGE = 1000

Entries = Callable[[int, int], Sequence[LedgerEntry]]
"""`entries(after, limit)`: the next ones, oldest first."""


class MirrorBroken(Exception):
    """The file that was to be continued does not end as a mirror of so many lines does."""


def continue_mirror(file: Path, entries: Entries) -> tuple[int, int]:
    """Writes the entries behind the last one in the file; how many were added, and how many there are.

    Raises MirrorBroken, after which nothing was written, and OSError.
    """
    already = total = _lines_in(file)
    with file.open("ab") as opened:
        while page := entries(total, _PAGE):
            opened.writelines(entry.body.encode() + b"\n" for entry in page)
            total = page[-1].position
    return total - already, total


def _lines_in(file: Path) -> int:
    if not file.exists():
        return 0
    count, last = 0, b""
    with file.open("rb") as opened:
        for line in opened:
            count, last = count + 1, line
    if count and not (last.endswith(b"\n") and _position(last) == count):
        raise MirrorBroken(
            f"第 {count} 行不是第 {count} 号记录，未续写 / line {count} is not entry {count}; nothing was added"
        )
    return count


def _position(line: bytes) -> object:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry.get("position") if isinstance(entry, dict) else None
