"""FORM_WITHOUT_POINTS: the form has no weights and no scores by design, so it has no total and no grade."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, info


def form_without_points(review: Review) -> Iterator[Finding]:
    """Once per form, so that nobody looks for a score that cannot be."""
    if review.pack.scored or not review.evaluation.lines:
        return
    yield info(
        "FORM_WITHOUT_POINTS",
        "/indicators",
        "本表不设分值和得分，只能核对各项指标的完成情况，不能计总分和等级",
        "the form has neither weights nor scores: completion can be checked, a total or a grade cannot exist",
    )
