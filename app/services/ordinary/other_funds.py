"""Funds with anything unusual about them: the domain reads, scores and checks them, as it would in any form."""

from typing import Any

from app.domain.findings.declared.execution_score_mismatch import execution_score_mismatch
from app.domain.findings.declared.funds_rate_mismatch import funds_rate_mismatch
from app.domain.findings.funds.budget_adjusted import budget_adjusted
from app.domain.findings.funds.budget_base_assumed import budget_base_assumed
from app.domain.findings.funds.execution_above_budget import execution_above_budget
from app.domain.findings.funds.execution_below_threshold import execution_below_threshold
from app.domain.findings.funds.rows_inside_exceed import rows_inside_exceed
from app.domain.findings.funds.rows_not_total import rows_not_total
from app.domain.findings.funds.zero_denominator import zero_denominator
from app.domain.findings.review import Check
from app.domain.findings.values.doubts import doubts
from app.domain.rule_pack import RulePack
from app.domain.submission import FundAmounts, Funds, FundsRow, Submission
from app.domain.text import plain
from app.services.ordinary import probes
from app.services.ordinary.admission import Admission
from app.services.ordinary.figures import millionths
from app.services.ordinary.found import Found
from app.services.ordinary.json_text import compact
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.plain_funds import LONGEST_TEXT, MOST_ROWS, SOURCES, UNITS, Spent, is_name
from app.services.ordinary.points import Points
from app.services.ordinary.shapes import Shape
from app.services.sheet import funds_of

_AMOUNTS = ("initial_budget", "adjusted_budget", "arrived", "executed")
_FUNDS = Shape(
    (
        *("unit", "total", "rows", "weight", "declared_rate", "declared_score", "declared_arrival_rate"),
        "deviation_reason",
    )
)
_TOTAL = Shape(_AMOUNTS)
_ROW = Shape(("source", "name", "split", "parent", "declared_rate", "declared_score", *_AMOUNTS))
_CHECKS: tuple[Check, ...] = (
    rows_not_total,
    rows_inside_exceed,
    execution_above_budget,
    execution_below_threshold,
    budget_base_assumed,
    budget_adjusted,
    zero_denominator,
    execution_score_mismatch,
    funds_rate_mismatch,
    doubts,
)


class OtherFunds:
    """Any funds that the contract takes as they are sent, and that have a score."""

    def __init__(self, pack: RulePack, admission: Admission, points: Learned[tuple[str, str | None], Points]) -> None:
        if pack.execution.weight is None:
            raise Unordinary(pack.id)
        self._pack = pack
        self._admission = admission
        self._points = points
        self._weight = plain(pack.execution.weight)

    def score(self, sent: Any) -> tuple[Spent, list[Found]]:
        unit, total, rows, weight, rate, declared, arrival_rate, reason = _FUNDS.members(sent)
        if (unit is not None and unit not in UNITS) or type(rows) not in (list, type(None)):
            raise Unordinary("funds")
        if reason is not None and (type(reason) is not str or len(reason) > LONGEST_TEXT):
            raise Unordinary("funds")
        points = self._points[self._weight if weight is None else weight, declared]
        rows = rows or []
        if len(rows) > MOST_ROWS or total is None:
            raise Unordinary("funds")
        funds = Funds(
            total=self._amounts(_TOTAL.members(total)),
            unit=unit,
            rows=tuple([self._row(row) for row in rows]),
            weight=None if weight is None else points.exact_weight,
            declared_rate=self._printed(rate),
            declared_score=points.exact_declared,
            declared_arrival_rate=self._printed(arrival_rate),
            deviation_reason=reason,
        )
        members = len(sent) + len(total) + sum([len(row) for row in rows])
        return self._scored(funds, points, members)

    def _scored(self, funds: Funds, points: Points, members: int) -> tuple[Spent, list[Found]]:
        pack = self._pack
        probe = probes.probe_of(Submission(pack.scope.kind, pack.scope.first_year, funds=funds), pack)
        line = probe.evaluation.execution
        if line is None or line.score is None:
            raise Unordinary("execution without a score")
        found: dict[tuple[str, str], Found] = {}
        for each in probes.findings(probe.review, _CHECKS):
            place = each.finding.code, each.finding.pointer
            found.setdefault(place, (each.gravity, each.rank, len(found), each.text.encode()))
        text = compact(funds_of(probe.submission, probe.evaluation)).encode()
        spent = Spent(
            text, funds.unit, points, millionths(line.score), members, read=funds, unspent=self._unspent(probe)
        )
        return spent, list(found.values())

    def _unspent(self, probe: probes.Probe) -> bool:
        """Whether nothing was spent, or so little that all targets met would be strange."""
        rate, funds = probe.evaluation.rates.get("budget_execution"), probe.review.funds
        executed = funds.total.executed if funds is not None else None
        if rate is None or rate.ratio is None or executed is None or not executed.value:
            return True
        return 1 - rate.ratio > self._pack.review.unspent_gap

    def _row(self, row: Any) -> FundsRow:
        source, name, split, parent, rate, declared, *amounts = _ROW.members(row)
        if (source is not None and source not in SOURCES) or not all(map(is_name, (name, split, parent))):
            raise Unordinary("row")
        score = None if declared is None else self._admission.number(declared)
        if (score is None) != (declared is None):
            raise Unordinary("row")
        return FundsRow(
            source=source or "other",
            amounts=self._amounts(amounts),
            name=name,
            split=split or "source",
            parent=parent,
            declared_rate=self._printed(rate),
            declared_score=score,
        )

    def _amounts(self, sent: Any) -> FundAmounts:
        for each in sent:
            if each is not None and not (type(each) is str and self._admission.amount(each)):
                raise Unordinary(each)
        return FundAmounts(*sent)

    def _printed(self, rate: Any) -> str | None:
        if rate is None or (type(rate) is str and self._admission.rate(rate)):
            return rate
        raise Unordinary(rate)
