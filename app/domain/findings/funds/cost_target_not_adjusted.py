"""COST_TARGET_NOT_ADJUSTED: the budget was cut in the year, the cost limit still stands at the initial budget."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding
from app.domain.findings.costs import total_costs
from app.domain.findings.review import Review, evidence, info, name_of, pointer_to
from app.domain.quantity import Quantity, comparable
from app.domain.rounding import rounds_to


def cost_target_not_adjusted(review: Review) -> Iterator[Finding]:
    """A limit below the initial budget was adjusted, if not by as much: nothing is said of it."""
    if review.funds is None:
        return
    initial, adjusted = review.funds.total.initial_budget, review.funds.total.adjusted_budget
    if initial is None or adjusted is None or not comparable(initial, adjusted):
        return
    if adjusted.base >= initial.base:
        return
    for cost in total_costs(review):
        target = cost.target
        if target is None or not comparable(target, initial) or target.base <= adjusted.base:
            continue
        if target.base >= initial.base or _is_as_printed(initial, target):
            yield info(
                "COST_TARGET_NOT_ADJUSTED",
                pointer_to(cost.line, "target"),
                f"预算由 {initial} 调减为 {adjusted}，{name_of(cost.line).zh}的指标值仍为 {target}，"
                "未随预算调整，无法反映成本是否节约",
                f"the budget was cut from {initial} to {adjusted}, the limit of {name_of(cost.line).en} is still "
                f"{target}: it does not show whether anything was saved",
                evidence(initial_budget=str(initial), adjusted_budget=str(adjusted), target=str(target)),
            )


def _is_as_printed(initial: Quantity, target: Quantity) -> bool:
    factor = target.unit.factor if target.unit else Fraction(1)
    return rounds_to(initial.base / factor, target.value)
