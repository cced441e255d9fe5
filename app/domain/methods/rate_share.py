"""weight × a measured rate, capped: 资金到位率, 预算执行率 and the other rates of evaluation reports."""

from fractions import Fraction

from app.domain.criterion import Criterion, RateShare
from app.domain.entry import Entry
from app.domain.evaluation import LineDirection, Step, Verdict
from app.domain.measuring import Measured
from app.domain.rounding import share_of
from app.domain.telling import Told, scored
from app.domain.text import Text, limit, percent, plain
from app.domain.trace import rounding_step

METHOD = "proportional"


def rate_share(entry: Entry, criterion: Criterion, rule: RateShare, measured: Measured) -> Verdict:
    """Scores a rate in proportion, up to the cap, never below zero."""
    value = measured.value if measured.value is not None else Fraction(0)
    counted = max(min(value, rule.cap), Fraction(0))
    exact, score = Fraction(entry.weight) * counted, share_of(entry.weight, counted, entry.places)
    figures = f"{plain(entry.weight)} × {percent(counted)} = {plain(score)}"
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=Text(
            f"{measured.formula.zh}；得分 = 分值 × {criterion.label.zh}",
            f"{measured.formula.en}; score = weight × {criterion.label.en}",
        ),
        substituted=f"{measured.substituted}；{figures}",
        steps=(measured.step, *_cap_step(value, rule), rounding_step(exact, score, entry.places)),
        sentence=Text(f"{measured.substituted}，{figures} 分", f"{measured.substituted}: {figures}"),
        completion=value,
        met=value >= 1,
    )
    return scored(criterion, entry.weight, score, told)


def _cap_step(value: Fraction, rule: RateShare) -> tuple[Step, ...]:
    if value <= rule.cap:
        return ()
    cap = limit(rule.cap)
    return (Step("cap", Text(f"超过 {cap} 的部分不计分", f"nothing is counted above {cap}")),)
