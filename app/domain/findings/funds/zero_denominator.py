"""ZERO_DENOMINATOR: the execution rate is scored, but there is no budget to divide by."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, info


def zero_denominator(review: Review) -> Iterator[Finding]:
    """Of the total row alone: the 0/0 rows below it carry no rate."""
    rate, line = review.evaluation.rates.get("budget_execution"), review.evaluation.execution
    if rate is None or rate.ratio is not None or review.funds is None or line is None:
        return
    criterion = review.pack.execution
    meaning = criterion.positive_over_zero if rate.numerator.base > 0 else criterion.zero_over_zero
    worth = line.verdict.explanation.sentence
    yield info(
        "ZERO_DENOMINATOR",
        f"/funds/total/{review.funds.total.column_name(criterion.denominator)}",
        f"预算执行率的分母为 {rate.denominator}，比率不存在；{worth.zh}",
        f"the denominator of the execution rate is {rate.denominator}, no rate exists; {worth.en}",
        evidence(
            executed=str(rate.numerator),
            denominator=str(rate.denominator),
            meaning=meaning.value,
            score=line.score,
        ),
    )
