"""Which indicators are called met: those that report a result, not what it cost or how it was judged."""

from app.domain.findings.review import Review, has_target
from app.domain.placing import is_cost


def achievements(review: Review) -> list[bool]:
    """Met or not, of the indicators that can be judged. A cost kept low by spending nothing is no achievement."""
    return [
        line.verdict.met
        for line in review.evaluation.lines
        if line.verdict.met is not None and has_target(line) and not is_cost(line.level1, line.level2)
    ]
