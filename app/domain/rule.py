"""What every rule has: its wording, the document it stands in, and the reading taken where that is silent."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.text import Text


@dataclass(frozen=True, slots=True)
class Authority:
    """A document a rule comes from (依据); `verified` is true once somebody has read the clause itself."""

    id: str
    document: str
    article: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A reading (口径) where the text allows two: the question, the one taken, its evidence, and the other."""

    id: str
    question: Text
    reading: Text
    evidence: str
    other_reading: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """What every scored line cites: its wording, where it stands, and the reading the whole rule rests on, if any."""

    standard: Text
    authority: Authority
    reading: Interpretation | None = None


class ZeroDenominator(StrEnum):
    """What a rate whose denominator is zero is worth."""

    FULL = "full"
    ZERO = "zero"
    NOT_APPLICABLE = "not_applicable"
