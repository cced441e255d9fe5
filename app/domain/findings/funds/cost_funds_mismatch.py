"""COST_FUNDS_MISMATCH: what a cost indicator says was spent contradicts the amount executed."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding
from app.domain.findings.costs import total_costs
from app.domain.findings.review import Review, error, evidence, pointer_to
from app.domain.funds import sum_yuan
from app.domain.quantity import Quantity, comparable
from app.domain.rounding import decimals_of
from app.domain.text import approximate


def cost_funds_mismatch(review: Review) -> Iterator[Finding]:
    """Several total costs add up, unless one of them is the total itself; unit costs are left alone."""
    executed = review.funds.total.executed if review.funds else None
    costs = total_costs(review)
    amounts = [cost.actual for cost in costs if cost.actual is not None]
    if executed is None or not amounts or len(amounts) < len(costs) or not comparable(executed, *amounts):
        return
    if _agrees(amounts, executed) or any(_agrees([amount], executed) for amount in amounts):
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


def _agrees(costs: list[Quantity], executed: Quantity) -> bool:
    """Equal within half a unit of the last decimal that either side was printed with."""
    distance = abs(sum_yuan(costs) - executed.base)
    return 2 * distance <= max(sum((_grain(cost) for cost in costs), start=Fraction(0)), _grain(executed))


def _grain(amount: Quantity) -> Fraction:
    factor = amount.unit.factor if amount.unit else Fraction(1)
    return factor / Fraction(10) ** decimals_of(amount.value)


def _like(base: Fraction, amount: Quantity) -> str:
    factor, symbol = (amount.unit.factor, amount.unit.symbol) if amount.unit else (Fraction(1), "")
    return f"{approximate(base / factor, 6)}{symbol}"
