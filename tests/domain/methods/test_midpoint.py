"""Half the weight where something was neither achieved nor failed."""

from fractions import Fraction
from typing import Any

import pytest

from app.domain.criteria import score_criterion
from app.domain.criterion import Midpoint
from app.domain.evaluation import Outcome
from tests.domain.criteria import amounts, criterion, deduction, entry, measured, rate, readings, score
from tests.domain.packs import interpretation

# 成本节约率: (planned − actual) ÷ planned; only the middle is printed.
SAVING = rate(add=("planned",), subtract=("done",))
RULE = Midpoint(Fraction(0), interpretation("only_the_middle_is_printed"))


@pytest.mark.parametrize(("actual", "points"), [("99.999999", "4"), ("100", "2"), ("100.000001", "0"), ("0", "4")])
def test_a_saving_is_full_none_is_half_and_an_overspend_is_nothing(actual: str, points: str) -> None:
    assert score(measured(RULE, actual, weight="4", measure=SAVING)) == points


def test_half_of_an_odd_weight_is_rounded_half_up() -> None:
    assert score(measured(RULE, "1", "1", weight="0.01", measure=SAVING)) == "0.01"
    assert score(measured(RULE, "1", "1", weight="5", measure=SAVING)) == "2.5"


def test_away_from_the_middle_the_score_rests_on_a_reading_and_in_the_middle_it_does_not() -> None:
    assert readings(measured(RULE, "90", weight="4", measure=SAVING)) == {"only_the_middle_is_printed": None}
    assert readings(measured(RULE, "110", weight="4", measure=SAVING)) == {"only_the_middle_is_printed": None}
    assert readings(measured(RULE, "100", weight="4", measure=SAVING)) == {}
    assert readings(measured(Midpoint(Fraction(0)), "90", weight="4", measure=SAVING)) == {}


def test_by_the_other_reading_a_person_judges_what_is_not_printed() -> None:
    def beside(**judgement: Any) -> dict[str, str | None]:
        line = entry("4", amounts=amounts(done="90", planned="100"), **judgement)
        return readings(score_criterion(line, criterion(RULE, "4", measure=SAVING)))

    assert beside(declared="3") == {"only_the_middle_is_printed": "3"}
    assert beside(declared="4.01") == {"only_the_middle_is_printed": None}
    assert beside(declared="3", deductions=(deduction("1.5"),)) == {"only_the_middle_is_printed": "2.5"}


def test_spending_without_a_plan_is_no_thrift() -> None:
    spent = measured(RULE, "5", "0", weight="4", measure=SAVING)
    assert (score(spent), spent.outcome) == ("0", Outcome.SCORED)
    assert measured(RULE, "0", "0", weight="4", measure=SAVING).outcome is Outcome.NOT_APPLICABLE


def test_the_explanation_says_where_the_rate_lies() -> None:
    verdict = measured(RULE, "14.4", "14.4", weight="4", measure=SAVING)
    assert verdict.explanation.substituted == "（14.4 − 14.4） ÷ 14.4 = 0.00%；4 × 50% = 2"
    assert verdict.explanation.sentence.zh == "（14.4 − 14.4） ÷ 14.4 = 0.00%，等于 0%，折中取半，得 2 分"


def test_the_midpoint_needs_something_to_measure() -> None:
    with pytest.raises(ValueError, match="measures nothing"):
        score_criterion(entry(), criterion(RULE, measure=None))
