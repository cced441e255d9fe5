"""What the engine's figures must be, as ratios of one run, and whether they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.engine import COMPILED, ENGINE, JSON_LOADS, OPENFISCA, ZEN, EngineFigures


@dataclass(frozen=True)
class Bar:
    """`name` is to be at least so many times as fast as `other`."""

    name: str
    other: str
    least: float
    aim: float | None = None


BARS = (
    Bar(COMPILED, ZEN, 1.5, 3),
    Bar(COMPILED, OPENFISCA, 40),
    Bar(ENGINE, ZEN, 1.5, 3),
    Bar(ENGINE, OPENFISCA, 40),
)
GATES = (
    # Wide of the bars, for a shared machine: what fails here has become slower, whatever else is running.
    Bar(ENGINE, ZEN, 0.2),
    Bar(ENGINE, OPENFISCA, 6),
    Bar(ENGINE, JSON_LOADS, 0.04),
)


def verdicts(figures: EngineFigures, bars: tuple[Bar, ...]) -> Iterator[tuple[Bar, str, bool]]:
    """Each bar with what was measured against it, and whether it was met; one that could not be measured is not."""
    for bar in bars:
        ratio = figures.ratio(bar.name, bar.other)
        if ratio is None:
            yield bar, "not measured", False
        else:
            yield bar, f"{ratio:.2f} ×", ratio.middle >= bar.least
