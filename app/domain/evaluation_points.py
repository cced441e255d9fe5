"""Evaluation points (评价要点) as a form ticked them off, set against the points the pack lists."""

from app.domain.criterion import Point
from app.domain.evaluation import Doubt, Step
from app.domain.submission import Check
from app.domain.text import Text


def ticked(points: tuple[Point, ...], checks: tuple[Check, ...]) -> dict[str, Check]:
    """The check of each point that has one, by the point's id; of two for one point the unmet one stands."""
    found: dict[str, Check] = {}
    for check in checks:
        point = _named(check.point, points)
        if point is not None and (point.id not in found or found[point.id].met):
            found[point.id] = check
    return found


def unknown_point(points: tuple[Point, ...], checks: tuple[Check, ...]) -> Doubt | None:
    """A check of something the pack does not list: it may be meant for a point that then goes unchecked."""
    for index, check in enumerate(checks):
        if _named(check.point, points) is None:
            listed = "、".join(point.id for point in points)
            text = Text(
                f"没有“{check.point}”这一评价要点，应为 {listed} 之一",
                f"there is no evaluation point “{check.point}”, only {listed}",
            )
            return Doubt("VALUE_UNREADABLE", f"checks/{index}/point", text)
    return None


def point_step(point: Point, check: Check) -> Step:
    """One evaluation point as it was ticked off."""
    result = Text("符合", "as it should be") if check.met else Text("不符", "not as it should be")
    note = f"（{check.note}）" if check.note else ""
    return Step(
        "evaluation_point",
        Text(f"{point.id} {point.label.zh}：{result.zh}{note}", f"{point.id} {point.label.en}: {result.en}{note}"),
    )


def _named(printed: str, points: tuple[Point, ...]) -> Point | None:
    """A point by its mark (①) or by its words."""
    word = "".join(printed.split())
    return next((point for point in points if word in (point.id, "".join(point.label.zh.split()))), None)
