"""The pure functions one at a time, for a caller that wants a figure and not a record."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.domain.criteria import score_criterion
from app.domain.criterion import Answer as SurveyFactor
from app.domain.criterion import Criterion, Judged, SurveyShare
from app.domain.entries import entry_of
from app.domain.entry import Entry
from app.domain.evaluation import Verdict
from app.domain.grading import grade_of
from app.domain.item import Item
from app.domain.methods.completion_ratio import completion_ratio
from app.domain.methods.proportional import proportional
from app.domain.methods.tiers import tiers
from app.domain.quantity import PERCENT, Quantity
from app.domain.rates import Rate, budget_execution_rate
from app.domain.rounding import round_half_up, trimmed
from app.domain.rule import Authority, Rule
from app.domain.rule_pack import GradeBand, GradeRule, NegativeFormula, RulePack, TierName
from app.domain.submission import Cell, Direction, Indicator, PackReference, Survey
from app.domain.target import read_cell, read_rate
from app.domain.text import Text
from app.rules.catalogue import Catalogue

_NATIONAL = "national-project-self-evaluation"
_NATIONAL_EVALUATION = "national-project-evaluation"
_ARRIVAL = "fund_arrival_rate"
_HUNDRED = Decimal(100)
_SATISFACTION = Criterion(
    id="satisfaction",
    label=Text("满意度", "satisfaction"),
    names=("满意度",),
    level1="",
    level2=None,
    weight=None,
    rule=Rule(
        Text("满意度 = Σ（份数 × 系数）÷ 有效份数", "satisfaction = sum of (count × factor) ÷ valid questionnaires"),
        Authority("caller", "请求中给出的各选项系数", None, verified=False),
    ),
    method=Judged(),
)
_WHOLE = Quantity(Decimal(100), PERCENT)
_RATE_PLACES = 8
"""Six decimals as printed, two more as a percentage: nothing is lost."""


class CalculationService:
    """Every method takes its numbers from a rule pack: the one named, else the national self-evaluation."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def pack(self, named: PackReference | None) -> RulePack:
        """Raises RulePackNotFound for a pack or version that is not there; a draft may be tried."""
        if named is None:
            return self._catalogue.get(_NATIONAL)
        return self._catalogue.get(named.id, named.version, drafts=True)

    def arrival_rule(self) -> Rule:
        """Where 资金到位率 stands: the national project evaluation; a self-evaluation form has no such line."""
        pack = self._catalogue.get(_NATIONAL_EVALUATION)
        return next(each.rule for each in pack.criteria if each.id == _ARRIVAL)

    def completion(
        self,
        target: Cell,
        actual: Cell,
        direction: Direction | None,
        weight: Decimal | None,
        formula: NegativeFormula | None,
        named: PackReference | None = None,
    ) -> Verdict:
        """The completion of one indicator; without a weight the score is out of 100."""
        pack = self.pack(named)
        rule = pack.quantitative if formula is None else replace(pack.quantitative, negative_formula=formula)
        item = replace(
            _blank_item(pack),
            weight=_HUNDRED if weight is None else weight,
            target=read_cell(target),
            actual=read_cell(actual),
            stated_direction=direction,
        )
        return completion_ratio(item, rule)

    def proportional(self, rate: str, weight: Decimal, named: PackReference | None) -> Verdict | None:
        """weight × rate under the pack's cap; None for a rate that cannot be read."""
        pack, ratio = self.pack(named), read_rate(rate)
        if ratio is None:
            return None
        return proportional(_rate(ratio), weight, pack.execution, pack.score_places)

    def tiers(
        self,
        tier: TierName,
        completion: str | None,
        declared: Decimal | None,
        weight: Decimal,
        named: PackReference | None,
    ) -> Verdict | None:
        """The score of a tier, by a share inside it or a declared score; None for a pack without tiers."""
        pack = self.pack(named)
        if pack.qualitative is None:
            return None
        item = replace(
            _blank_item(pack),
            weight=weight,
            declared_score=declared,
            stated_tier=tier,
            stated_completion=read_rate(completion),
        )
        return tiers(item, pack.qualitative)

    def criterion(
        self, indicator: Indicator, criterion_id: str, named: PackReference
    ) -> tuple[Decimal, Verdict] | None:
        """Weight and verdict of one line under a criterion of a pack; None where the pack has no such criterion.

        A line without a weight of its own takes the criterion's, and 100 where the pack gives none.
        """
        pack = self.pack(named)
        criterion = next((each for each in pack.criteria if each.id == criterion_id), None)
        if criterion is None:
            return None
        weighted = indicator
        if indicator.weight is None and criterion.weight is None:
            weighted = replace(indicator, weight=_HUNDRED)
        item = replace(_blank_item(pack), target=read_cell(indicator.target), actual=read_cell(indicator.actual))
        entry = entry_of(weighted, criterion, item, None, pack.quantitative)
        return None if entry is None else (entry.weight, score_criterion(entry, criterion))

    def satisfaction(self, survey: Survey, factors: tuple[SurveyFactor, ...], weight: Decimal) -> Verdict:
        """The share of satisfied answers under factors the caller states."""
        criterion = replace(_SATISFACTION, method=SurveyShare(factors))
        entry = Entry(
            weight=weight,
            declared_score=None,
            amounts={},
            checks=(),
            deductions=(),
            survey=survey,
            parts=(),
            completion=self.pack(None).quantitative,
            places=self.pack(None).score_places,
        )
        return score_criterion(entry, criterion)

    def grade(self, score: Decimal, named: PackReference | None) -> tuple[GradeBand, GradeRule] | None:
        """The grade and the rule it stands in; None for a pack without grades."""
        grades = self.pack(named).grades
        return None if grades is None else (grade_of(score, grades), grades)


def _rate(ratio: Fraction) -> Rate:
    """A rate whose amounts are not known: its percentage, out of 100%."""
    share = Quantity(trimmed(round_half_up(ratio * 100, _RATE_PLACES)), PERCENT)
    return budget_execution_rate(share, _WHOLE)


def _blank_item(pack: RulePack) -> Item:
    return Item(
        target=read_cell(None),
        actual=read_cell(None),
        weight=None,
        declared_score=None,
        stated_direction=None,
        stated_tier=None,
        stated_completion=None,
        is_cost=False,
        share_limited=False,
        fiscal_year=pack.scope.first_year,
        money_unit=None,
        places=pack.score_places,
    )
