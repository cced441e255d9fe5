"""Small forms for domain tests."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.evaluation import Evaluation, ScoreLine
from app.domain.rule_pack import FormKind, RulePack
from app.domain.scoring import evaluate
from app.domain.submission import Cell, FundAmounts, Funds, Indicator, Submission
from tests.domain.packs import national_pack


def indicator(target: Cell = "≥1", actual: Cell = "1", weight: str | None = "10", **more: Any) -> Indicator:
    return Indicator(
        target=target, actual=actual, weight=None if weight is None else Decimal(weight), **_decimals(more)
    )


def funds(budget: str | None = "100", executed: str | None = "100", unit: str | None = "万元", **more: Any) -> Funds:
    """A total row with one budget in both columns."""
    return Funds(FundAmounts(initial_budget=budget, adjusted_budget=budget, executed=executed), unit, **more)


def form(*indicators: Indicator, **changes: Any) -> Submission:
    """A form of 2024 whose funds, unless given, were spent to the last."""
    submission = Submission(FormKind.PROJECT_SELF_EVALUATION, 2024, funds=funds(), indicators=indicators)
    return replace(submission, **changes)


def scored(*indicators: Indicator, pack: RulePack | None = None, **changes: Any) -> Evaluation:
    return evaluate(form(*indicators, **changes), pack or national_pack())


def line_of(
    target: Cell, actual: Cell, weight: str | None = "10", pack: RulePack | None = None, **more: Any
) -> ScoreLine:
    """One indicator, scored."""
    return scored(indicator(target, actual, weight, **more), pack=pack).lines[0]


def score_of(target: Cell, actual: Cell, weight: str | None = "10", **more: Any) -> str | None:
    """The score as text, or None where there is none."""
    score = line_of(target, actual, weight, **more).score
    return None if score is None else f"{score:f}"


def codes(evaluation: Evaluation) -> set[str]:
    return {finding.code for finding in evaluation.findings}


def _decimals(more: dict[str, Any]) -> dict[str, Any]:
    declared = more.get("declared_score")
    return more | {"declared_score": Decimal(declared)} if isinstance(declared, str) else more
