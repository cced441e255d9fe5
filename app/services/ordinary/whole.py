"""Whole forms as the checks see them, for checks that a quick look cannot rule out: the domain makes those itself."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from app.domain.evaluation import Evaluation, ExecutionLine, ScoreLine, Status, Totals, Verdict
from app.domain.execution import rates_of
from app.domain.findings.codes.project_code_invalid import project_code_invalid
from app.domain.findings.codes.project_code_region_mismatch import project_code_region_mismatch
from app.domain.findings.codes.project_code_year_mismatch import project_code_year_mismatch
from app.domain.findings.declared.grade_mismatch import grade_mismatch
from app.domain.findings.declared.score_above_weight import score_above_weight
from app.domain.findings.declared.score_missing import score_missing
from app.domain.findings.declared.total_mismatch import total_mismatch
from app.domain.findings.funds.cost_funds_mismatch import cost_funds_mismatch
from app.domain.findings.funds.cost_target_not_adjusted import cost_target_not_adjusted
from app.domain.findings.funds.payment_without_spending import payment_without_spending
from app.domain.findings.funds.unspent_but_achieved import unspent_but_achieved
from app.domain.findings.objective.objective_contradicted import objective_contradicted
from app.domain.findings.objective.objective_is_execution_rate import objective_is_execution_rate
from app.domain.findings.review import Check, Review
from app.domain.findings.structure.identity_missing import identity_missing
from app.domain.findings.structure.indicator_duplicate import indicator_duplicate
from app.domain.findings.totals.weights_not_total import weights_not_total
from app.domain.findings.values.actual_copies_target import actual_copies_target
from app.domain.findings.values.all_on_target import all_on_target
from app.domain.funds import read_funds
from app.domain.rule_pack import FormKind, RulePack
from app.domain.submission import Declared, Funds, Indicator, NamedCode, Objective, Submission
from app.domain.target import read_cell
from app.services.ordinary import probes
from app.services.ordinary.figures import trimmed_number_of
from app.services.ordinary.found import Found
from app.services.ordinary.headings import Heading
from app.services.ordinary.learned import Unordinary
from app.services.ordinary.points import Points

Checks = tuple[Check, ...]

IDENTITY: Checks = (identity_missing, project_code_invalid, project_code_year_mismatch, project_code_region_mismatch)
OBJECTIVE: Checks = (objective_contradicted, objective_is_execution_rate)
COSTS: Checks = (cost_funds_mismatch, cost_target_not_adjusted)
UNSPENT: Checks = (unspent_but_achieved, payment_without_spending)
DUPLICATES: Checks = (indicator_duplicate,)
COPIES: Checks = (actual_copies_target, all_on_target)
WEIGHTS: Checks = (weights_not_total,)
DECLARED: Checks = (total_mismatch, score_missing, score_above_weight)
GRADE: Checks = (grade_mismatch,)
# These look at costs, or at no line at all.
_OF_COSTS_AT_MOST = frozenset(IDENTITY + GRADE + COSTS)
_NOT_LOOKED_AT = Indicator()


class Row(NamedTuple):
    """A line as sent, its heading, and what became of it: `verdict` is None for two numbers that were compared."""

    sent: dict[str, Any]
    heading: Heading
    met: bool
    verdict: Verdict | None


class Sent(NamedTuple):
    """A form as sent, as far as checks of whole forms look; `weight` is that of all its lines, in millionths."""

    kind: str
    fiscal_year: int
    region_code: str | None
    project: Any
    unit: Any
    objective: Any
    declared: Any
    funds: Funds
    points: Points
    weight: int
    rows: list[Row]


class WholeForms:
    """Asks the domain's checks about forms of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack
        examples = (probes.line("≥7桩", "5桩", "1", "1"), probes.line("≥5桩", "5桩", "1", "1"))
        probe = probes.probe(pack, *examples, funds=probes.spent_funds("5"))
        self._unmet, self._met = (line.verdict for line in probe.evaluation.lines)
        if probe.evaluation.execution is None:
            raise Unordinary(pack.id)
        self._execution = probe.evaluation.execution.verdict

    def findings(self, asked: Iterable[Check], sent: Sent) -> list[Found]:
        """What these checks say of the form, in the order in which they are asked."""
        checks = dict.fromkeys(asked)
        told = probes.findings(self._review(sent, costs_only=_OF_COSTS_AT_MOST.issuperset(checks)), checks)
        return [(each.gravity, each.rank, number, each.text.encode()) for number, each in enumerate(told)]

    def _review(self, sent: Sent, *, costs_only: bool) -> Review:
        declared = sent.declared or {}
        rows = [(at, row) for at, row in enumerate(sent.rows) if row.heading.cost or not costs_only]
        indicators = [_NOT_LOOKED_AT] * len(sent.rows)
        for at, row in rows:
            indicators[at] = _indicator(row.sent)
        form = Submission(
            kind=FormKind(sent.kind),
            fiscal_year=sent.fiscal_year,
            region_code=sent.region_code,
            project=named(sent.project),
            unit=named(sent.unit),
            funds=sent.funds,
            objective=Objective(**sent.objective) if sent.objective else Objective(),
            indicators=tuple(indicators),
            declared=Declared(number(declared.get("total")), declared.get("grade")),
        )
        funds = read_funds(sent.funds)
        points = sent.points
        total, nothing = trimmed_number_of(sent.weight), Decimal(0)
        evaluation = Evaluation(
            status=Status.SCORED,
            totals=Totals(None, total, nothing, nothing, form.declared.total, None, None, None),
            rates=rates_of(funds, self._pack),
            execution=ExecutionLine(points.exact_weight, points.exact_declared, self._execution),
            sections=(),
            lines=tuple([self._line(at, row, indicators[at]) for at, row in rows]),
        )
        return Review(form, self._pack, funds, evaluation)

    def _line(self, index: int, row: Row, indicator: Indicator) -> ScoreLine:
        return ScoreLine(
            index=index,
            level1=indicator.level1,
            level2=indicator.level2,
            name=indicator.name,
            section=row.heading.line.section,
            target=read_cell(indicator.target),
            actual=read_cell(indicator.actual),
            weight=indicator.weight,
            declared_score=indicator.declared_score,
            verdict=row.verdict or (self._met if row.met else self._unmet),
        )


def named(sent: Any) -> NamedCode:
    """A code and a name, neither of them blank."""
    return NamedCode() if sent is None else NamedCode(sent.get("code") or None, sent.get("name") or None)


def number(sent: str | None) -> Decimal | None:
    return None if sent is None else Decimal(sent)


def _indicator(row: dict[str, Any]) -> Indicator:
    return Indicator(
        row.get("level1"),
        row.get("level2"),
        row.get("name"),
        target=row.get("target"),
        actual=row.get("actual"),
        weight=number(row.get("weight")),
        declared_score=number(row.get("declared_score")),
    )
