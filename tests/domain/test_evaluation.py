"""The answer's types refuse what must not exist: a score without a reason, a null with a score."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evaluation import Explanation, LineDirection, Outcome, Permitted, Step, Verdict, add, difference
from app.domain.rule_pack import Authority, Rule
from app.domain.text import Text
from tests.domain.packs import rule

WORDS = Text("得满分", "full marks")
EXPLANATION = Explanation(rule("标准"), WORDS, "96 ≥ 95 → 10", (Step("compare", WORDS),), WORDS)
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**17), max_value=10**17, places=6)


def verdict(outcome: Outcome, score: Decimal | None) -> Verdict:
    return Verdict("completion_ratio", LineDirection.POSITIVE, outcome, score, EXPLANATION)


def test_an_explanation_without_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="trace"):
        replace(EXPLANATION, steps=())


def test_an_explanation_without_a_document_is_refused() -> None:
    uncited = Rule(WORDS, Authority("nowhere", "", None, verified=False))
    with pytest.raises(ValueError, match="citation"):
        replace(EXPLANATION, rule=uncited)


@pytest.mark.parametrize("outcome", [Outcome.SCORED, Outcome.DECLARED_ACCEPTED])
def test_a_scored_verdict_without_a_score_is_refused(outcome: Outcome) -> None:
    assert verdict(outcome, Decimal(0)).score == 0
    with pytest.raises(ValueError, match="without a score"):
        verdict(outcome, None)


@pytest.mark.parametrize("outcome", [Outcome.NEEDS_JUDGEMENT, Outcome.UNREADABLE])
def test_a_verdict_that_could_not_score_refuses_a_score_even_of_zero(outcome: Outcome) -> None:
    assert verdict(outcome, None).score is None
    with pytest.raises(ValueError, match="null"):
        verdict(outcome, Decimal(0))


@pytest.mark.parametrize("score", [None, Decimal(10)])
def test_what_does_not_apply_has_full_marks_or_none(score: Decimal | None) -> None:
    assert verdict(Outcome.NOT_APPLICABLE, score).score == score


def test_a_permitted_range_takes_its_lower_end_in_and_its_upper_end_as_it_says() -> None:
    achieved, partial = Permitted(Decimal(8), Decimal(10)), Permitted(Decimal(6), Decimal(8), maximum_excluded=True)
    assert [achieved.allows(Decimal(score)) for score in ("7.99", "8", "10", "10.01")] == [False, True, True, False]
    assert [partial.allows(Decimal(score)) for score in ("5.99", "6", "7.99", "8")] == [False, True, True, False]


def test_a_difference_is_declared_minus_computed_and_unknown_where_one_side_is() -> None:
    assert difference(Decimal(12), Decimal("13.87")) == Decimal("-1.87")
    assert difference(None, Decimal(1)) is None
    assert difference(Decimal(1), None) is None


@given(st.lists(numbers, max_size=20))
def test_a_sum_is_exact_and_independent_of_order(values: list[Decimal]) -> None:
    assert Fraction(add(values)) == sum(map(Fraction, values), start=Fraction(0))
    assert str(add(values)) == str(add(values[::-1]))


def test_the_sum_of_nothing_is_zero() -> None:
    assert str(add([])) == "0"
