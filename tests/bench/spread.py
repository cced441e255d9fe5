"""Figures with their spread: a median never goes without the rounds it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """The rounds of one figure."""

    rounds: tuple[float, ...]

    @property
    def middle(self) -> float:
        return median(self.rounds)

    def per(self, other: "Spread") -> "Spread":
        """Round by round as a multiple of another figure of the same rounds."""
        return Spread(tuple(mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True)))

    def __format__(self, form: str) -> str:
        return f"{self.middle:{form}} ({min(self.rounds):{form}}–{max(self.rounds):{form}})"


def spread(rounds: Sequence[float]) -> Spread:
    return Spread(tuple(rounds))
