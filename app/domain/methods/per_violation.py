"""有1项不符扣…分: full marks when every point is as it should be, each that is not deducts, down to zero.

Seen on the Shaanxi department form of 2018: 资产管理规范性, 资金使用合规性 (−2 each).
"""

from decimal import Decimal
from fractions import Fraction

from app.domain.criterion import Criterion, PerViolation
from app.domain.entry import Entry
from app.domain.evaluation import LineDirection, Permitted, Verdict
from app.domain.methods.checklist import point_step
from app.domain.methods.judged import by_declaration
from app.domain.rounding import share_of
from app.domain.telling import Told, scored
from app.domain.text import Text, plain

METHOD = "per_violation"


def per_violation(entry: Entry, criterion: Criterion, rule: PerViolation, full: Decimal) -> Verdict:
    """Counts the points that are not as they should be; one deduction per point (design: reading 6).

    Without an answer for every point nothing is counted: a declared score the rule can give is accepted.
    """
    checks = {check.point: check for check in entry.checks}
    if any(point.id not in checks for point in rule.points):
        return _unevidenced(entry, criterion, rule, full)
    violations = sum(not checks[point.id].met for point in rule.points)
    score = _score(entry, rule, full, violations)
    told = Told(
        method=METHOD,
        direction=LineDirection.JUDGED,
        formula=Text(
            f"得分 = 分值 − 不符项数 × {plain(rule.deduct)}（扣完为止）",
            f"score = weight − violations × {plain(rule.deduct)}, down to zero",
        ),
        substituted=f"{plain(entry.weight)} − {violations} × {plain(rule.deduct)} → {plain(score)}",
        steps=tuple(point_step(point, checks[point.id]) for point in rule.points),
        sentence=Text(
            f"{len(rule.points)} 项中 {violations} 项不符，得 {plain(score)} 分",
            f"{violations} of {len(rule.points)} points not as they should be: {plain(score)}",
        ),
    )
    return scored(criterion, entry.weight, score, told)


def _score(entry: Entry, rule: PerViolation, full: Decimal, violations: int) -> Decimal:
    lost = violations * Fraction(rule.deduct) / Fraction(full)
    return share_of(entry.weight, 1 - lost, entry.places)


def _unevidenced(entry: Entry, criterion: Criterion, rule: PerViolation, full: Decimal) -> Verdict:
    """The declared score stands if some number of violations gives it."""
    scores = {_score(entry, rule, full, count) for count in range(len(rule.points) + 1)}
    permitted = Permitted(min(scores), max(scores))
    return by_declaration(entry, criterion, METHOD, permitted, possible=entry.declared_score in scores)
