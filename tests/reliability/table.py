"""The one table a run ends with: test by test, figure against bar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.reliability.figures import Figure
from tests.reliability.trial import Trial

_COLUMNS = "{:<58} {:>14} {:>14}  {}"


@dataclass(frozen=True)
class Outcome:
    """What a trial came to; `error` where it ended before its last figure."""

    trial: Trial
    figures: tuple[Figure, ...]
    seconds: float
    error: str | None = None

    @property
    def holds(self) -> bool:
        return self.error is None and bool(self.figures) and all(figure.holds for figure in self.figures)


def table(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Every line of it."""
    yield _COLUMNS.format("test", "figure", "bar", "verdict")
    for outcome in outcomes:
        verdict = "holds" if outcome.holds else "MISSED"
        yield _COLUMNS.format(f"{outcome.trial.code} {outcome.trial.title}", f"{outcome.seconds:.0f} s", "", verdict)
        for figure in outcome.figures:
            yield from _lines(figure)
        if outcome.error is not None:
            yield f"   ended by {outcome.error}"


def _lines(figure: Figure) -> Iterator[str]:
    bar = f"{figure.sign} {_shown(figure.bar)}" if figure.sign else ""
    verdict = ("holds" if figure.holds else "MISSED") if figure.sign else ""
    value = " ".join(filter(None, [_shown(figure.value), figure.unit]))
    yield _COLUMNS.format(f"   {figure.what}", value, bar, verdict).rstrip()
    if not figure.holds:
        yield from (f"      {case}" for case in figure.told)


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
