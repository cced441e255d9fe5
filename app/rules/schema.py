"""The format of `pack.yaml`, as an official writes it: one model per block of the file, unknown keys refused.

Percentages stay as written (`80%`); the compiler turns them into exact fractions. A scoring block
names its `method`, so that a further method is a further model beside these.
"""

from typing import Any, Literal

from pydantic import Field

from app.domain.rule_pack import BudgetBase, FormKind, NegativeFormula, NotApplicablePolicy, PackStatus, TierName
from app.rules.blocks import Block, RuleBlock, WordsInBoth, ZeroDenominatorBlock
from app.rules.criteria_schema import CriterionBlock
from app.rules.fields import (
    Count,
    Flag,
    Id,
    Number,
    Percent,
    PercentagePoints,
    Places,
    PointsOrShare,
    RegionPrefix,
    Version,
    Words,
    Year,
)


class FiscalYears(Block):
    """The years a pack is for, both inside."""

    first: Year = Field(alias="from")
    last: Year | None = Field(alias="to")
    """null: no end."""


class AppliesTo(Block):
    """Scope (适用范围)."""

    kind: FormKind
    region: RegionPrefix
    """`nationwide`, or the quoted GB/T 2260 prefix of a province, city or county."""
    fiscal_years: FiscalYears
    default: Flag
    """Whether the pack is taken when a caller names none."""


class AuthorityBlock(Block):
    """A document rules come from (依据)."""

    document: Words
    article: Words | None
    """The clause; null while nobody has looked it up."""
    verified: Flag
    """True once the wording has been seen in the document or quoted from it."""
    seen_in: Words
    """Where the wording was seen, or why it still has to be checked."""


class InterpretationBlock(Block):
    """A reading (口径): the question left open, the answer taken, its evidence, and the other answer."""

    question: WordsInBoth
    reading: WordsInBoth
    evidence: Words
    other_reading: WordsInBoth


class TotalBlock(RuleBlock):
    """Full marks (总分) and the decimals of a score."""

    points: Number
    score_places: Places
    """Each score is rounded once, half up, to this many decimals."""


class SectionBlock(Block):
    """A level-1 block of indicators (一级指标)."""

    id: Id
    label: WordsInBoth
    names: list[Words] = Field(min_length=1)
    """The names it goes by on forms, the usual one first."""
    level2_names: list[Words]
    """Level-2 names that give it away where the merged level-1 cell was lost."""
    usual_level2: list[Words] = Field(default_factory=list)
    """The kinds of indicators it usually has, of `level2_names`; a form without one of them is told so."""
    usual_weight: Number | None = None
    """Its weight where the document states a split."""
    required: Flag
    """Whether a form without an indicator in it is sent back."""
    counts_as: Literal["output", "benefit"] | None = None
    """Whether it counts with outputs or with benefits where a rule speaks of those two."""


class SectionsBlock(RuleBlock):
    """The level-1 blocks, in the order of the form."""

    blocks: list[SectionBlock] = Field(min_length=1)


class ExecutionBlock(RuleBlock):
    """预算执行率: its denominator, and how it scores where it is a line of its own."""

    id: Id
    label: WordsInBoth
    denominator: BudgetBase
    method: Literal["proportional"] | None = None
    """This key and the next three stand together, or not at all where the rate is no line of its own."""
    weight: Number | None = None
    cap: Percent | None = None
    zero_denominator: ZeroDenominatorBlock | None = None


class CompletionReadings(Block):
    """Readings of targets that a form prints without saying how they are meant."""

    cost_without_sign: Id
    before_a_month: Id
    month_without_sign: Id


class OverFulfilmentBandBlock(Block):
    """From `at_least` of the target (inside) up to the next higher band."""

    at_least: Percent
    deduct: PointsOrShare
    """Points, or a share of the weight such as 10%; the same kind in every band."""


class OverFulfilmentBlock(RuleBlock):
    """超额完成扣分: what is deducted where more is better and the target is exceeded by far, down to zero."""

    bands: list[OverFulfilmentBandBlock] = Field(min_length=1)
    """Highest first; below the last nothing is deducted."""


class QuantitativeBlock(RuleBlock):
    """定量指标: met is full, else weight × completion ratio."""

    method: Literal["completion_ratio"]
    negative_formula: NegativeFormula | None = None
    """How a missed upper limit scores; only where there are points."""
    over_fulfilment: OverFulfilmentBlock | None = None
    """Only where the document deducts for it, and only where there are points."""
    readings: CompletionReadings


class TierBlock(Block):
    """One of the three tiers (三档): from `at_least` (inside) up to the next higher one."""

    tier: TierName
    label: WordsInBoth
    at_least: Percent
    reading: Id | None = None
    """The reading its lower bound rests on."""
    phrases: list[Words] = Field(min_length=1)
    """What forms print for this tier."""


class TierReadings(Block):
    """Readings of lines that state more than one thing."""

    beside_numbers: Id
    """A tier or a share inside it, stated where target and actual are numbers."""


class QualitativeBlock(RuleBlock):
    """定性指标: a share of the weight inside one of three tiers."""

    reading: Id
    readings: TierReadings | None = None
    """Only where there are points."""
    method: Literal["tiers"]
    tiers: list[TierBlock] = Field(min_length=3, max_length=3)
    """Highest first; the highest ends at 100%."""
    word_scales: list[list[Words]] = Field(min_length=1)
    """Best word first."""


class NotApplicableBlock(RuleBlock):
    """What becomes of the weight of an indicator that does not apply."""

    policy: NotApplicablePolicy


class IndicatorsBlock(Block):
    """How indicators are compared, and what those that a unit lists itself are worth."""

    quantitative: QuantitativeBlock
    qualitative: QualitativeBlock | None = None
    """Only where the unit lists indicators itself."""
    not_applicable: NotApplicableBlock | None = None
    """Only where there are points."""


class GradeBlock(Block):
    """A grade: from `at_least` (inside) up to the next higher one."""

    grade: Literal["excellent", "good", "fair", "poor"]
    name: Words
    aliases: list[Words]
    at_least: Number


class GradesBlock(RuleBlock):
    """Grades (等级), highest first; the last starts at 0."""

    bands: list[GradeBlock] = Field(min_length=1)


class ExecutionReasonBlock(RuleBlock):
    """`EXECUTION_BELOW_THRESHOLD`."""

    below: Percent


class UnspentBlock(RuleBlock):
    """`UNSPENT_BUT_ACHIEVED`."""

    gap_above: PercentagePoints


class OverFulfilledBlock(RuleBlock):
    """`OVER_FULFILLED`."""

    at_least: Percent


class CopiesBlock(RuleBlock):
    """`ACTUAL_COPIES_TARGET`."""

    indicators: Count
    share: Percent


class OutputBenefitBlock(RuleBlock):
    """`OUTPUT_BENEFIT_BELOW_MINIMUM`."""

    at_least: Number


class ReviewBlock(Block):
    """Limits of findings (审核提示); none of them changes a score."""

    output_and_benefit: OutputBenefitBlock | None = None
    execution_reason: ExecutionReasonBlock
    unspent_but_achieved: UnspentBlock
    over_fulfilled: OverFulfilledBlock
    actual_copies_target: CopiesBlock


class PackFile(Block):
    """One complete version of one form's rules (规则包)."""

    rule_pack: Id
    version: Version
    """In quotes; never edited once in force."""
    status: PackStatus
    title: WordsInBoth
    applies_to: AppliesTo
    scored: Flag = True
    """false for a form without points: completion ratios and tiers only."""
    open: Flag = True
    """false where a unit lists no indicators of its own beside `criteria`."""
    authorities: dict[Id, AuthorityBlock] = Field(min_length=1)
    total: TotalBlock | None = None
    sections: SectionsBlock
    execution: ExecutionBlock
    criteria: list[CriterionBlock] = Field(default_factory=list)
    indicators: IndicatorsBlock
    grades: GradesBlock | None = None
    review: ReviewBlock
    interpretations: dict[Id, InterpretationBlock]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a pack file, for editors: the committed `rule-pack.schema.json`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **PackFile.model_json_schema()}
