"""BUDGET_ADJUSTED: the budget was changed in the year; the rate on each budget shows what that does."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, info
from app.domain.quantity import Quantity, comparable
from app.domain.text import Text, percent


def budget_adjusted(review: Review) -> Iterator[Finding]:
    if review.funds is None:
        return
    total = review.funds.total
    initial, adjusted = total.initial_budget, total.adjusted_budget
    if initial is None or adjusted is None or not comparable(initial, adjusted):
        return
    if initial.base == adjusted.base:
        return
    on_initial, on_adjusted = _rate(total.executed, initial), _rate(total.executed, adjusted)
    change = _rate(adjusted, initial)
    how = Text("调增", "raised") if adjusted.base > initial.base else Text("调减", "cut")
    rates = _rates(on_initial, on_adjusted)
    yield info(
        "BUDGET_ADJUSTED",
        "/funds/total/adjusted_budget",
        f"预算由年初 {initial} {how.zh}为 {adjusted}{rates.zh}",
        f"the budget was {how.en} from {initial} to {adjusted}{rates.en}",
        evidence(
            initial_budget=str(initial),
            adjusted_budget=str(adjusted),
            adjustment_rate=percent(change - 1) if change is not None else None,
            rate_on_initial=percent(on_initial) if on_initial is not None else None,
            rate_on_adjusted=percent(on_adjusted) if on_adjusted is not None else None,
        ),
    )


def _rate(amount: Quantity | None, budget: Quantity) -> Fraction | None:
    if amount is None or budget.base <= 0 or not comparable(amount, budget):
        return None
    return amount.base / budget.base


def _rates(on_initial: Fraction | None, on_adjusted: Fraction | None) -> Text:
    none = Text("无从计算", "none")
    first = Text(percent(on_initial), percent(on_initial)) if on_initial is not None else none
    second = Text(percent(on_adjusted), percent(on_adjusted)) if on_adjusted is not None else none
    return Text(
        f"；执行率按年初预算数为 {first.zh}，按全年预算数为 {second.zh}",
        f"; execution rate on the initial budget: {first.en}, on the adjusted budget: {second.en}",
    )
