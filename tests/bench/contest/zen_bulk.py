"""`python -m tests.bench.contest.zen_bulk FORMS OUT PROCESSES`: Zen's batch call on a share of the lines for each."""

import os
import sys
from itertools import islice
from multiprocessing import Pool
from typing import BinaryIO

import orjson
import zen

from tests.bench.contest.zen_engine import graph

_AT_ONCE = 500
Share = tuple[str, str, int, int]
"""A file of forms, one for results, and the bytes of the first from which and up to which lines begin."""


def main() -> None:
    forms, out, processes = sys.argv[1], sys.argv[2], int(sys.argv[3])
    size = os.path.getsize(forms)
    bounds = [size * at // processes for at in range(processes + 1)]
    shares = [(forms, f"{out}.{at}", bounds[at], bounds[at + 1]) for at in range(processes)]
    with Pool(processes) as pool:
        pool.map(_score, shares)


def _score(share: Share) -> None:
    forms, out, begin, end = share
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"form": graph()}}})
    with open(forms, "rb") as opened, open(out, "wb") as results:
        lines = _lines(opened, begin, end)
        while parcel := list(islice(lines, _AT_ONCE)):
            answers = engine.evaluate_batch([{"key": "form", "context": line} for line in parcel])
            results.writelines(orjson.dumps(answer["data"]["result"]) + b"\n" for answer in answers)


def _lines(opened: BinaryIO, begin: int, end: int):
    """Whole lines that begin inside the share."""
    if begin:
        opened.seek(begin - 1)
        opened.readline()
    while opened.tell() < end and (line := opened.readline()):
        yield line


if __name__ == "__main__":
    main()
