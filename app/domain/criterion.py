"""A named criterion of a pack that prescribes its indicators (指标体系): what it measures and how it scores.

A scoring method is code; what stands here are its numbers. `Alternative` holds the numbers of the other
reading of the same text, so that its score can be computed beside the one taken.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.domain.rule import Interpretation, Rule, ZeroDenominator
from app.domain.text import Text


@dataclass(frozen=True, slots=True)
class Input:
    """A named amount a criterion reads: from the line's `facts`, else from a column of the funds' total row.

    An `optional` input counts as zero when it is not given. One that `needs_reason` (an adjustment left out)
    counts only beside a deviation reason. Only a `signed` one may be negative; a `counted` one is a number of
    things and takes no unit of money.
    """

    name: str
    label: Text
    funds_column: str | None = None
    optional: bool = False
    needs_reason: bool = False
    signed: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A rate of inputs: (sum of `add` − sum of `subtract`) ÷ sum of `over`, then − `minus`, then its absolute value.

    `positive_over_zero` is for whatever stands over a denominator of zero and is not zero itself;
    `zero_reading` says why a zero denominator means what it means, `zero_other` what it means by the other reading.
    """

    name: Text
    add: tuple[str, ...]
    over: tuple[str, ...]
    subtract: tuple[str, ...] = ()
    minus: Fraction = Fraction(0)
    absolute: bool = False
    zero_over_zero: ZeroDenominator = ZeroDenominator.NOT_APPLICABLE
    positive_over_zero: ZeroDenominator = ZeroDenominator.ZERO
    zero_reading: Interpretation | None = None
    zero_other: ZeroDenominator = ZeroDenominator.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Band:
    """One line of a table of bands: the bound (inside) and the score; no bound is `otherwise`."""

    bound: Fraction | None
    score: Decimal


class BandBound(StrEnum):
    """Which way the bounds of a table run."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Bands:
    """Ordered bands, first that holds wins, the last is otherwise. `exactly` stands before them, if at all."""

    bound: BandBound
    bands: tuple[Band, ...]
    exactly: Band | None = None


class PartialStep(StrEnum):
    """What a step that is not complete deducts."""

    IGNORED = "ignored"
    PROPORTIONAL = "proportional"
    STARTED = "started"


@dataclass(frozen=True, slots=True)
class StepDeduction:
    """Full marks up to `free_up_to`, then `deduct` points for each `step` above it, down to zero."""

    free_up_to: Fraction
    step: Fraction
    deduct: Decimal
    partial_step: PartialStep


@dataclass(frozen=True, slots=True)
class Point:
    """An evaluation point (评价要点) as a form ticks it off: `①`, or its words."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class PerViolation:
    """Full marks when every point is as it should be; each that is not deducts, down to zero.

    `floor_reading` is the reading that a score of zero rests on where the text does not print the floor.
    """

    points: tuple[Point, ...]
    deduct: Decimal
    floor_reading: Interpretation | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """A person's judgement against named points; deductions come with reasons."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Midpoint:
    """Above the threshold full marks, at it half of them (折中), below it none.

    `outside_reading` is the reading that full marks and none rest on where only the middle is printed.
    """

    threshold: Fraction
    outside_reading: Interpretation | None = None


@dataclass(frozen=True, slots=True)
class RateShare:
    """weight × the measured rate, capped."""

    cap: Fraction


@dataclass(frozen=True, slots=True)
class MeanCompletion:
    """weight × the mean of the completion ratios of the parts; `cap` bounds each before the mean, None does not."""

    cap: Fraction | None


@dataclass(frozen=True, slots=True)
class Answer:
    """How far an answer of a survey counts as satisfied: 1 in full, 0 not at all."""

    name: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class SurveyShare:
    """weight × the share of satisfied answers (满意度)."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A person's score: full marks less deductions, each with a reason. `lump` stands for a whole section."""

    lump: bool = False


@dataclass(frozen=True, slots=True)
class ScoredPart:
    """A part of an indicator with its own points: 支出进度率 = half-year 2 + three quarters 3."""

    id: str
    label: Text
    weight: Decimal
    measure: Measure
    method: Bands | StepDeduction | RateShare


@dataclass(frozen=True, slots=True)
class SumOfParts:
    parts: tuple[ScoredPart, ...]


Method = (
    Bands
    | StepDeduction
    | PerViolation
    | Checklist
    | Midpoint
    | RateShare
    | MeanCompletion
    | SurveyShare
    | Judged
    | SumOfParts
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """The other reading of a rule, in numbers: another method, another measure, or both."""

    interpretation: Interpretation
    method: Method | None = None
    measure: Measure | None = None


_DECORATION = re.compile(r"[\s“”\"'‘’《》]|[（(][0-9]{1,4}(?:\.[0-9]{1,6})?分?[）)]")


def bare(name: str | None) -> str:
    """A name as it is matched: without spaces, quotes and bracketed weights."""
    return _DECORATION.sub("", name or "")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One indicator of a prescribed framework; `names` are the words a form prints for it, `bare_names` the same bare.

    `weight` is None where the source does not print one. `printed_formula` is the formula the source prints
    where its own figures come from another.
    """

    id: str
    label: Text
    names: tuple[str, ...]
    level1: str
    level2: str | None
    weight: Decimal | None
    rule: Rule
    method: Method
    measure: Measure | None = None
    inputs: tuple[Input, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    required: bool = True
    printed_formula: Text | None = None
    bare_names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bare_names", frozenset(map(bare, self.names)))
