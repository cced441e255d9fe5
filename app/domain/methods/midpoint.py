"""折中: half the weight where something was neither achieved nor failed.

Seen in the 博湖 report of 2022: 成本节约率 0% scores 2 of 4.
"""

from decimal import Decimal
from fractions import Fraction

from app.domain.criterion import Criterion, Midpoint
from app.domain.entry import Entry
from app.domain.evaluation import AppliedReading, LineDirection, Step, Verdict
from app.domain.measuring import Measured
from app.domain.methods.judged import judged
from app.domain.rounding import share_of
from app.domain.telling import Told, scored
from app.domain.text import Text, limit, plain

METHOD = "midpoint"


def midpoint(entry: Entry, criterion: Criterion, rule: Midpoint, measured: Measured) -> Verdict:
    """Full above the threshold, half at it, nothing below."""
    value = measured.value if measured.value is not None else Fraction(0)
    share, place = _share(value, rule.threshold)
    score = share_of(entry.weight, share, entry.places)
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE,
        formula=measured.formula,
        substituted=f"{measured.substituted}；{plain(entry.weight)} × {limit(share)} = {plain(score)}",
        steps=(measured.step, Step("midpoint", place)),
        sentence=Text(
            f"{measured.substituted}，{place.zh}，得 {plain(score)} 分",
            f"{measured.substituted}, {place.en}: {plain(score)}",
        ),
        completion=value,
        readings=_readings(entry, criterion, rule, value, score),
    )
    return scored(criterion, entry.weight, score, told)


def _share(value: Fraction, threshold: Fraction) -> tuple[Fraction, Text]:
    middle = limit(threshold)
    if value > threshold:
        return Fraction(1), Text(f"高于 {middle}，满分", f"above {middle}, full marks")
    if value == threshold:
        return Fraction(1, 2), Text(f"等于 {middle}，折中取半", f"exactly {middle}, half the weight")
    return Fraction(0), Text(f"低于 {middle}，不得分", f"below {middle}, nothing")


def _readings(
    entry: Entry, criterion: Criterion, rule: Midpoint, value: Fraction, score: Decimal
) -> tuple[AppliedReading, ...]:
    """Away from the middle the text may say nothing: by the other reading a person judges what is given there."""
    if rule.outside_reading is None or value == rule.threshold:
        return ()
    other = judged(entry, criterion).score
    return (AppliedReading(rule.outside_reading, other, differs=other != score),)
