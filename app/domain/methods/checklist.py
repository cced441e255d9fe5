"""评价要点: a person judges against named points; a point not met needs a deduction with its reason.

Seen in the decision and process indicators of the 博湖 report of 2022: no deduction per point is printed there.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.domain.criterion import Checklist, Criterion
from app.domain.entry import Entry
from app.domain.evaluation import LineDirection, Permitted, Step, Verdict
from app.domain.evaluation_points import point_step, ticked, unknown_point
from app.domain.methods.judged import by_declaration, by_deductions
from app.domain.rounding import share_of
from app.domain.submission import Check
from app.domain.telling import Told, not_computed, scored
from app.domain.text import Text, plain

METHOD = "checklist"
_FORMULA = Text("各评价要点全部符合，得满分", "every evaluation point met: full marks")


def checklist(entry: Entry, criterion: Criterion, rule: Checklist) -> Verdict:
    """Full marks when every point was checked and met; with a point unmet, what a person deducts or declares."""
    unknown = unknown_point(rule.points, entry.checks)
    if unknown is not None:
        return not_computed(criterion, METHOD, LineDirection.JUDGED, unknown)
    checks = ticked(rule.points, entry.checks)
    steps = tuple(point_step(point, checks[point.id]) for point in rule.points if point.id in checks)
    if entry.deductions:
        return _after(steps, by_deductions(entry, criterion, METHOD))
    unmet = any(not check.met for check in checks.values())
    if not unmet and len(checks) == len(rule.points):
        return _all_met(entry, criterion, steps)
    permitted = Permitted(Decimal(0), entry.weight, maximum_excluded=unmet)
    if not checks:
        return by_declaration(entry, criterion, METHOD, permitted)
    evidence = _incomplete(rule, checks)
    return _after(steps, by_declaration(entry, criterion, METHOD, permitted, evidence=evidence))


def _incomplete(rule: Checklist, checks: Mapping[str, Check]) -> Text:
    """What the checks sent leave open: how much the unmet points cost, or the points not checked."""
    unmet = "、".join(point.id for point in rule.points if point.id in checks and not checks[point.id].met)
    if unmet:
        return Text(f"评价要点 {unmet} 不符，没有列明扣分", f"{unmet} not met, and no deduction is given")
    checked, points = len(checks), len(rule.points)
    return Text(f"{points} 个评价要点只核对了 {checked} 个", f"only {checked} of {points} points were checked")


def _after(steps: tuple[Step, ...], verdict: Verdict) -> Verdict:
    """The verdict with the points ticked off before its own steps."""
    explanation = verdict.explanation
    return replace(verdict, explanation=replace(explanation, steps=(*steps, *explanation.steps)))


def _all_met(entry: Entry, criterion: Criterion, steps: tuple[Step, ...]) -> Verdict:
    score = share_of(entry.weight, Fraction(1), entry.places)
    told = Told(
        method=METHOD,
        direction=LineDirection.JUDGED,
        formula=_FORMULA,
        substituted=f"{len(steps)} ÷ {len(steps)} → {plain(score)}",
        steps=steps,
        sentence=Text(
            f"{len(steps)} 项评价要点全部符合，得满分 {plain(score)} 分",
            f"all {len(steps)} points met: full marks {plain(score)}",
        ),
        met=True,
    )
    return scored(criterion, entry.weight, score, told)
