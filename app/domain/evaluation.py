"""The answer: score lines that cannot exist without reason, trace and citation, their totals and findings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import reduce

from app.domain.rates import Rate
from app.domain.rounding import EXACT, trimmed
from app.domain.rule import Interpretation, Rule
from app.domain.target import PrintedValue
from app.domain.text import Text


class Outcome(StrEnum):
    """How a line came to its score. Only the first two carry one; the rest are not zero.

    `assessed` is a line of a form without points: its completion is known, and that is all there is.
    """

    SCORED = "scored"
    DECLARED_ACCEPTED = "declared_accepted"
    ASSESSED = "assessed"
    NOT_APPLICABLE = "not_applicable"
    NEEDS_JUDGEMENT = "needs_judgement"
    UNREADABLE = "unreadable"


class LineDirection(StrEnum):
    """What kind of comparison a line is."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    EXACT = "exact"
    RANGE = "range"
    DEADLINE = "deadline"
    QUALITATIVE = "qualitative"
    JUDGED = "judged"


class Status(StrEnum):
    """`scored`: every line that counts has a score; `incomplete`: some line has none."""

    SCORED = "scored"
    ASSESSED = "assessed"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the trace, e.g. `read_target`, `completion_ratio`, `round_half_up`."""

    name: str
    text: Text


@dataclass(frozen=True, slots=True)
class AppliedReading:
    """An interpretation a score rests on, with what the other reading would have scored (None: no score)."""

    interpretation: Interpretation
    other_score: Decimal | None
    differs: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a line has its score: the rule's words, the formula, the numbers put in, the steps, the document."""

    rule: Rule
    formula: Text
    substituted: str
    steps: tuple[Step, ...]
    sentence: Text
    readings: tuple[AppliedReading, ...] = ()

    @property
    def reading(self) -> AppliedReading | None:
        """The reading that matters most: the first whose other side scores differently, else the first."""
        return next((reading for reading in self.readings if reading.differs), next(iter(self.readings), None))

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a score without a trace")
        if not self.formula.zh or not self.rule.authority.document:
            raise ValueError("a score without a formula or a citation")


@dataclass(frozen=True, slots=True)
class Permitted:
    """The range a declared score may take under the rule; one value for a quantitative line."""

    minimum: Decimal
    maximum: Decimal
    maximum_excluded: bool = False

    def allows(self, score: Decimal) -> bool:
        below = score < self.maximum if self.maximum_excluded else score <= self.maximum
        return self.minimum <= score and below


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scoring method makes of one line: the outcome, the score and why.

    `met` is None where the method does not know met from not met; `completion` is the exact ratio.
    """

    method: str
    direction: LineDirection
    outcome: Outcome
    score: Decimal | None
    explanation: Explanation
    permitted: Permitted | None = None
    completion: Fraction | None = None
    met: bool | None = None
    doubts: tuple["Doubt", ...] = ()

    def __post_init__(self) -> None:
        scored = self.outcome in (Outcome.SCORED, Outcome.DECLARED_ACCEPTED)
        if scored and self.score is None:
            raise ValueError(f"outcome {self.outcome} without a score")
        if self.outcome in (Outcome.NEEDS_JUDGEMENT, Outcome.UNREADABLE) and self.score is not None:
            raise ValueError(f"outcome {self.outcome} with a score: what could not be scored is null")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason why a line was not scored, met on the way: the code of the finding it becomes.

    `field` is the cell it concerns (`target`, `actual`, `weight`), empty for the whole line.
    """

    code: str
    field: str
    message: Text
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """What a line brings into section and total where siblings share the weight of one that does not apply."""

    weight: Decimal
    score: Decimal | None


class _Line:
    """What a line with a verdict says of itself."""

    __slots__ = ()
    declared_score: Decimal | None
    verdict: Verdict

    @property
    def score(self) -> Decimal | None:
        return self.verdict.score

    @property
    def difference(self) -> Decimal | None:
        """Declared minus computed."""
        return difference(self.declared_score, self.score)

    @property
    def counts(self) -> bool:
        """Whether the line's weight belongs to the total: an inapplicable line left out does not."""
        return not (self.verdict.outcome is Outcome.NOT_APPLICABLE and self.score is None)


@dataclass(frozen=True, slots=True)
class ScoreLine(_Line):
    """One indicator with its verdict."""

    index: int
    level1: str | None
    level2: str | None
    name: str | None
    section: str | None
    target: PrintedValue
    actual: PrintedValue
    weight: Decimal | None
    declared_score: Decimal | None
    verdict: Verdict
    criterion: str | None = None
    counted: Counted | None = None

    @property
    def counted_weight(self) -> Decimal | None:
        return self.counted.weight if self.counted else self.weight

    @property
    def counted_score(self) -> Decimal | None:
        return self.counted.score if self.counted else self.score


@dataclass(frozen=True, slots=True)
class ExecutionLine(_Line):
    """预算执行率 as a scored line of its own."""

    weight: Decimal
    declared_score: Decimal | None
    verdict: Verdict

    @property
    def counted_weight(self) -> Decimal:
        return self.weight

    @property
    def counted_score(self) -> Decimal | None:
        return self.score


@dataclass(frozen=True, slots=True)
class Section:
    """A level-1 block: its weight and its lines' scores added up (None while a line has no score)."""

    name: str
    section: str | None
    weight: Decimal | None
    score: Decimal | None
    declared_score: Decimal | None


@dataclass(frozen=True, slots=True)
class Totals:
    """`score` is null unless every line that counts has a score; `scored_sum` says how far it got."""

    score: Decimal | None
    weight: Decimal
    scored_sum: Decimal
    scored_weight: Decimal
    declared: Decimal | None
    grade: str | None
    grade_name: str | None
    declared_grade: str | None

    @property
    def difference(self) -> Decimal | None:
        return difference(self.declared, self.score)


class Severity(StrEnum):
    """`error`: the form contradicts itself or the rule; `warning`: send back or ask; `info`: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reviewer must see (问题); it never changes a score. `pointer` is a JSON pointer."""

    code: str
    severity: Severity
    pointer: str
    message: Text
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One form scored by one pack version."""

    status: Status
    totals: Totals
    rates: dict[str, Rate]
    execution: ExecutionLine | None
    sections: tuple[Section, ...]
    lines: tuple[ScoreLine, ...]
    findings: tuple[Finding, ...] = field(default=())


def difference(declared: Decimal | None, computed: Decimal | None) -> Decimal | None:
    """Declared minus computed, exact, whatever decimal context is in force."""
    if declared is None or computed is None:
        return None
    return trimmed(EXACT.subtract(declared, computed))


def add(numbers: Iterable[Decimal]) -> Decimal:
    """The exact sum, whatever decimal context is in force, without trailing zeros."""
    return trimmed(reduce(EXACT.add, numbers, Decimal(0)))
