"""What the engine's figures must be, as ratios of one run, and whether they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.engine import ENGINE, JSON_LOADS, OPENFISCA, TEMPLATES, ZEN, EngineFigures


@dataclass(frozen=True)
class Bar:
    """`name` is to be at least so many times as fast as `other`."""

    name: str
    other: str
    least: float
    aim: float | None = None


BARS = (Bar(ENGINE, ZEN, 1.5, 3), Bar(ENGINE, OPENFISCA, 40))
GATES = (
    # Half of what is seen, for a shared machine: what fails here has become slower, whatever else is running.
    Bar(ENGINE, ZEN, 1),
    Bar(ENGINE, OPENFISCA, 25),
    Bar(ENGINE, JSON_LOADS, 0.2),
    Bar(TEMPLATES, ZEN, 0.2),
    Bar(TEMPLATES, OPENFISCA, 6),
)


def verdicts(figures: EngineFigures, bars: tuple[Bar, ...]) -> Iterator[tuple[Bar, str, bool]]:
    """Each bar with what was measured against it, and whether it was met; one that could not be measured is not."""
    for bar in bars:
        ratio = figures.ratio(bar.name, bar.other)
        if ratio is None:
            yield bar, "not measured", False
        else:
            yield bar, f"{ratio:.2f} ×", ratio.middle >= bar.least
