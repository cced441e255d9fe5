"""The rules of one form, one version, as facts: what the compiler makes of a pack file.

A pack holds numbers and words; the methods that use them are code. Every rule names the
authority it comes from, and where the authority is silent, the reading that was taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.domain.criterion import Criterion
from app.domain.rule import Authority, Interpretation, Rule, ZeroDenominator
from app.domain.text import Text, without_punctuation


class FormKind(StrEnum):
    """Which form a pack scores."""

    PROJECT_SELF_EVALUATION = "project_self_evaluation"
    PROJECT_TARGET_SELF_EVALUATION = "project_target_self_evaluation"
    PROJECT_EVALUATION = "project_evaluation"
    DEPARTMENT_SELF_EVALUATION = "department_self_evaluation"


FORM_NAMES: Mapping[FormKind, Text] = {
    FormKind.PROJECT_SELF_EVALUATION: Text("项目支出绩效自评表", "project self-evaluation"),
    FormKind.PROJECT_TARGET_SELF_EVALUATION: Text("项目绩效目标自评表", "project target self-evaluation"),
    FormKind.PROJECT_EVALUATION: Text("项目支出绩效评价", "project evaluation"),
    FormKind.DEPARTMENT_SELF_EVALUATION: Text("部门整体支出绩效自评表", "department self-evaluation"),
}


class PackStatus(StrEnum):
    """A draft can be previewed, never recorded; a superseded version still explains old scores."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a pack is for. `region` is a GB/T 2260 prefix of 2, 4 or 6 digits, None for the whole nation."""

    kind: FormKind
    region: str | None
    first_year: int
    last_year: int | None
    default: bool

    def covers_region(self, region_code: str | None) -> bool:
        return self.region is None or (region_code or "").startswith(self.region)

    def covers_year(self, fiscal_year: int) -> bool:
        return self.first_year <= fiscal_year and (self.last_year is None or fiscal_year <= self.last_year)


class BudgetBase(StrEnum):
    """The denominator of the execution rate (口径 of 执行率): it belongs to the pack."""

    ADJUSTED_BUDGET = "adjusted_budget"
    INITIAL_BUDGET = "initial_budget"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class ExecutionCriterion:
    """预算执行率: its denominator, and how it scores where it is a line of its own (`weight` is None: it is not).

    `zero_other` is what a zero denominator is worth by the other reading, whatever stands above it.
    """

    id: str
    label: Text
    rule: Rule
    weight: Decimal | None
    denominator: BudgetBase
    cap: Fraction
    zero_over_zero: ZeroDenominator
    positive_over_zero: ZeroDenominator
    zero_reading: Interpretation | None
    zero_other: ZeroDenominator


class NegativeFormula(StrEnum):
    """How a missed upper limit scores: target ÷ actual, or 1 − (actual − target) ÷ target."""

    INVERSE = "inverse"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True)
class OverFulfilmentBand:
    """From this completion ratio on (inside), this much is lost."""

    at_least: Fraction
    deduct: Fraction


@dataclass(frozen=True, slots=True)
class OverFulfilmentRule:
    """超额完成扣分: ordered bands, first that holds wins, below the last nothing is lost.

    The bands deduct points where `in_points`, else a share of the weight.
    """

    rule: Rule
    bands: tuple[OverFulfilmentBand, ...]
    in_points: bool


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """Quantitative indicators (定量指标): met is full, else weight × completion ratio.

    `over_fulfilment` is for what a unit lists itself, where more is better.
    """

    rule: Rule
    negative_formula: NegativeFormula
    over_fulfilled_from: Fraction
    cost_limit_reading: Interpretation
    deadline_month_reading: Interpretation
    bare_month_reading: Interpretation
    over_fulfilment: OverFulfilmentRule | None = None


class TierName(StrEnum):
    """The three tiers (三档) of a qualitative indicator."""

    ACHIEVED = "achieved"
    PARTIALLY_ACHIEVED = "partially_achieved"
    NOT_ACHIEVED = "not_achieved"


@dataclass(frozen=True, slots=True)
class Tier:
    """A share of the weight from `lower` (inside) to `upper` (inside only for the highest tier).

    `bare_phrases` are its phrases as cells are compared with them.
    """

    name: TierName
    label: Text
    lower: Fraction
    upper: Fraction
    upper_inside: bool
    phrases: tuple[str, ...]
    bare_phrases: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bare_phrases", frozenset(map(without_punctuation, self.phrases)))


@dataclass(frozen=True, slots=True)
class TiersRule:
    """Qualitative indicators (定性指标). `scales` are word scales, best word first: 优, 良, 中, 差.

    `beside_numbers` is the reading that a line rests on which has numbers and a tier or share stated as well.
    """

    rule: Rule
    tiers: tuple[Tier, ...]
    scales: tuple[tuple[str, ...], ...]
    reading: Interpretation
    beside_numbers: Interpretation | None = None


class NotApplicablePolicy(StrEnum):
    """What becomes of the weight of an indicator declared not applicable."""

    FULL = "full"
    RESCALE = "rescale"
    WEIGHT_TO_SIBLINGS = "weight_to_siblings"


@dataclass(frozen=True, slots=True)
class SectionRule:
    """A level-1 block (一级指标): the names it goes by, its usual weight, and how it counts.

    `counts_as` says whether the block counts with outputs or benefits where a rule speaks of those two;
    `usual_level2` are the kinds of indicators that the block usually has.
    """

    id: str
    label: Text
    names: tuple[str, ...]
    usual_weight: Decimal | None
    required: bool
    counts_as: str | None
    usual_level2: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GradeBand:
    """A grade and the total it starts at (inside); `aliases` are the words forms use for it."""

    grade: str
    name: str
    aliases: tuple[str, ...]
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class GradeRule:
    """Grades in falling order of their lower bound; the last starts at zero."""

    rule: Rule
    bands: tuple[GradeBand, ...]


@dataclass(frozen=True, slots=True)
class ReviewLimits:
    """Thresholds of findings that a pack may set; none of them changes a score."""

    execution_reason_below: Fraction
    unspent_gap: Fraction
    output_benefit_minimum: Decimal | None
    output_benefit_rule: Rule | None
    copies_from_indicators: int
    copies_share: Fraction


@dataclass(frozen=True, slots=True)
class RulePack:
    """One complete, immutable version of one form's rules.

    `criteria` are the indicators the form prescribes; an `open` form has indicators the unit lists itself, and
    only then rules for qualitative ones. A form that is not `scored` has completion ratios and no points, hence a
    `total` of zero and no `grades`; a scored form may go without grades too. `criteria_by_id` are the same criteria.
    """

    id: str
    version: str
    digest: str
    status: PackStatus
    title: Text
    scope: Scope
    authorities: Mapping[str, Authority]
    interpretations: Mapping[str, Interpretation]
    total: Decimal
    score_places: int
    grades: GradeRule | None
    sections: tuple[SectionRule, ...]
    execution: ExecutionCriterion
    quantitative: CompletionRule
    qualitative: TiersRule | None
    not_applicable: NotApplicablePolicy
    review: ReviewLimits
    criteria: tuple[Criterion, ...] = ()
    scored: bool = True
    open: bool = True
    criteria_by_id: Mapping[str, Criterion] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "criteria_by_id", {each.id: each for each in reversed(self.criteria)})
