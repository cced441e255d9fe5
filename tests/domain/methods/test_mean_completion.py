"""weight × the mean of the completion ratios of the sub-indicators."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.domain.criteria import score_criterion
from app.domain.criterion import Alternative, MeanCompletion, RateShare
from app.domain.entry import EntryPart
from app.domain.evaluation import Outcome, Verdict
from app.domain.rule_pack import NegativeFormula
from tests.domain.criteria import DONE, PLANNED, amounts, criterion, doubts, entry, part, rate, readings, score
from tests.domain.packs import interpretation, linear_pack

CAPPED, UNCAPPED = MeanCompletion(Fraction(1)), MeanCompletion(None)
OTHERS = (
    Alternative(interpretation("capped"), method=UNCAPPED),
    Alternative(interpretation("as_printed"), method=RateShare(Fraction(1)), measure=rate()),
)


def scored(*parts: EntryPart, rule: MeanCompletion = CAPPED, **more: object) -> Verdict:
    made = criterion(rule, "12", measure=None, inputs=(DONE, PLANNED), alternatives=OTHERS)
    return score_criterion(entry("12", parts=parts, **more), made)


BOHU = (part("≥90%", "100%"), part("≥3.6万人", "3.64万人"), part("≥0.7万人", "0.72万人"), part("≥95%", "98.11%"))


def test_over_fulfilment_counts_up_to_the_cap_and_is_told_as_it_is() -> None:
    verdict = scored(*BOHU)
    assert (score(verdict), verdict.met) == ("12", True)
    assert f"{float(verdict.completion or 0):.4f}" == "1.0459"
    assert verdict.explanation.sentence.zh == "4 个分项平均完成率 104.59%，封顶后 100.00%，12 × 100.00% = 12 分"


def test_a_failure_is_not_hidden_by_an_over_fulfilment() -> None:
    verdict = scored(part("≥100", "50"), part("≥100", "150"))
    assert (score(verdict), verdict.completion, verdict.met) == ("9", Fraction(1), False)
    assert readings(verdict)["capped"] == "12"


def test_the_mean_is_exact_and_rounded_once() -> None:
    assert score(scored(part("≥3", "1"), part("≥3", "2"), part("≥3", "2"))) == "6.67"


def test_the_printed_formula_says_nothing_where_its_amounts_are_not_given() -> None:
    without, with_facts = scored(part("≥10", "10")), scored(part("≥10", "10"), amounts=amounts(done="3", planned="4"))
    assert readings(without) == {"capped": "12", "as_printed": None}
    assert [each.differs for each in without.explanation.readings] == [False, False]
    assert readings(with_facts)["as_printed"] == "9"


def test_below_its_limit_a_missed_one_earns_what_the_pack_s_formula_says() -> None:
    late = part("≤12 小时", "15 小时")
    assert score(scored(late)) == "9.6"
    linear = linear_pack().quantitative
    assert linear.negative_formula is NegativeFormula.LINEAR
    assert score(scored(late, completion=linear)) == "9"


@pytest.mark.parametrize(
    ("bad", "doubt"),
    [
        (part("≥100", "显著", place="parts/1/"), ("ACTUAL_NOT_A_VALUE", "parts/1/actual")),
        (part("/", "5", place="parts/1/"), ("VALUE_MISSING", "parts/1/target")),
        (part("≥12 小时", "5 人", place="parts/1/"), ("UNIT_MISMATCH", "parts/1/actual")),
        (part(">90", "90", place="parts/1/"), ("JUDGEMENT_NEEDED", "parts/1")),
        (part("≥100", "显著"), ("ACTUAL_NOT_A_VALUE", "actual")),
    ],
)
def test_one_part_that_cannot_be_compared_leaves_the_line_without_a_score(
    bad: EntryPart, doubt: tuple[str, str]
) -> None:
    verdict = scored(part("≥100", "100"), bad)
    assert (score(verdict), doubts(verdict)) == (None, [doubt])
    assert verdict.explanation.steps[0].text.zh == "分项：指标值 ≥100，实际 100，完成率 100.00%"


def test_nothing_to_compare_is_missing() -> None:
    assert (scored().outcome, doubts(scored())) == (Outcome.UNREADABLE, [("VALUE_MISSING", "target")])


def test_a_reading_of_a_target_is_named_with_the_score_of_the_other_one() -> None:
    cost = part("10万元", "5万元", is_cost=True)
    verdict = scored(cost, part("≥100", "100"))
    assert score(verdict) == "12"
    assert readings(verdict)["cost_is_a_limit"] == "9"
    both = scored(cost, part("10万元", "5万元", is_cost=True))
    assert readings(both)["cost_is_a_limit"] == "6"


def test_where_the_other_reading_of_a_target_has_no_ratio_it_has_no_score() -> None:
    assert readings(scored(part("9月前", "9月")))["before_a_month_includes_it"] is None


def test_an_unreachable_ratio_of_a_met_target_counts_in_full() -> None:
    assert score(scored(part("≥0", "5"))) == "12"
    assert score(scored(replace(part("≥100", "0")))) == "0"
