"""The format of `criteria` in `pack.yaml`: what a form prescribes, one block per indicator.

A `score` block names its method, and holds that method's numbers. An alternative is the other reading of the same
text, its numbers written out in full, so that its score can stand beside the one taken.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from app.domain.criterion import PartialStep
from app.rules.blocks import Block, RuleBlock, WordsInBoth, ZeroDenominatorBlock
from app.rules.fields import Flag, Id, Number, Percent, PercentagePoints, Words

FundsColumn = Literal["initial_budget", "adjusted_budget", "arrived", "executed"]


class InputBlock(Block):
    """A named amount: from the line's `facts`, else from a column of the funds' total row."""

    name: Id
    label: WordsInBoth
    funds_column: FundsColumn | None = None
    optional: Flag = False
    """Counts as zero when it is not given."""
    needs_reason: Flag = False
    """Counts only where the line gives a deviation reason."""
    signed: Flag = False
    """May be negative."""
    counted: Flag = False
    """A number of things: takes no unit of money."""


class MeasureBlock(Block):
    """A rate: (sum of `add` − sum of `subtract`) ÷ sum of `over`, then − `minus`, then its absolute value."""

    name: WordsInBoth
    add: list[Id] = Field(min_length=1)
    subtract: list[Id] = Field(default_factory=list, min_length=1)
    over: list[Id] = Field(min_length=1)
    minus: Percent | None = None
    absolute: Flag = False
    zero_denominator: ZeroDenominatorBlock


class BandBlock(Block):
    """One line of a table of bands, its bound inside; exactly one of the four conditions."""

    exactly: Percent | None = None
    at_least: Percent | None = None
    at_most: Percent | None = None
    otherwise: Literal[True] | None = None
    score: Number


class BandsBlock(Block):
    """分档: the first band that holds wins; the last is `otherwise`."""

    method: Literal["bands"]
    bands: list[BandBlock] = Field(min_length=2)


class StepDeductionBlock(Block):
    """每增加…扣…: full marks up to `free_up_to`, then each step above it deducts, down to zero."""

    method: Literal["step_deduction"]
    free_up_to: Percent
    step: PercentagePoints
    deduct: Number
    partial_step: PartialStep


class PointBlock(Block):
    """An evaluation point (评价要点), by the mark a form gives it."""

    point: Words
    label: WordsInBoth


class FloorReadings(Block):
    """Where a text does not print 扣完为止."""

    floor: Id


class PerViolationBlock(Block):
    """有1项不符扣…分: each point that is not as it should be deducts, down to zero."""

    method: Literal["per_violation"]
    deduct: Number
    points: list[PointBlock] = Field(min_length=1)
    readings: FloorReadings | None = None


class ChecklistBlock(Block):
    """评价要点: a person judges; every point met is full marks."""

    method: Literal["checklist"]
    points: list[PointBlock] = Field(min_length=1)


class MidpointReadings(Block):
    """Where a text prints the middle only."""

    outside: Id


class MidpointBlock(Block):
    """折中: above the threshold full marks, at it half of them, below it none."""

    method: Literal["midpoint"]
    threshold: Percent
    readings: MidpointReadings | None = None


class ProportionalBlock(Block):
    """weight × the measured rate, up to `cap`."""

    method: Literal["proportional"]
    cap: Percent


class CompletionRatioBlock(Block):
    """weight × the mean of the completion ratios of the sub-indicators, each counted up to `cap`, if there is one."""

    method: Literal["completion_ratio"]
    cap: Percent | None


class AnswerBlock(Block):
    """An answer of a survey and how far it counts as satisfied."""

    answer: Words
    factor: Number


class SurveyBlock(Block):
    """满意度: weight × the share of satisfied answers."""

    method: Literal["survey"]
    answers: list[AnswerBlock] = Field(min_length=2)


class JudgedBlock(Block):
    """A person's score; `lump` stands for a whole section that ought to be broken down."""

    method: Literal["judged"]
    lump: Flag = False


def _method(block: object) -> str:
    """The method as a tag no key of the file can be mistaken for, see app/rules/shape.py."""
    method = block.get("method") if isinstance(block, dict) else getattr(block, "method", None)
    return f"<{method}>"


RateScore = Annotated[
    Annotated[BandsBlock, Tag("<bands>")]
    | Annotated[StepDeductionBlock, Tag("<step_deduction>")]
    | Annotated[ProportionalBlock, Tag("<proportional>")],
    Discriminator(_method),
]


class PartBlock(Block):
    """A part of an indicator with points of its own."""

    id: Id
    label: WordsInBoth
    weight: Number
    measure: MeasureBlock
    score: RateScore


class SumOfPartsBlock(Block):
    """An indicator of several scored parts."""

    method: Literal["sum_of_parts"]
    parts: list[PartBlock] = Field(min_length=2)


Score = Annotated[
    Annotated[BandsBlock, Tag("<bands>")]
    | Annotated[StepDeductionBlock, Tag("<step_deduction>")]
    | Annotated[PerViolationBlock, Tag("<per_violation>")]
    | Annotated[ChecklistBlock, Tag("<checklist>")]
    | Annotated[MidpointBlock, Tag("<midpoint>")]
    | Annotated[ProportionalBlock, Tag("<proportional>")]
    | Annotated[CompletionRatioBlock, Tag("<completion_ratio>")]
    | Annotated[SurveyBlock, Tag("<survey>")]
    | Annotated[JudgedBlock, Tag("<judged>")]
    | Annotated[SumOfPartsBlock, Tag("<sum_of_parts>")],
    Discriminator(_method),
]


class AlternativeBlock(Block):
    """The other reading, in numbers: another score block, another measure, or both."""

    reading: Id
    measure: MeasureBlock | None = None
    score: Score | None = None


class CriterionBlock(RuleBlock):
    """An indicator the form prescribes (三级指标)."""

    id: Id
    label: WordsInBoth
    names: list[Words] = Field(min_length=1)
    """The names it goes by on forms; spaces, quotes and bracketed weights do not matter."""
    level1: Words
    """One of the names of a section."""
    level2: Words | None = None
    weight: Number | None
    """Its points; null where the form gives them."""
    required: Flag
    """Whether a form without it is sent back."""
    inputs: list[InputBlock] = Field(default_factory=list)
    measure: MeasureBlock | None = None
    score: Score
    printed_formula: WordsInBoth | None = None
    """The formula the document prints where its own figures come from another."""
    alternatives: list[AlternativeBlock] = Field(default_factory=list)
