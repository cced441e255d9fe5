"""ZERO_DENOMINATOR: the execution rate is scored, but there is no budget to divide by."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.readings import both_readings
from app.domain.findings.review import Review, evidence, info


def zero_denominator(review: Review) -> Iterator[Finding]:
    """Of the total row alone: the 0/0 rows below it carry no rate."""
    rate, line = review.evaluation.rates.get("budget_execution"), review.evaluation.execution
    if rate is None or rate.ratio is not None or review.funds is None or line is None:
        return
    criterion = review.pack.execution
    meaning = criterion.positive_over_zero if rate.numerator.base > 0 else criterion.zero_over_zero
    worth, reading = line.verdict.explanation.sentence, line.verdict.explanation.reading
    zh, en = f"；{worth.zh}", f"; {worth.en}"
    if reading is not None:
        both = both_readings(reading)
        zh, en = f"{zh}。{both.zh}", f"{en}. {both.en}"
    yield info(
        "ZERO_DENOMINATOR",
        f"/funds/total/{review.funds.total.column_name(criterion.denominator)}",
        f"预算执行率的分母为 {rate.denominator}，比率不存在{zh}",
        f"the denominator of the execution rate is {rate.denominator}, no rate exists{en}",
        evidence(
            executed=str(rate.numerator),
            denominator=str(rate.denominator),
            meaning=meaning.value,
            score=line.score,
            other_score=reading.other_score if reading else None,
        ),
    )
