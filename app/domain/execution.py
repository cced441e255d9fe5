"""The rates of the funds block, and 预算执行率 as a scored line where the form has one."""

from app.domain.evaluation import Doubt, ExecutionLine, Explanation, LineDirection, Outcome, Step, Verdict
from app.domain.funds import FundsFigures
from app.domain.methods.proportional import METHOD, proportional
from app.domain.quantity import Quantity, same_units
from app.domain.rates import Rate, budget_execution_rate, fund_arrival_rate
from app.domain.rule_pack import BudgetBase, RulePack
from app.domain.submission import Submission
from app.domain.text import Text


def rates_of(funds: FundsFigures | None, pack: RulePack) -> dict[str, Rate]:
    """The execution rate by the pack's denominator and the arrival rate, where the form has their amounts."""
    if funds is None:
        return {}
    rates: dict[str, Rate] = {}
    base = pack.execution.denominator
    executed = _amounts(funds.total.executed, funds.total.column(base))
    if executed is not None:
        rates["budget_execution"] = budget_execution_rate(*executed, base.value)
    arrived = _amounts(funds.total.arrived, funds.total.column(BudgetBase.ADJUSTED_BUDGET))
    if arrived is not None:
        rates["fund_arrival"] = fund_arrival_rate(*arrived, BudgetBase.ADJUSTED_BUDGET.value)
    return rates


def execution_line(
    submission: Submission, figures: FundsFigures | None, rate: Rate | None, pack: RulePack
) -> ExecutionLine | None:
    """The scored execution line; None for a form whose pack gives it no points of its own."""
    funds, criterion = submission.funds, pack.execution
    weight = criterion.weight
    if weight is None:
        return None
    if funds and funds.weight is not None:
        weight = funds.weight
    declared = funds.declared_score if funds else None
    if rate is not None:
        return ExecutionLine(weight, declared, proportional(rate, weight, criterion, pack.score_places))
    return ExecutionLine(weight, declared, _without_rate(_no_rate(figures, criterion.denominator), pack))


def _amounts(one: Quantity | None, other: Quantity | None) -> tuple[Quantity, Quantity] | None:
    """Two amounts a rate can be made of: both there, neither negative, in units that convert."""
    if one is None or other is None or one.base < 0 or other.base < 0:
        return None
    return same_units(one, other)


def _without_rate(doubt: Doubt, pack: RulePack) -> Verdict:
    return Verdict(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        outcome=Outcome.UNREADABLE,
        score=None,
        explanation=Explanation(
            rule=pack.execution.rule,
            formula=Text("得分 = 分值 × 预算执行率", "score = weight × execution rate"),
            substituted="—",
            steps=(Step("not_scored", doubt.message),),
            sentence=doubt.message,
        ),
        doubts=(doubt,),
    )


def _no_rate(funds: FundsFigures | None, base: BudgetBase) -> Doubt:
    """Why there is no execution rate."""
    executed = funds.total.executed if funds else None
    budget = funds.total.column(base) if funds else None
    if executed is None or budget is None:
        text = Text("预算数或执行数未填，不能计分", "budget or executed amount is missing; no score can be computed")
        return Doubt("VALUE_MISSING", "", text)
    if executed.base < 0 or budget.base < 0:
        text = Text("预算数或执行数为负数，不能计分", "budget or executed amount is negative; no score can be computed")
        return Doubt("VALUE_IMPLAUSIBLE", "", text)
    text = Text(
        f"执行数 {executed} 与预算数 {budget} 的单位不能换算，不能计分",
        f"executed {executed} and budget {budget} are in units that do not convert; no score can be computed",
    )
    return Doubt("UNIT_MISMATCH", "", text)
