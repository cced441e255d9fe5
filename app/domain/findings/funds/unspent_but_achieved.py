"""UNSPENT_BUT_ACHIEVED: far more of the indicators are called met than of the money was spent."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.evaluation import Finding
from app.domain.findings.achievement import achievements
from app.domain.findings.review import Review, evidence, warning
from app.domain.text import percent


def unspent_but_achieved(review: Review) -> Iterator[Finding]:
    """The share of met indicators, of those that can be judged, against the execution rate and the pack's gap."""
    rate, gap = review.evaluation.rates.get("budget_execution"), review.pack.review.unspent_gap
    # All of them met would be no more than everything: then nothing has to be counted.
    if rate is None or rate.ratio is None or 1 - rate.ratio <= gap:
        return
    judged = achievements(review)
    met = Fraction(sum(judged), len(judged)) if judged else Fraction(0)
    if not judged or met - rate.ratio <= gap:
        return
    yield warning(
        "UNSPENT_BUT_ACHIEVED",
        "/funds/total/executed",
        f"预算执行率 {percent(rate.ratio)}，而可判断的 {len(judged)} 项指标中有 {sum(judged)} 项达标"
        f"（{percent(met)}），请核实指标完成情况或说明资金未用的原因",
        f"{percent(rate.ratio)} of the budget was executed, yet {sum(judged)} of {len(judged)} indicators that can "
        f"be judged are met ({percent(met)})",
        evidence(
            rate=percent(rate.ratio),
            met=str(sum(judged)),
            judged=str(len(judged)),
            met_share=percent(met),
            gap=percent(gap),
        ),
    )
