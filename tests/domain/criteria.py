"""Named criteria and the entries they score, made to measure."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.criteria import score_criterion
from app.domain.criterion import Criterion, Input, Measure, Method, Point
from app.domain.entry import Entry, EntryPart
from app.domain.evaluation import Verdict
from app.domain.item import Item
from app.domain.quantity import Quantity
from app.domain.rule import ZeroDenominator
from app.domain.submission import Check, Deduction
from app.domain.target import read_amount, read_cell
from app.domain.text import Text
from tests.domain.packs import interpretation, national_pack, rule

DONE = Input("done", Text("完成数", "done"))
PLANNED = Input("planned", Text("计划数", "planned"))
POINTS = (
    Point("①", Text("有目标", "an objective")),
    Point("②", Text("可衡量", "measurable")),
    Point("③", Text("有依据", "a basis")),
)


def rate(**changes: Any) -> Measure:
    """done ÷ planned; nothing over nothing does not apply, something over nothing is worth nothing."""
    measure = Measure(
        name=Text("完成率", "rate"),
        add=("done",),
        over=("planned",),
        zero_over_zero=ZeroDenominator.NOT_APPLICABLE,
        positive_over_zero=ZeroDenominator.ZERO,
        zero_reading=interpretation("no_rate"),
        zero_other=ZeroDenominator.FULL,
    )
    return replace(measure, **changes)


def criterion(method: Method, weight: str | None = "10", **more: Any) -> Criterion:
    """A criterion of ten points that measures done ÷ planned, where its method measures."""
    made = Criterion(
        id="sample",
        label=Text("样例", "sample"),
        names=("样例",),
        level1="过程",
        level2=None,
        weight=None if weight is None else Decimal(weight),
        rule=rule("样例的标准"),
        method=method,
        measure=rate(),
        inputs=(DONE, PLANNED),
    )
    return replace(made, **more)


def entry(weight: str = "10", declared: str | None = None, **more: Any) -> Entry:
    """A line of ten points with nothing on it."""
    blank = Entry(
        weight=Decimal(weight),
        declared_score=None if declared is None else Decimal(declared),
        amounts={},
        checks=(),
        deductions=(),
        survey=None,
        parts=(),
        completion=national_pack().quantitative,
        places=2,
    )
    return replace(blank, **more)


def amounts(**facts: str) -> dict[str, Quantity]:
    """Facts as the reader understands them; without a unit they are bare."""
    return {name: quantity for name, printed in facts.items() if (quantity := read_amount(printed, None))}


def measured(method: Method, done: str, planned: str = "100", weight: str = "10", **more: Any) -> Verdict:
    """A rate scored: done ÷ planned under a method."""
    line = entry(weight, amounts=amounts(done=done, planned=planned))
    return score_criterion(line, criterion(method, more.pop("full", weight), **more))


def checks(*met: bool) -> tuple[Check, ...]:
    """The first points ticked off, in order."""
    return tuple(Check(point.id, each) for point, each in zip(POINTS, met, strict=False))


def deduction(amount: str, reason: str = "理由", author: str | None = "评价组") -> Deduction:
    return Deduction(Decimal(amount), reason, author)


def part(target: str, actual: str, name: str = "分项", place: str = "", **more: Any) -> EntryPart:
    """A sub-indicator with its cells read."""
    item = Item(
        target=read_cell(target),
        actual=read_cell(actual),
        weight=Decimal(10),
        declared_score=None,
        stated_direction=None,
        stated_tier=None,
        stated_completion=None,
        is_cost=False,
        share_limited=False,
        fiscal_year=2024,
        money_unit=None,
        places=2,
    )
    return EntryPart(name, replace(item, **more), place)


def score(verdict: Verdict) -> str | None:
    return None if verdict.score is None else f"{verdict.score:f}"


def doubts(verdict: Verdict) -> list[tuple[str, str]]:
    return [(doubt.code, doubt.field) for doubt in verdict.doubts]


def readings(verdict: Verdict) -> dict[str, str | None]:
    """What each other reading would score."""
    return {
        each.interpretation.id: None if each.other_score is None else f"{each.other_score:f}"
        for each in verdict.explanation.readings
    }
