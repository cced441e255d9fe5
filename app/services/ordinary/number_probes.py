"""Number lines made up for templates: met or not, by any sign, with every relation of declared and computed score."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from app.domain.submission import Indicator
from app.services.ordinary import probes
from app.services.ordinary.cells import Way
from app.services.ordinary.json_text import compact

SIGNS = {Way.UP: "≥", Way.DOWN: "≤", Way.EXACT: "="}
HEADING = compact({"level1": probes.LEVEL1, "level2": probes.LEVEL2, "name": probes.NAME})[1:-1].encode()
NAME = f"“{probes.NAME}”".encode()


@dataclass(frozen=True, slots=True)
class Example:
    """A probe: a larger and a smaller number, weight, declared score, reason."""

    larger: str
    smaller: str
    weight: str
    declared: str
    reason: str | None = None

    def line(self, way: Way, *, met: bool) -> Indicator:
        """A line that is met, or not, whichever way its target counts."""
        target, actual = self.larger, self.smaller
        if way is Way.EXACT and met:
            actual = target
        elif (way is Way.UP) is met:
            target, actual = actual, target
        return probes.line(f"{SIGNS[way]}{target}", actual, self.weight, self.declared, self.reason)


PARTLY = Example("7919.62桩", "7907.3桩", "61.370", "17.29"), Example("5417.8根", "5392根", "37.190", "11.83")
_IN_FULL = replace(PARTLY[0], declared="61.37"), replace(PARTLY[1], declared="37.19")
_NEARLY = replace(PARTLY[0], declared="61.369"), replace(PARTLY[1], declared="37.189")
_EXPLAINED = (
    replace(_IN_FULL[0], smaller="7919.620桩", reason="〔原因〕"),
    replace(_IN_FULL[1], smaller="5417.80根", reason="〔原因〕"),
)
# Far beyond whatever a pack takes for far.
_EXCEEDED = replace(_IN_FULL[0], smaller="7.3桩"), replace(_IN_FULL[1], smaller="5.392根")


class Said(NamedTuple):
    """A finding of a check, and probes for which it is made."""

    name: str
    code: str
    field: str
    examples: tuple[Example, Example]
    met: bool


SAID = (
    Said("deducted", "MET_BUT_DEDUCTED", "declared_score", PARTLY, met=True),
    Said("full", "UNMET_BUT_FULL", "declared_score", _IN_FULL, met=False),
    Said("below", "DECLARED_SCORE_MISMATCH", "declared_score", PARTLY, met=False),
    Said("above", "DECLARED_SCORE_MISMATCH", "declared_score", _NEARLY, met=False),
    Said("no_reason", "DEVIATION_REASON_MISSING", "deviation_reason", PARTLY, met=True),
    Said("no_loss", "REASON_WITHOUT_DEDUCTION", "deviation_reason", _EXPLAINED, met=True),
    Said("beyond", "OVER_FULFILLED", "actual", _EXCEEDED, met=True),
)
