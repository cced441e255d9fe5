"""A contestant takes its turns in a process of its own: it reads what to do line by line, and answers each with JSON.

`check 0 500` answers how many of these forms it scored wrongly, `time 500 250` the microseconds of CPU that one of
these took. Nothing here needs more than the standard library: peers run it with an interpreter of their own.
"""

import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from time import process_time_ns

from tests.bench.forms import Sample, samples
from tests.bench.reference import faults

Work = Callable[[bytes], object]
"""Bytes in, answer out; whatever the peer answers with, serialised if that is how it is used."""
Batch = Callable[[Sequence[bytes]], object]


def take_turns(
    count: int, body_of: Callable[[Sample, int], bytes], work: Work, told: Callable[[object], bytes] | None
) -> None:
    """`told` makes of an answer the members that the reference looks at; None for a floor, which answers nothing."""

    def each(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            work(body)

    _serve(count, body_of, each, None if told is None else lambda body: told(work(body)))


def take_turns_in_batches(
    count: int, body_of: Callable[[Sample, int], bytes], batch: Batch, told: Callable[[bytes], bytes]
) -> None:
    """The same for a call that takes many forms at once; `told` scores one."""
    _serve(count, body_of, batch, told)


def _serve(
    count: int,
    body_of: Callable[[Sample, int], bytes],
    run: Callable[[Sequence[bytes]], object],
    told: Callable[[bytes], bytes] | None,
) -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    forms = samples(count)
    bodies = [body_of(sample, serial) for serial, sample in enumerate(forms)]
    gc.collect()
    gc.freeze()
    _say({"ready": True, "body_bytes": sum(map(len, bodies)) // len(bodies)})
    for line in sys.stdin:
        what, *numbers = line.split()
        first, number = map(int, numbers)
        chosen = range(first, min(first + number, count))
        if what == "time":
            began = process_time_ns()
            run(bodies[chosen.start : chosen.stop])
            _say((process_time_ns() - began) / 1000 / len(chosen))
        elif told is None:
            _say(0)
        else:
            _say(sum(bool(faults(forms[index], told(bodies[index]))) for index in chosen))


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
