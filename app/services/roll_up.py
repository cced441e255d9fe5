"""汇总 over recorded evaluations: which forms, grouped by what, as JSON with every contribution."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, Protocol

from app.domain.funds import read_funds
from app.domain.quantity import is_money
from app.domain.rollup import Figure, Group, RolledForm, RolledIndicator, RolledUpIndicator, roll_up
from app.domain.rounding import round_half_up, trimmed
from app.domain.rule_pack import BudgetBase
from app.domain.submission import Submission
from app.domain.target import read_cell
from app.domain.text import plain
from app.services.errors import TooManyForms
from app.storage.records import EvaluationFilters, StoredEvaluation

MAX_FORMS = 2000
GroupBy = Literal["department", "unit", "region", "fiscal_year"]
Json = dict[str, Any]


class Store(Protocol):
    """Where the recorded forms are read from."""

    def stored(
        self, tenant: str, filters: EvaluationFilters, before_position: int | None, limit: int
    ) -> list[StoredEvaluation]: ...


class RollUpService:
    """Rolls up the effective evaluations a filter selects; `read_submission` makes a form of its canonical text."""

    def __init__(self, store: Store, read_submission: Callable[[str], Submission]) -> None:
        self._store = store
        self._read_submission = read_submission

    def roll_up(self, tenant: str, filters: EvaluationFilters, group_by: GroupBy, region_digits: int) -> Json:
        """Every group with its figures. Raises TooManyForms where the filter selects more than can be shown."""
        stored = self._store.stored(tenant, filters, None, MAX_FORMS + 1)
        if len(stored) > MAX_FORMS:
            raise TooManyForms(MAX_FORMS)
        forms = [self._rolled(each, group_by, region_digits) for each in reversed(stored)]
        return {
            "group_by": group_by,
            "forms": len(forms),
            "weights": "adjusted_budget",
            "groups": [_group(group) for group in roll_up(forms)],
        }

    def _rolled(self, stored: StoredEvaluation, group_by: GroupBy, region_digits: int) -> RolledForm:
        submission = self._read_submission(stored.submission)
        budget, executed = _amounts(submission)
        key, label = _key(submission, group_by, region_digits)
        return RolledForm(
            evaluation=stored.id,
            group=key,
            label=label,
            score=stored.score,
            grade=stored.grade,
            adjusted_budget_yuan=budget,
            executed_yuan=executed,
            indicators=tuple(
                RolledIndicator("".join((each.name or "").split()), read_cell(each.target), read_cell(each.actual))
                for each in submission.indicators
                if each.name and not each.not_applicable
            ),
        )


def _amounts(submission: Submission) -> tuple[Fraction | None, Fraction | None]:
    if submission.funds is None:
        return None, None
    total = read_funds(submission.funds).total
    amounts = (total.column(BudgetBase.ADJUSTED_BUDGET), total.executed)
    budget, executed = (each.base if each is not None and is_money(each) else None for each in amounts)
    return budget, executed


def _key(submission: Submission, group_by: GroupBy, region_digits: int) -> tuple[str, str | None]:
    """The group a form belongs to; forms that do not say share the empty group."""
    if group_by == "fiscal_year":
        return str(submission.fiscal_year), None
    if group_by == "region":
        return (submission.region_code or "")[:region_digits], None
    named = submission.department if group_by == "department" else submission.unit
    return named.code or named.name or "", named.name


def _group(group: Group) -> Json:
    return {
        "key": group.key,
        "label": group.label,
        "count": group.count,
        "grades": group.grades,
        "ungraded": group.ungraded,
        "average_score": _figure(group.average_score),
        "weighted_score": _figure(group.weighted_score),
        "weighted_score_by_executed": _figure(group.weighted_score_by_executed),
        "adjusted_budget": _figure(group.adjusted_budget_yuan),
        "executed": _figure(group.executed_yuan),
        "indicators": [_indicator(indicator) for indicator in group.indicators],
    }


def _indicator(indicator: RolledUpIndicator) -> Json:
    return {
        "name": indicator.name,
        "method": indicator.method,
        "target": _figure(indicator.target),
        "actual": _figure(indicator.actual),
    }


def _figure(figure: Figure) -> Json:
    return {
        "value": _number(figure.value),
        "unit": figure.unit,
        "contributions": [
            {"evaluation": each.evaluation, "value": plain(each.value), "weight": _weight(each.weight)}
            for each in figure.contributions
        ],
        "left_out": [{"evaluation": each.evaluation, "reason": each.reason} for each in figure.left_out],
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _weight(weight: Fraction | None) -> str | None:
    return None if weight is None else plain(trimmed(round_half_up(weight, 6)))
