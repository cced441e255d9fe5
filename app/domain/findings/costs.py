"""The cost indicators that state what the whole project cost: never unit costs, never savings."""

import re
from dataclasses import dataclass

from app.domain.evaluation import ScoreLine
from app.domain.findings.review import Review
from app.domain.placing import is_cost
from app.domain.quantity import Quantity, is_money, unit_named
from app.domain.submission import Comparator
from app.domain.target import PrintedValue, ValueKind

_NOT_A_TOTAL = re.compile(r".均(?![衡等])|均价|单价|单位成本|单位面积|每|标准|节约|节省|降低|减少|压减")
_NOT_THE_PROJECTS_OWN = re.compile(r"社会成本|生态|环境")
_ACTUAL_SIGNS = (None, Comparator.EQUAL)
_TARGET_SIGNS = (*_ACTUAL_SIGNS, Comparator.AT_MOST, Comparator.LESS)


@dataclass(frozen=True, slots=True)
class TotalCost:
    """A cost indicator in money; `target` and `actual` are None where they cannot be read as an amount."""

    line: ScoreLine
    target: Quantity | None
    actual: Quantity | None


def total_costs(review: Review) -> tuple[TotalCost, ...]:
    """The form's total costs, bare amounts in the unit of the other side or else of the funds."""
    unit = review.funds.unit if review.funds else None
    return tuple(
        TotalCost(
            line,
            _amount(line.target, line.actual, unit, _TARGET_SIGNS),
            _amount(line.actual, line.target, unit, _ACTUAL_SIGNS),
        )
        for line in review.evaluation.lines
        if _states_a_total(line, review)
    )


def _states_a_total(line: ScoreLine, review: Review) -> bool:
    if not is_cost(line.level1, line.level2) or review.indicator(line).not_applicable:
        return False
    if _NOT_A_TOTAL.search(line.name or "") or _NOT_THE_PROJECTS_OWN.search(line.level2 or ""):
        return False
    units = [value.quantity.unit for value in (line.target, line.actual) if value.quantity]
    return bool(units) and all(unit is None or unit.dimension == "money" for unit in units)


def _amount(
    value: PrintedValue, other: PrintedValue, unit: str | None, signs: tuple[Comparator | None, ...]
) -> Quantity | None:
    quantity = value.quantity
    if value.kind is not ValueKind.NUMBER or quantity is None or value.comparator not in signs:
        return None
    if quantity.unit is not None:
        return quantity
    if other.quantity is not None and is_money(other.quantity):
        return Quantity(quantity.value, other.quantity.unit)
    return Quantity(quantity.value, unit_named(unit) if unit else None)
