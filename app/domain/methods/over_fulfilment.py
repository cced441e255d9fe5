"""超额完成扣分: a positive target exceeded by far loses points, by a table of the pack.

Source: 财预〔2020〕10号 asks that an actual far above a target set too low costs points; the table is the pack's.
"""

from decimal import Decimal
from fractions import Fraction

from app.domain.comparison import Comparison
from app.domain.evaluation import Explanation, LineDirection, Outcome, Permitted, Step, Verdict
from app.domain.item import Item
from app.domain.rounding import share_of
from app.domain.rule_pack import OverFulfilmentBand, OverFulfilmentRule
from app.domain.text import Text, approximate, limit, percent, plain
from app.domain.trace import read_steps, rounding_step

_FORMULA = Text("得分 = 分值 − 超额完成扣分（扣完为止）", "score = weight − deduction for excess, down to zero")


def over_fulfilled(
    method: str, item: Item, weight: Decimal, comparison: Comparison, table: OverFulfilmentRule | None
) -> Verdict | None:
    """The target is met and the table deducts all the same; None where it deducts nothing, or more is not better."""
    ratio = comparison.ratio if comparison.direction is LineDirection.POSITIVE else None
    band = band_reached(ratio, table)
    if ratio is None or band is None or table is None:
        return None
    kept, lost = 1 - share_lost(ratio, weight, table), deducted(band, table)
    score = share_of(weight, kept, item.places)
    return Verdict(
        method=method,
        direction=comparison.direction,
        outcome=Outcome.SCORED,
        score=score,
        explanation=Explanation(
            rule=table.rule,
            formula=_FORMULA,
            substituted=f"{comparison.statement}；{_product(weight, band, table)} → {plain(score)}",
            steps=(
                *read_steps(item.target, item.actual),
                *comparison.steps,
                _step(ratio, band, lost),
                rounding_step(Fraction(weight) * kept, score, item.places),
            ),
            sentence=Text(
                f"达到指标值，完成率 {percent(ratio)}，超额完成{lost.zh}，得 {plain(score)} 分",
                f"target met, completion {percent(ratio)}, {lost.en} for the excess: {plain(score)}",
            ),
        ),
        permitted=Permitted(score, score),
        completion=ratio,
        met=True,
    )


def band_reached(ratio: Fraction | None, table: OverFulfilmentRule | None) -> OverFulfilmentBand | None:
    """The band that an unrounded completion ratio falls in; None where nothing is lost."""
    if ratio is None or table is None:
        return None
    return next((band for band in table.bands if ratio >= band.at_least), None)


def share_lost(ratio: Fraction | None, weight: Decimal, table: OverFulfilmentRule | None) -> Fraction:
    """The share of the weight that a completion ratio loses, all of it at the most."""
    band = band_reached(ratio, table)
    if band is None or table is None or weight == 0:
        return Fraction(0)
    return min(band.deduct / Fraction(weight) if table.in_points else band.deduct, Fraction(1))


def deducted(band: OverFulfilmentBand, table: OverFulfilmentRule) -> Text:
    """What a band takes."""
    if table.in_points:
        return Text(f"扣 {approximate(band.deduct)} 分", f"{approximate(band.deduct)} deducted")
    return Text(f"扣分值的 {limit(band.deduct)}", f"{limit(band.deduct)} of the weight deducted")


def _step(ratio: Fraction, band: OverFulfilmentBand, lost: Text) -> Step:
    reached, bound = percent(ratio), limit(band.at_least)
    return Step(
        "over_fulfilment",
        Text(
            f"完成率 {reached}，达到超额完成 {bound} 一档，{lost.zh}",
            f"completion {reached} reaches the excess band from {bound}: {lost.en}",
        ),
    )


def _product(weight: Decimal, band: OverFulfilmentBand, table: OverFulfilmentRule) -> str:
    whole = plain(weight)
    return f"{whole} − {approximate(band.deduct)}" if table.in_points else f"{whole} − {whole} × {limit(band.deduct)}"
