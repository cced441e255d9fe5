"""EXECUTION_ABOVE_BUDGET: more was spent than was budgeted."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, error, evidence
from app.domain.funds import Amounts
from app.domain.quantity import same_units
from app.domain.rule_pack import BudgetBase


def execution_above_budget(review: Review) -> Iterator[Finding]:
    """Against the adjusted budget, the initial one where it is blank; rows only where the total keeps within it."""
    if review.funds is None:
        return
    if _exceeds(review.funds.total):
        yield _finding(review.funds.total, "/funds/total", "年度资金总额", "the total")
        return
    for index, (row, amounts) in enumerate(review.funds.rows):
        if _exceeds(amounts):
            name = row.name or f"第 {index + 1} 行资金"
            yield _finding(amounts, f"/funds/rows/{index}", f"“{name}”", row.name or f"row {index + 1}")


def _exceeds(amounts: Amounts) -> bool:
    executed, budget = amounts.executed, amounts.column(BudgetBase.ADJUSTED_BUDGET)
    pair = same_units(executed, budget) if executed is not None and budget is not None else None
    return pair is not None and pair[0].base > max(pair[1].base, Fraction(0))


def _finding(amounts: Amounts, pointer: str, zh: str, en: str) -> Finding:
    executed, budget = amounts.executed, amounts.column(BudgetBase.ADJUSTED_BUDGET)
    return error(
        "EXECUTION_ABOVE_BUDGET",
        f"{pointer}/executed",
        f"{zh}：全年执行数 {executed} 超过预算数 {budget}，请核对数据或说明资金来源",
        f"{en}: {executed} was executed against a budget of {budget}",
        evidence(executed=str(executed), budget=str(budget)),
    )
