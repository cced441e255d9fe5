"""A filled form as facts: what the unit printed and declared, nothing computed.

Cells keep the text as printed; reading them is the business of `target.py` and `quantity.py`.
Weights and declared scores are exact decimals that keep the decimals they were printed with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.rule_pack import FormKind, TierName


class Comparator(StrEnum):
    """The sign of a target: ≥, ≤, >, <, =."""

    AT_LEAST = "ge"
    AT_MOST = "le"
    GREATER = "gt"
    LESS = "lt"
    EQUAL = "eq"


class Direction(StrEnum):
    """正向 (more is better) or 反向 (less is better), stated by the form where the sign is missing."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class StructuredValue:
    """A value a caller with clean data sends instead of printed text; `upper` makes it a range."""

    value: Decimal
    comparator: Comparator | None = None
    upper: Decimal | None = None
    unit: str | None = None


Cell = str | StructuredValue | None


@dataclass(frozen=True, slots=True)
class NamedCode:
    """A code and a name: project, department (主管部门), unit (实施单位)."""

    code: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class FundAmounts:
    """年初预算数, 全年预算数, 到位数, 全年执行数, as printed."""

    initial_budget: str | None = None
    adjusted_budget: str | None = None
    arrived: str | None = None
    executed: str | None = None


@dataclass(frozen=True, slots=True)
class FundsRow:
    """One line below the total: a source of money, or another split of the same money."""

    source: str
    amounts: FundAmounts
    name: str | None = None
    split: str = "source"
    parent: str | None = None
    declared_rate: str | None = None
    declared_score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Funds:
    """项目资金: the unit printed above the columns, the total row, and the rows below it."""

    total: FundAmounts
    unit: str | None = None
    rows: tuple[FundsRow, ...] = ()
    weight: Decimal | None = None
    declared_rate: str | None = None
    declared_score: Decimal | None = None
    declared_arrival_rate: str | None = None
    deviation_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One evaluation point (评价要点): `met` means as it should be, also for negatively phrased points."""

    point: str
    met: bool
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Deduction:
    """A person's deduction in points, with its reason and author."""

    amount: Decimal
    reason: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    answer: str
    count: int


@dataclass(frozen=True, slots=True)
class Survey:
    """满意度调查: questionnaires issued, valid ones, and the count per answer."""

    issued: int | None
    valid: int | None
    answers: tuple[SurveyAnswer, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-indicator with its own target and actual."""

    name: str
    target: Cell
    actual: Cell


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of 绩效指标, with what some methods need beside target and actual."""

    level1: str | None = None
    level2: str | None = None
    name: str | None = None
    criterion: str | None = None
    target: Cell = None
    initial_target: Cell = None
    actual: Cell = None
    direction: Direction | None = None
    weight: Decimal | None = None
    declared_score: Decimal | None = None
    declared_completion: str | None = None
    deviation_reason: str | None = None
    improvement: str | None = None
    formula: str | None = None
    facts: Mapping[str, str] | None = None
    checks: tuple[Check, ...] = ()
    tier: TierName | None = None
    completion: str | None = None
    deductions: tuple[Deduction, ...] = ()
    survey: Survey | None = None
    parts: tuple[Part, ...] = ()
    not_applicable: bool = False
    core: bool = False


@dataclass(frozen=True, slots=True)
class SectionWeight:
    level1: str
    weight: Decimal
    level2: str | None = None


@dataclass(frozen=True, slots=True)
class DeclaredSection:
    """A section as the form or report states it; `where` tells two statements of one section apart."""

    name: str
    weight: Decimal | None = None
    score: Decimal | None = None
    rate: str | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What the unit printed as its own result."""

    total: Decimal | None = None
    grade: str | None = None
    sections: tuple[DeclaredSection, ...] = ()


@dataclass(frozen=True, slots=True)
class PackReference:
    """The pack a caller asks for by name; without a version, the latest in force."""

    id: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """年度总体目标: expected and actual, as text."""

    expected: str | None = None
    actual: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """One filled form."""

    kind: FormKind
    fiscal_year: int
    region_code: str | None = None
    rule_pack: PackReference | None = None
    project: NamedCode = NamedCode()
    department: NamedCode = NamedCode()
    unit: NamedCode = NamedCode()
    funds: Funds | None = None
    objective: Objective = Objective()
    section_weights: tuple[SectionWeight, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    declared: Declared = Declared()
