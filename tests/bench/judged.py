"""Figures beside their bars, and the table that ends a run: every one of them, and which are not met."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.bench.spread import Spread


class Judged(NamedTuple):
    """`met`: whether the figure reaches its bar; None for one that is only to be reported."""

    name: str
    measured: str
    bar: str
    met: bool | None


def at_least(name: str, ratio: Spread, least: float, aim: float | None = None) -> Judged:
    return Judged(name, f"{ratio:.2f} ×", least_bar(least, aim), ratio.middle >= least)


def least_bar(least: float, aim: float | None = None) -> str:
    """How a bar is written that a ratio is to reach."""
    return f"at least {least:g} ×" + ("" if aim is None else f", aim {aim:g} ×")


def at_most(name: str, ratio: Spread, most: float) -> Judged:
    return Judged(name, f"{ratio:.2f} ×", f"at most {most:g} ×", ratio.middle <= most)


def not_measured(name: str, bar: str) -> Judged:
    """What it takes to measure it is not here: that does not meet a bar."""
    return Judged(name, "not measured", bar, met=False)


def table(judged: Sequence[Judged]) -> Iterator[str]:
    """Every figure with its bar, then the names of those that miss it."""
    if not judged:
        yield "  nothing that was measured has a bar"
        return
    widths = [max(len(each[at]) for each in judged) for at in (0, 1, 2)]
    for each in judged:
        cells = (f"{cell:<{width}}" for cell, width in zip(each[:3], widths, strict=True))
        yield f"  {'  '.join(cells)}  {_word(each.met)}"
    missed = [each.name for each in judged if each.met is False]
    bars = len([each for each in judged if each.met is not None])
    yield f"Not met, of {bars} bars: {len(missed)}" + (" (docs/performance.md says why)" if missed else "")
    yield from (f"  {name}" for name in missed)


def _word(met: bool | None) -> str:
    return {True: "met", False: "NOT MET", None: "reported"}[met]
