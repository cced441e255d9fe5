"""What the oracle says of a line and of a form; `None` is a score that does not exist."""

from dataclasses import dataclass
from fractions import Fraction

Others = tuple[tuple[str, Fraction | None], ...]


@dataclass(frozen=True)
class Line:
    """`accepted`: a declared score taken as a person's. `counts`: its weight belongs to the total.

    `counted` is weight and score as they go into the total, where siblings share a weight.
    `reached` is met and completion, where the comparison says both; `others` are the readings the line rests on,
    each with the score by the other one.
    """

    weight: Fraction | None
    score: Fraction | None = None
    accepted: bool = False
    counts: bool = True
    reached: tuple[bool | None, Fraction | None] | None = None
    others: Others = ()
    counted: tuple[Fraction, Fraction | None] | None = None

    @property
    def into_total(self) -> tuple[Fraction, Fraction | None]:
        return self.counted or (self.weight or Fraction(0), self.score)


@dataclass(frozen=True)
class Sheet:
    execution: Line | None
    lines: tuple[Line, ...]
    total: Fraction | None
    weight: Fraction
    scored_sum: Fraction
    scored_weight: Fraction
    grade: str | None
