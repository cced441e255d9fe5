"""COST_FUNDS_MISMATCH: what a cost indicator says was spent contradicts the amount executed."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding
from app.domain.findings.costs import TotalCost, total_costs
from app.domain.findings.review import Review, error, evidence, pointer_to
from app.domain.funds import sum_yuan
from app.domain.quantity import Quantity, comparable
from app.domain.rounding import decimals_of
from app.domain.text import approximate

# What is called a cost and is less than a tenth of what was spent is taken for the price of one.
_A_PRICE_BELOW = Fraction(1, 10)


def cost_funds_mismatch(review: Review) -> Iterator[Finding]:
    """Several total costs add up, unless one of them is the total itself; unit costs are left alone."""
    executed = review.funds.total.executed if review.funds else None
    costs = total_costs(review) if executed is not None else ()
    amounts = [cost.actual for cost in costs if cost.actual is not None]
    if executed is None or not amounts or len(amounts) < len(costs) or not comparable(executed, *amounts):
        return
    if _agrees(amounts, executed) or any(_agrees([amount], executed) for amount in amounts):
        return
    if not _of_the_whole_project(costs, executed, review):
        return
    total = sum_yuan(amounts)
    single = len(costs) == 1
    zh = f"成本指标“{costs[0].line.name or '未命名'}”" if single else f"{len(costs)} 项成本指标合计"
    en = f"cost indicator “{costs[0].line.name or 'unnamed'}”" if single else f"{len(costs)} cost indicators together"
    figures = (_like(total, amounts[0]), _like(executed.base, amounts[0]))
    same = f"（即 {figures[1]}）" if str(executed) != figures[1] else ""
    also = f" ({figures[1]})" if same else ""
    yield error(
        "COST_FUNDS_MISMATCH",
        pointer_to(costs[0].line, "actual") if single else "/funds/total/executed",
        f"{zh}实际 {figures[0]}，全年执行数 {executed}{same}，两者不一致，请核对",
        f"{en}: {figures[0]}, but {executed}{also} was executed",
        evidence(
            cost=figures[0],
            executed=str(executed),
            difference=_like(total - executed.base, amounts[0]),
        ),
    )


def _of_the_whole_project(costs: tuple[TotalCost, ...], executed: Quantity, review: Review) -> bool:
    """More than was spent, limits that are the budget, or what is called a cost and is more than a mere price."""
    spent = sum_yuan([cost.actual for cost in costs if cost.actual is not None])
    if spent > executed.base:
        return True
    total = review.funds.total if review.funds else None
    budgets = [budget for budget in (total.initial_budget, total.adjusted_budget) if budget] if total else []
    limits = [cost.target for cost in costs if cost.target is not None]
    for budget in budgets:
        alike = [limit for limit in limits if comparable(limit, budget)]
        if alike and (_agrees(alike, budget) or any(_same_digits_or_amount(limit, budget) for limit in alike)):
            return True
    return any("成本" in (cost.line.name or "") for cost in costs) and spent >= executed.base * _A_PRICE_BELOW


def _same_digits_or_amount(limit: Quantity, budget: Quantity) -> bool:
    """The budget itself, or the budget with its unit mistaken (45.57 元 for 45.57 万元)."""
    return _agrees([limit], budget) or (limit.value == budget.value != 0)


def _agrees(costs: list[Quantity], executed: Quantity) -> bool:
    """Equal within half a unit of the last decimal that either side was printed with."""
    distance = abs(sum_yuan(costs) - executed.base)
    if not distance:
        return True
    return 2 * distance <= max(sum((_grain(cost) for cost in costs), start=Fraction(0)), _grain(executed))


def _grain(amount: Quantity) -> Fraction:
    factor = amount.unit.factor if amount.unit else Fraction(1)
    return factor / Fraction(10) ** decimals_of(amount.value)


def _like(base: Fraction, amount: Quantity) -> str:
    factor, symbol = (amount.unit.factor, amount.unit.symbol) if amount.unit else (Fraction(1), "")
    return f"{approximate(base / factor, 6)}{symbol}"
