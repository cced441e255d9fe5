"""Forms to roll up, and the figures that come out, as texts."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.figure import Figure, LeftOut, exact
from app.domain.rolled_indicators import RolledUpIndicator, RolledUpPart
from app.domain.rollup import Group, RolledForm, indicators_of, roll_up
from app.domain.rule_pack import FormKind
from app.domain.submission import Cell, FundAmounts, Funds, Indicator, Submission


def line(name: str | None, target: Cell, actual: Cell, **more: Any) -> Indicator:
    return Indicator(name=name, target=target, actual=actual, **more)


def rolled(
    evaluation: str,
    *lines: Indicator,
    score: str | None = "90",
    budget: str | None = "10",
    executed: str | None = "10",
    unit: str | None = "万元",
    **changes: Any,
) -> RolledForm:
    """A form with its funds in 万元 unless another unit is given."""
    funds = Funds(FundAmounts(adjusted_budget=budget, executed=executed), unit)
    submission = Submission(FormKind.PROJECT_SELF_EVALUATION, 2024, funds=funds, indicators=lines)
    form = RolledForm(
        kind=FormKind.PROJECT_SELF_EVALUATION,
        fiscal_year=2024,
        group="149",
        label="卫健委",
        name=f"项目{evaluation}",
        score=None if score is None else Decimal(score),
        grade="excellent",
        on_scale=True,
        rule_pack="pack@1.0.0",
        indicators=indicators_of(evaluation, submission),
    )
    return replace(form, **changes)


def group_of(*forms: RolledForm) -> Group:
    (group,) = roll_up(forms)
    return group


def indicator_of(*forms: RolledForm, name: str) -> RolledUpIndicator:
    (found,) = (each for each in group_of(*forms).indicators if each.name == name)
    return found


def part_of(*forms: RolledForm, name: str) -> RolledUpPart:
    (part,) = indicator_of(*forms, name=name).parts
    return part


def value(figure: Figure | None) -> str | None:
    assert figure is not None
    return None if figure.value is None else f"{figure.value:f}"


def contributions(figure: Figure) -> list[tuple[str, str, str | None]]:
    return [
        (share.evaluation, f"{exact(share.value):f}", None if share.weight is None else f"{exact(share.weight):f}")
        for share in figure.contributions
    ]


def left_out(figures: Iterable[LeftOut]) -> list[tuple[str, str]]:
    return [(each.evaluation, each.reason.value) for each in figures]
