"""DECLARED_RATE_MISMATCH: a printed execution or arrival rate does not follow from its amounts."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.printed_rate import printed_rate
from app.domain.findings.review import Review, error, evidence
from app.domain.funds import FundsFigures
from app.domain.quantity import same_units
from app.domain.rates import Rate, budget_execution_rate
from app.domain.rule_pack import BudgetBase
from app.domain.text import percent


def funds_rate_mismatch(review: Review) -> Iterator[Finding]:
    """The total row, each row below it, and the arrival rate; 0/0 rows have no rate to compare with."""
    form = review.submission.funds
    if form is None or review.funds is None:
        return
    rates = review.evaluation.rates
    if "budget_execution" in rates:
        yield from _differs(form.declared_rate, "/funds/declared_rate", rates["budget_execution"])
    if "fund_arrival" in rates:
        yield from _differs(form.declared_arrival_rate, "/funds/declared_arrival_rate", rates["fund_arrival"])
    yield from _rows(review.funds, review.pack.execution.denominator)


def _rows(funds: FundsFigures, base: BudgetBase) -> Iterator[Finding]:
    for index, (row, amounts) in enumerate(funds.rows):
        executed, budget = amounts.executed, amounts.column(base)
        if not row.declared_rate or executed is None or budget is None:
            continue
        pair = same_units(executed, budget)
        if pair is not None:
            pointer = f"/funds/rows/{index}/declared_rate"
            yield from _differs(row.declared_rate, pointer, budget_execution_rate(*pair), row.name)


def _differs(printed: str | None, pointer: str, rate: Rate, row: str | None = None) -> Iterator[Finding]:
    stated = printed_rate(printed)
    if stated is None or rate.ratio is None or stated.states(rate.ratio):
        return
    zh, en = (f"“{row}”", f"“{row}”: ") if row else ("", "")
    figures = f"{rate.numerator} ÷ {rate.denominator} = {percent(rate.ratio)}"
    yield error(
        "DECLARED_RATE_MISMATCH",
        pointer,
        f"{zh}{rate.name.zh}应为 {figures}，所填为 {printed}",
        f"{en}{rate.name.en} {figures}, but {printed} is printed",
        evidence(
            declared=printed,
            computed=percent(rate.ratio),
            numerator=str(rate.numerator),
            denominator=str(rate.denominator),
        ),
    )
