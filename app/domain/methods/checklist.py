"""评价要点: a person judges against named points; a point not met needs a deduction with its reason.

Seen in the decision and process indicators of the 博湖 report of 2022: no deduction per point is printed there.
"""

from decimal import Decimal

from app.domain.criterion import Checklist, Criterion, Point
from app.domain.entry import Entry
from app.domain.evaluation import LineDirection, Permitted, Step, Verdict
from app.domain.methods.judged import by_declaration, by_deductions
from app.domain.submission import Check
from app.domain.telling import Told, scored
from app.domain.text import Text, plain

METHOD = "checklist"
_FORMULA = Text("各评价要点全部符合，得满分", "every evaluation point met: full marks")


def checklist(entry: Entry, criterion: Criterion, rule: Checklist) -> Verdict:
    """Full marks when every point was checked and met; with a point unmet, what a person deducts or declares."""
    if entry.deductions:
        return by_deductions(entry, criterion, METHOD)
    checks = {check.point: check for check in entry.checks}
    answered = [checks.get(point.id) for point in rule.points]
    if answered and all(check is not None and check.met for check in answered):
        return _all_met(entry, criterion, rule.points)
    unmet = any(check is not None and not check.met for check in answered)
    return by_declaration(entry, criterion, METHOD, Permitted(Decimal(0), entry.weight, maximum_excluded=unmet))


def _all_met(entry: Entry, criterion: Criterion, points: tuple[Point, ...]) -> Verdict:
    told = Told(
        method=METHOD,
        direction=LineDirection.JUDGED,
        formula=_FORMULA,
        substituted=f"{len(points)} ÷ {len(points)} → {plain(entry.weight)}",
        steps=tuple(point_step(point, Check(point.id, met=True)) for point in points),
        sentence=Text(
            f"{len(points)} 项评价要点全部符合，得满分 {plain(entry.weight)} 分",
            f"all {len(points)} points met: full marks {plain(entry.weight)}",
        ),
    )
    return scored(criterion, entry.weight, entry.weight, told)


def point_step(point: Point, check: Check) -> Step:
    """One evaluation point as it was ticked off."""
    result = Text("符合", "as it should be") if check.met else Text("不符", "not as it should be")
    note = f"（{check.note}）" if check.note else ""
    return Step(
        "evaluation_point",
        Text(f"{point.id} {point.label.zh}：{result.zh}{note}", f"{point.id} {point.label.en}: {result.en}{note}"),
    )
