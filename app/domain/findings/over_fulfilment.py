"""How far beyond its target a line went, and what the pack's table took from it for that."""

from decimal import Decimal
from fractions import Fraction

from app.domain.evaluation import LineDirection, ScoreLine, difference
from app.domain.findings.review import Review, has_target
from app.domain.methods.over_fulfilment import band_reached
from app.domain.rounding import share_of
from app.domain.target import ValueKind


def is_far_beyond(review: Review, line: ScoreLine) -> bool:
    """From the pack's threshold on, where more is better."""
    ratio = line.verdict.completion
    if line.verdict.direction is not LineDirection.POSITIVE or ratio is None:
        return False
    compared = has_target(line) and line.target.kind is not ValueKind.MISSING
    return compared and ratio >= review.pack.quantitative.over_fulfilled_from


def points_lost(review: Review, line: ScoreLine) -> Decimal | None:
    """What the table deducted from a line that the unit listed itself; None where it deducted nothing."""
    table, positive = review.pack.quantitative.over_fulfilment, line.verdict.direction is LineDirection.POSITIVE
    if table is None or not positive or line.criterion is not None:
        return None
    if line.weight is None or band_reached(line.verdict.completion, table) is None:
        return None
    return difference(share_of(line.weight, Fraction(1), review.pack.score_places), line.score)
