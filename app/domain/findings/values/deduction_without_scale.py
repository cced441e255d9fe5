"""DEDUCTION_WITHOUT_SCALE: the points lost do not follow from the evaluation points that were not met."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from app.domain.criterion import Checklist
from app.domain.evaluation import Finding, ScoreLine, difference
from app.domain.evaluation_points import ticked
from app.domain.findings.review import Review, evidence, info, name_of, pointer_to
from app.domain.text import approximate, plain


def deduction_without_scale(review: Review) -> Iterator[Finding]:
    """For checklists, whose rules print no deduction per point: equal shares are the only ones that need no reason."""
    for line in review.evaluation.lines:
        criterion = review.criterion(line)
        if criterion is None or not isinstance(criterion.method, Checklist) or line.weight is None:
            continue
        lost = _lost(line)
        if not lost:
            continue
        points = len(criterion.method.points)
        unmet = sum(not check.met for check in ticked(criterion.method.points, review.indicator(line).checks).values())
        share = Fraction(line.weight) * unmet / points
        if not unmet or share == lost:
            continue
        yield info(
            "DEDUCTION_WITHOUT_SCALE",
            pointer_to(line, "deductions" if review.indicator(line).deductions else "declared_score"),
            f"{name_of(line).zh}有 {points} 个评价要点，{unmet} 个不符，扣 {plain(lost)} 分；标准没有规定每个要点扣几分"
            f"（平均分摊为 {approximate(share, 2)} 分），请说明扣分的依据",
            f"{name_of(line).en}: {unmet} of {points} points not met, {plain(lost)} deducted; no scale is printed "
            f"(equal shares would be {approximate(share, 2)}), so say what the deduction rests on",
            evidence(points=str(points), unmet=str(unmet), deducted=lost, equal_share=approximate(share, 2)),
        )


def _lost(line: ScoreLine) -> Decimal | None:
    """What the form itself deducts, else what was judged."""
    return difference(line.weight, line.score if line.declared_score is None else line.declared_score)
