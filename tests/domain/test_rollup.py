"""汇总: scores, grades and funds of many forms, and which forms belong together."""

from dataclasses import replace

import pytest

from app.domain.rollup import indicators_of, roll_up
from app.domain.rule_pack import FormKind
from app.domain.submission import FundAmounts, Funds, Submission
from tests.domain.rolling import contributions, group_of, left_out, rolled, value


def test_scores_are_averaged_plainly_and_weighted_by_either_reading_of_the_funds() -> None:
    group = group_of(rolled("a", score="100", budget="350", executed="0"), rolled("b", score="90", budget="150"))
    assert value(group.average_score) == "95"
    assert value(group.weighted_score) == "97"
    assert value(group.weighted_score_by_executed) == "90"
    assert contributions(group.average_score) == [("a", "100", None), ("b", "90", None)]
    assert contributions(group.weighted_score) == [("a", "100", "3500000"), ("b", "90", "1500000")]
    assert contributions(group.weighted_score_by_executed) == [("b", "90", "100000")]
    assert left_out(group.weighted_score_by_executed.left_out) == [("a", "funds_not_positive")]


def test_what_has_no_score_no_funds_or_weights_that_do_not_add_up_is_named_and_not_averaged() -> None:
    group = group_of(
        rolled("a"),
        rolled("b", score=None, grade=None),
        rolled("c", score="105", on_scale=False),
        rolled("d", score="80", budget=None),
        rolled("e", score="80", unit=None),
        rolled("f", score="80", budget="-1"),
    )
    unscored = [("b", "no_score"), ("c", "weights_not_total")]
    assert left_out(group.average_score.left_out) == unscored
    assert value(group.average_score) == "82.5"
    assert contributions(group.weighted_score) == [("a", "90", "100000")]
    assert left_out(group.weighted_score.left_out) == [
        *unscored,
        ("d", "no_funds"),
        ("e", "no_funds"),
        ("f", "funds_not_positive"),
    ]
    assert left_out(group.adjusted_budget.left_out) == [("d", "no_funds"), ("e", "no_funds")]
    assert (group.grades, group.ungraded) == ({"excellent": 5}, 1)


def test_where_nothing_can_be_averaged_there_is_no_average() -> None:
    group = group_of(rolled("a", score=None, budget=None, executed=None))
    figures = (group.average_score, group.weighted_score, group.adjusted_budget, group.executed)
    assert [value(figure) for figure in figures] == [None] * 4
    assert all(not figure.contributions and figure.left_out for figure in figures)


def test_amounts_in_different_units_of_money_add_up_in_yuan() -> None:
    group = group_of(rolled("a", budget="24.42"), rolled("b", budget="6300.01", executed="0", unit="元"))
    assert (value(group.adjusted_budget), group.adjusted_budget.unit) == ("250500.01", "元")
    assert value(group.executed) == "100000"


@pytest.mark.parametrize(("adjusted", "wanted"), [(None, "80000"), ("6", "60000")])
def test_the_adjusted_budget_counts_or_the_only_one_there_is(adjusted: str | None, wanted: str) -> None:
    funds = Funds(FundAmounts(initial_budget="8", adjusted_budget=adjusted, executed="2"), "万元")
    form = replace(
        rolled("a"),
        indicators=indicators_of("a", Submission(FormKind.PROJECT_SELF_EVALUATION, 2024, funds=funds)),
    )
    assert value(group_of(form).adjusted_budget) == wanted


def test_groups_stand_by_their_key_and_last_the_forms_that_belong_nowhere() -> None:
    keys = ["2", None, "1", "2", "10"]
    groups = roll_up(rolled(str(at), group=key) for at, key in enumerate(keys))
    assert [(group.key, [form.evaluation for form in group.forms]) for group in groups] == [
        ("1", ["2"]),
        ("10", ["4"]),
        ("2", ["0", "3"]),
        (None, ["1"]),
    ]


def test_a_group_bears_the_name_most_of_its_forms_give_it() -> None:
    names = ["卫健局", "卫健委", "卫健委", None]
    assert group_of(*(rolled(str(at), label=name) for at, name in enumerate(names))).label == "卫健委"
    assert group_of(rolled("a", label=None)).label is None


def test_a_group_says_of_which_years_its_forms_are_and_by_which_packs_they_were_scored() -> None:
    group = group_of(rolled("a"), rolled("b", fiscal_year=2023), rolled("c", rule_pack="other@2.0.0"))
    assert group.fiscal_years == {2024: 2, 2023: 1}
    assert group.rule_packs == {"pack@1.0.0": 2, "other@2.0.0": 1}


def test_the_spending_of_a_department_is_not_added_to_that_of_its_projects() -> None:
    whole = rolled("a", kind=FormKind.DEPARTMENT_SELF_EVALUATION, budget="90")
    department, project = roll_up([rolled("b"), whole, rolled("c")])
    assert (department.key, department.kind) == ("149", FormKind.DEPARTMENT_SELF_EVALUATION)
    assert (project.key, project.kind) == ("149", FormKind.PROJECT_SELF_EVALUATION)
    assert (value(project.adjusted_budget), value(department.adjusted_budget)) == ("200000", "900000")
