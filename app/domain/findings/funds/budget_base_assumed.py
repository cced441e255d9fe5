"""BUDGET_BASE_ASSUMED: only one of the two budget columns is filled, so it was taken for both."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, info
from app.domain.rates import AMOUNT_NAMES


def budget_base_assumed(review: Review) -> Iterator[Finding]:
    """Of the total row; sources of money often have one column only."""
    if review.funds is None or not review.funds.total.base_assumed:
        return
    total = review.funds.total
    initial_given = total.initial_budget is not None
    given, blank = ("initial_budget", "adjusted_budget")[:: 1 if initial_given else -1]
    amount = total.initial_budget if initial_given else total.adjusted_budget
    yield info(
        "BUDGET_BASE_ASSUMED",
        f"/funds/total/{blank}",
        f"{AMOUNT_NAMES[blank].zh}未填，按{AMOUNT_NAMES[given].zh} {amount} 计算",
        f"the {AMOUNT_NAMES[blank].en} is blank, the {AMOUNT_NAMES[given].en} {amount} was used for it",
        evidence(used=given, amount=str(amount)),
    )
