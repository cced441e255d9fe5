"""weight × a measured rate, capped: 资金到位率, 预算执行率 and the other rates of evaluation reports."""

from fractions import Fraction

from app.domain.criterion import Criterion, RateShare
from app.domain.entry import Entry
from app.domain.evaluation import LineDirection, Verdict
from app.domain.measuring import Measured
from app.domain.rounding import share_of
from app.domain.telling import Told, scored
from app.domain.text import Text, percent, plain
from app.domain.trace import rounding_step

METHOD = "proportional"


def rate_share(entry: Entry, criterion: Criterion, rule: RateShare, measured: Measured) -> Verdict:
    """Scores a rate in proportion, up to the cap, never below zero."""
    value = measured.value if measured.value is not None else Fraction(0)
    counted = max(min(value, rule.cap), Fraction(0))
    score = share_of(entry.weight, counted, entry.places)
    figures = f"{plain(entry.weight)} × {percent(counted)} = {plain(score)}"
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=measured.formula,
        substituted=f"{measured.substituted}；{figures}",
        steps=(measured.step, rounding_step(Fraction(entry.weight) * counted, score, entry.places)),
        sentence=Text(f"{measured.substituted}，{figures} 分", f"{measured.substituted}: {figures}"),
        completion=value,
    )
    return scored(criterion, entry.weight, score, told)
