"""A verdict of the domain as the answer of a calculation."""

from decimal import Decimal
from typing import Any

from app.api.v1.calculation_answers import DeductionAnswer, RoundingAnswer
from app.api.v1.sheet_answers import PermittedAnswer
from app.domain.evaluation import Verdict, difference
from app.domain.text import plain
from app.services.sheet import explanation_of, permitted_of


def deduction_answer(verdict: Verdict, weight: Decimal, places: int) -> DeductionAnswer:
    """Score and points lost; both null where there is no score."""
    return DeductionAnswer(
        value=number_text(difference(weight, verdict.score)),
        method=verdict.method,
        outcome=verdict.outcome.value,
        weight=plain(weight),
        score=number_text(verdict.score),
        permitted=permitted_answer(verdict),
        rounding=RoundingAnswer(mode="half_up", places=places),
        **explained(verdict),
    )


def number_text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def explained(verdict: Verdict) -> dict[str, Any]:
    explanation = explanation_of(verdict.explanation)
    return {
        "formula": explanation["formula"],
        "formula_en": explanation["formula_en"],
        "substituted": explanation["substituted"],
        "citation": explanation["citation"],
        "explanation": explanation,
    }


def permitted_answer(verdict: Verdict) -> PermittedAnswer | None:
    permitted = permitted_of(verdict.permitted)
    return PermittedAnswer(**permitted) if permitted else None
