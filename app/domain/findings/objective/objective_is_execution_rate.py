"""OBJECTIVE_IS_EXECUTION_RATE: the share of the money spent is given for what was achieved."""

import re
from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.printed_rate import printed_rate
from app.domain.findings.review import Review, evidence, info

_ONLY_A_RATE = re.compile(r"(?:已|共|累计|目标)?(?:完成率?|执行率?|实现)?[:：为]?(?P<rate>\d{1,3}(?:\.\d{1,6})?%)")


def objective_is_execution_rate(review: Review) -> Iterator[Finding]:
    """Only where nothing but the rate is said, and it is not 100%, which may mean that all was achieved."""
    said = "".join((review.submission.objective.actual or "").split()).rstrip("。.；;").replace("％", "%")
    match = _ONLY_A_RATE.fullmatch(said)
    rate = review.evaluation.rates.get("budget_execution")
    if match is None or rate is None or rate.ratio is None or rate.ratio in (0, 1):
        return
    stated = printed_rate(match["rate"])
    if stated is None or not stated.states(rate.ratio):
        return
    yield info(
        "OBJECTIVE_IS_EXECUTION_RATE",
        "/objective/actual",
        f"总体目标的完成情况只填“{said}”，这是预算执行率，不是目标的完成程度；请说明完成了哪些目标",
        f"“{said}” for the objective is the share of the budget that was spent, not what was achieved",
        evidence(objective=said, executed=str(rate.numerator), budget=str(rate.denominator)),
    )
