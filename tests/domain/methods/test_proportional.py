"""The execution line: weight × rate, capped, and what a zero denominator is worth."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.evaluation import ExecutionLine, Outcome
from app.domain.rule import ZeroDenominator
from app.domain.rule_pack import BudgetBase, RulePack
from app.domain.submission import FundAmounts, Funds
from tests.domain.forms import funds, scored
from tests.domain.packs import execution_pack, national_pack


def execution(amounts: Funds | None, pack: RulePack | None = None) -> ExecutionLine:
    return scored(funds=amounts, pack=pack or national_pack()).execution


@pytest.mark.parametrize(
    ("budget", "executed", "score"),
    [
        ("22.575", "22.575", "10"),
        ("100", "51.8", "5.18"),
        ("3", "1", "3.33"),
        ("100", "0", "0"),
        ("100", "102.59", "10"),
        ("800", "799.6", "10"),
        ("100万元", "500000元", "5"),
        ("1,226", "613", "5"),
    ],
)
def test_the_rate_earns_its_share_and_never_more_than_the_weight(budget: str, executed: str, score: str) -> None:
    line = execution(funds(budget, executed))
    assert (line.score, line.verdict.outcome) == (Decimal(score), Outcome.SCORED)


def test_the_trace_shows_the_rate_the_product_and_the_rounding() -> None:
    explanation = execution(funds("3", "1")).verdict.explanation
    assert [step.name for step in explanation.steps] == ["rate", "round_half_up"]
    assert explanation.substituted == "10 × 1万元 ÷ 3万元 = 3.33"


def test_what_is_above_the_cap_is_a_step_of_its_own() -> None:
    line = execution(funds("100", "150"))
    assert [step.name for step in line.verdict.explanation.steps] == ["rate", "cap", "round_half_up"]
    assert (line.score, line.verdict.completion) == (10, Fraction(3, 2))


def test_the_weight_printed_on_the_form_is_stronger_than_the_packs() -> None:
    assert execution(funds("100", "50", weight=Decimal(20))).score == 10


@pytest.mark.parametrize(
    ("base", "score"), [(BudgetBase.ADJUSTED_BUDGET, "10"), (BudgetBase.INITIAL_BUDGET, "8"), (BudgetBase.ARRIVED, "5")]
)
def test_the_denominator_belongs_to_the_pack_and_the_answer_names_it(base: BudgetBase, score: str) -> None:
    amounts = Funds(FundAmounts("50", "40", "80", "40"), "万元")
    evaluation = scored(funds=amounts, pack=execution_pack(denominator=base))
    assert evaluation.execution.score == Decimal(score)
    assert evaluation.rates["budget_execution"].denominator_name == base.value


@pytest.mark.parametrize(("initial", "adjusted"), [(None, "80"), ("80", None)])
def test_a_budget_printed_in_one_column_only_is_both(initial: str | None, adjusted: str | None) -> None:
    assert execution(Funds(FundAmounts(initial, adjusted, None, "40"), "万元")).score == 5


@pytest.mark.parametrize(
    ("meaning", "score", "outcome"),
    [
        (ZeroDenominator.FULL, Decimal(10), Outcome.SCORED),
        (ZeroDenominator.ZERO, Decimal(0), Outcome.SCORED),
        (ZeroDenominator.NOT_APPLICABLE, None, Outcome.NOT_APPLICABLE),
    ],
)
@pytest.mark.parametrize(("executed", "choice"), [("0", "zero_over_zero"), ("5", "positive_over_zero")])
def test_a_zero_budget_is_worth_what_the_pack_says_apart_for_nothing_and_something_spent(
    meaning: ZeroDenominator, score: Decimal | None, outcome: Outcome, executed: str, choice: str
) -> None:
    pack = execution_pack(**{choice: meaning})
    line = execution(funds("0", executed), pack)
    assert (line.score, line.verdict.outcome) == (score, outcome)
    assert line.verdict.completion is None
    assert line.verdict.explanation.reading is not None
    assert line.verdict.explanation.reading.interpretation.id == "no_budget"


def test_spending_against_no_budget_is_not_thrift() -> None:
    assert execution(funds("0", "5")).score == 0


@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        (None, "VALUE_MISSING"),
        (funds(None, "5"), "VALUE_MISSING"),
        (funds("5", None), "VALUE_MISSING"),
        (funds("/", "5"), "VALUE_MISSING"),
        (funds("-5", "5"), "VALUE_IMPLAUSIBLE"),
        (funds("5", "-5"), "VALUE_IMPLAUSIBLE"),
        (funds("5万元", "5人"), "UNIT_MISMATCH"),
        (funds("0人", "0万元"), "UNIT_MISMATCH"),
    ],
)
def test_without_two_amounts_that_make_a_rate_there_is_no_score_and_no_rate(amounts: Funds | None, code: str) -> None:
    evaluation = scored(funds=amounts)
    assert evaluation.execution.score is None
    assert evaluation.execution.verdict.outcome is Outcome.UNREADABLE
    assert [doubt.code for doubt in evaluation.execution.verdict.doubts] == [code]
    assert evaluation.rates == {}


def test_an_amount_without_a_unit_is_in_the_unit_of_the_other() -> None:
    evaluation = scored(funds=funds("77.5", "38.75万元", unit=None))
    assert evaluation.execution.score == 5
    assert str(evaluation.rates["budget_execution"].denominator) == "77.5万元"
