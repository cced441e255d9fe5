"""有1项不符扣…分: full marks when every point is as it should be, each that is not deducts, down to zero.

Seen on the Shaanxi department form of 2018: 资产管理规范性, 资金使用合规性 (−2 each).
"""

from decimal import Decimal
from fractions import Fraction

from app.domain.criterion import Criterion, PerViolation
from app.domain.entry import Entry
from app.domain.evaluation import AppliedReading, Doubt, LineDirection, Permitted, Step, Verdict, add, difference
from app.domain.evaluation_points import point_step, ticked, unknown_point
from app.domain.methods.judged import by_declaration, by_deductions
from app.domain.rounding import given_score, round_half_up, share_of, trimmed
from app.domain.telling import Told, not_computed, scored
from app.domain.text import Text, plain

METHOD = "per_violation"


def per_violation(entry: Entry, criterion: Criterion, rule: PerViolation, full: Decimal) -> Verdict:
    """Counts the points that are not as they should be; one deduction per point (design: reading 6).

    Without an answer for every point, a declared score stands that some answer to the rest would give.
    `full` are the points the deduction is written for.
    """
    unknown = unknown_point(rule.points, entry.checks)
    if unknown is not None:
        return not_computed(criterion, METHOD, LineDirection.JUDGED, unknown)
    checks = ticked(rule.points, entry.checks)
    violations = sum(not check.met for check in checks.values())
    unchecked = len(rule.points) - len(checks)
    possible = {_score(entry, rule, full, count) for count in range(violations, violations + unchecked + 1)}
    if entry.deductions:
        impossible = _impossible(entry, rule, possible)
        if impossible is not None:
            return not_computed(criterion, METHOD, LineDirection.JUDGED, impossible)
    if not unchecked:
        steps = tuple(point_step(point, checks[point.id]) for point in rule.points)
        return _counted(entry, criterion, rule, full, violations, steps)
    if entry.deductions:
        return by_deductions(entry, criterion, METHOD)
    permitted = Permitted(min(possible), max(possible))
    return by_declaration(entry, criterion, METHOD, permitted, possible=entry.declared_score in possible)


def _impossible(entry: Entry, rule: PerViolation, possible: set[Decimal]) -> Doubt | None:
    """Deductions that no number of violations comes to."""
    lost = add([each.amount for each in entry.deductions])
    left = max(difference(entry.weight, lost) or Decimal(0), Decimal(0))
    if given_score(left, entry.weight, entry.places) in possible:
        return None
    text = Text(
        f"每项不符扣 {plain(rule.deduct)} 分，所列扣分合计 {plain(lost)} 分与核查结果不符",
        f"each violation costs {plain(rule.deduct)}: deductions of {plain(lost)} do not follow from the checks",
    )
    return Doubt("VALUE_IMPLAUSIBLE", "deductions", text)


def _counted(
    entry: Entry, criterion: Criterion, rule: PerViolation, full: Decimal, violations: int, steps: tuple[Step, ...]
) -> Verdict:
    score = _score(entry, rule, full, violations)
    told = Told(
        method=METHOD,
        direction=LineDirection.JUDGED,
        formula=Text(
            f"得分 = 分值 − 不符项数 × {plain(rule.deduct)}（扣完为止）",
            f"score = weight − violations × {plain(rule.deduct)}, down to zero",
        ),
        substituted=f"{plain(entry.weight)} − {violations} × {plain(rule.deduct)} → {plain(score)}",
        steps=steps,
        sentence=Text(
            f"{len(rule.points)} 项中 {violations} 项不符，得 {plain(score)} 分",
            f"{violations} of {len(rule.points)} points not as they should be: {plain(score)}",
        ),
        readings=_floor(entry, rule, full, violations),
    )
    return scored(criterion, entry.weight, score, told)


def _left(entry: Entry, rule: PerViolation, full: Decimal, violations: int) -> Fraction:
    """What the deductions leave of the weight; below zero where they exceed it."""
    return Fraction(entry.weight) * (1 - violations * Fraction(rule.deduct) / Fraction(full))


def _score(entry: Entry, rule: PerViolation, full: Decimal, violations: int) -> Decimal:
    return share_of(entry.weight, 1 - violations * Fraction(rule.deduct) / Fraction(full), entry.places)


def _floor(entry: Entry, rule: PerViolation, full: Decimal, violations: int) -> tuple[AppliedReading, ...]:
    """Where the text prints no floor, a score of zero rests on one; literally it would be negative."""
    left = _left(entry, rule, full, violations)
    if rule.floor_reading is None or left >= 0:
        return ()
    return (AppliedReading(rule.floor_reading, trimmed(round_half_up(left, entry.places)), differs=True),)
