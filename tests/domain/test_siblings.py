"""不适用指标的分值由同级指标分担: who takes it, how much, and what is scored and told of it."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evaluation import Counted, Evaluation, Outcome
from app.domain.rounding import apportion
from app.domain.rule_pack import NotApplicablePolicy, TierName
from app.domain.submission import Cell, Deduction, Indicator
from tests.domain.findings.framework import department_pack, evaluation_pack
from tests.domain.forms import form, funds, indicator, scored
from tests.domain.packs import national_pack

SHARING = national_pack(not_applicable=NotApplicablePolicy.WEIGHT_TO_SIBLINGS)
NUMBER, QUALITY, BENEFIT = ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标")


def row(levels: tuple[str, str | None], name: str, weight: str | None, actual: Cell = "1", **more: Any) -> Indicator:
    return indicator("≥1", actual, weight, level1=levels[0], level2=levels[1], name=name, **more)


def absent(levels: tuple[str, str | None], weight: str | None, name: str = "不适用的") -> Indicator:
    return row(levels, name, weight, not_applicable=True)


def counted(evaluation: Evaluation) -> list[tuple[str, str | None] | None]:
    """What each line brings into the total, where that is not its own weight and score."""
    found = [line.counted for line in evaluation.lines]
    return [each and (f"{each.weight:f}", None if each.score is None else f"{each.score:f}") for each in found]


def shared(*rows: Indicator, **changes: Any) -> Evaluation:
    return scored(*rows, pack=SHARING, **changes)


def test_siblings_of_the_same_level_2_take_the_weight_in_proportion_to_theirs() -> None:
    evaluation = shared(
        row(NUMBER, "甲", "20"),
        row(NUMBER, "乙", "10", "0.5"),
        row(QUALITY, "丙", "10"),
        row(BENEFIT, "丁", "40"),
        absent(NUMBER, "10"),
    )
    assert counted(evaluation) == [("26.67", "26.67"), ("13.33", "6.67"), None, None, ("0", None)]
    assert [line.weight for line in evaluation.lines] == [20, 10, 10, 40, 10]
    assert [line.score for line in evaluation.lines] == [20, 5, 10, 40, None]
    totals = evaluation.totals
    assert (totals.score, totals.weight, totals.scored_weight) == (Decimal("93.34"), 100, 100)
    assert [(each.weight, each.score) for each in evaluation.sections] == [(50, Decimal("43.34")), (40, 40)]


def test_without_one_of_the_same_level_2_those_of_the_same_level_1_take_it() -> None:
    rows = (row(NUMBER, "甲", "30"), row(QUALITY, "乙", "10"), row(BENEFIT, "丙", "40"))
    assert counted(shared(*rows, absent(("产出指标", "时效指标"), "10"))) == [
        ("37.5", "37.5"),
        ("12.5", "12.5"),
        None,
        ("0", None),
    ]
    assert counted(shared(*rows, absent(("产出指标", None), "10")))[:2] == [("37.5", "37.5"), ("12.5", "12.5")]


def test_without_any_sibling_the_line_is_left_out_and_the_rest_rescaled() -> None:
    evaluation = shared(row(NUMBER, "甲", "40", "0.8"), absent(BENEFIT, "50"))
    assert counted(evaluation) == [None, None]
    assert (evaluation.totals.score, evaluation.totals.weight) == (84, 100)
    assert evaluation.lines[1].verdict.explanation.sentence.zh.startswith("本指标不适用，没有同级指标可以分担")


@pytest.mark.parametrize("weight", [None, "0"])
def test_what_has_no_points_neither_gives_nor_takes(weight: str | None) -> None:
    assert counted(shared(row(NUMBER, "甲", "40"), absent(NUMBER, weight))) == [None, None]
    assert counted(shared(row(NUMBER, "甲", "40"), row(NUMBER, "乙", weight), absent(NUMBER, "10")))[:2] == [
        ("50", "50"),
        None,
    ]
    alone = shared(row(NUMBER, "甲", weight), row(QUALITY, "乙", "40"), absent(NUMBER, "10"))
    assert counted(alone) == [None, ("50", "50"), ("0", None)]


def test_several_that_do_not_apply_are_spread_as_one_amount() -> None:
    """10 + 10 over three of ten: 6.67, 6.67 and 6.66, where twice 3.33, 3.33, 3.34 would add up otherwise."""
    rows = [row(NUMBER, name, "10") for name in ("甲", "乙", "丙")]
    evaluation = shared(*rows, absent(NUMBER, "10"), absent(NUMBER, "10"))
    assert sorted(weight for weight, _ in filter(None, counted(evaluation))) == ["0", "0", "16.66", "16.67", "16.67"]
    assert evaluation.totals.score == 60


def test_a_line_may_take_from_its_level_2_and_from_its_level_1() -> None:
    evaluation = shared(
        row(NUMBER, "甲", "20"), row(QUALITY, "乙", "20"), absent(NUMBER, "5"), absent(("产出指标", "时效指标"), "10")
    )
    assert counted(evaluation)[:2] == [("30", "30"), ("25", "25")]


def test_levels_are_matched_without_the_weight_some_forms_print_into_them() -> None:
    evaluation = shared(row(("产出指标(50分)", "数量 指标"), "甲", "40"), absent(NUMBER, "10"))
    assert counted(evaluation) == [("50", "50"), ("0", None)]


def test_the_score_is_the_rule_at_the_raised_weight_rounded_once() -> None:
    """A third of 0.01 is 0, and five times nothing would be nothing."""
    third = replace(row(NUMBER, "甲", "0.01"), target="≥3")
    evaluation = shared(third, absent(NUMBER, "0.04"))
    assert counted(evaluation)[0] == ("0.05", "0.02")
    assert evaluation.lines[0].score == 0


def test_points_that_a_person_gave_count_in_proportion_and_keep_their_own_scale() -> None:
    late = replace(row(NUMBER, "甲", "10", "9月"), target="≤6月", declared_score=Decimal(8))
    evaluation = shared(late, absent(NUMBER, "10"))
    line = evaluation.lines[0]
    assert (line.verdict.outcome, line.score, line.difference) == (Outcome.DECLARED_ACCEPTED, 8, 0)
    assert line.counted == Counted(Decimal(20), Decimal(16))
    words = Indicator(*NUMBER, name="乙", target="优", actual="良", weight=Decimal(10), declared_score=Decimal(7))
    assert counted(shared(words, absent(NUMBER, "5")))[0] == ("15", "10.5")


def test_a_declared_score_never_moves_what_the_rule_gives_at_the_raised_weight() -> None:
    """9 is inside the tier of a line of 10, and would be 45% of one of 20."""
    words = Indicator(*NUMBER, name="乙", target="优", actual="优", weight=Decimal(10), declared_score=Decimal(3))
    assert counted(shared(words, absent(NUMBER, "10")))[0] == ("20", "20")
    stated = replace(words, target="有效", tier=TierName.PARTIALLY_ACHIEVED, completion="70%")
    assert counted(shared(stated, absent(NUMBER, "10")))[0] == ("20", "14")


def test_a_line_that_could_not_be_scored_takes_its_share_and_stays_without_a_score() -> None:
    evaluation = shared(row(NUMBER, "甲", "40", "很多"), absent(NUMBER, "10"))
    assert counted(evaluation)[0] == ("50", None)
    assert (evaluation.totals.score, evaluation.totals.scored_weight) == (None, 10)


def test_the_full_marks_of_a_form_are_its_weight_to_the_last_hundredth() -> None:
    rows = [row(NUMBER, f"第{number}", "10") for number in range(7)]
    evaluation = shared(*rows, absent(NUMBER, "20"), funds=funds())
    assert evaluation.totals.score == evaluation.totals.weight == 100


def test_the_order_of_the_form_changes_nothing() -> None:
    rows = [row(NUMBER, "甲", "10"), row(NUMBER, "乙", "10", "0.5"), row(QUALITY, "丙", "10"), absent(NUMBER, "0.01")]
    by_name = {
        tuple(sorted((line.name, line.counted) for line in shared(*order).lines if line.name != "不适用的"))
        for order in permutations(rows)
    }
    assert len(by_name) == 1
    assert dict(*by_name)["乙"] == Counted(Decimal("10.01"), Decimal("5.01"))


def test_criteria_stand_where_the_pack_puts_them_when_the_form_does_not_say() -> None:
    pack = replace(department_pack(), not_applicable=NotApplicablePolicy.WEIGHT_TO_SIBLINGS)
    first, *others = pack.criteria
    rows = tuple(Indicator(criterion=each.id, not_applicable=each is first) for each in pack.criteria)
    lines = scored(*rows, pack=pack).lines
    takers = [each for each, line in zip(pack.criteria, lines, strict=True) if line.counted and line.counted.weight]
    near = [each for each in others if (each.level1, each.level2) == (first.level1, first.level2)]
    assert takers == (near or [each for each in others if each.level1 == first.level1])
    assert takers


def test_deductions_of_a_judged_criterion_are_points_of_its_own_weight() -> None:
    pack = replace(evaluation_pack(), not_applicable=NotApplicablePolicy.WEIGHT_TO_SIBLINGS)
    judged = next(each for each in pack.criteria if type(each.method).__name__ in ("Judged", "Checklist"))
    weight = judged.weight or Decimal(10)
    rows = (
        Indicator(
            criterion=judged.id,
            level1="甲",
            weight=weight,
            deductions=(Deduction(Decimal(1), "材料不全", "专家组"),),
        ),
        Indicator(level1="甲", name="不适用的", weight=weight, not_applicable=True),
    )
    line = scored(*rows, pack=pack).lines[0]
    assert line.score == weight - 1
    assert line.counted == Counted(2 * weight, 2 * weight - 2)


def test_each_side_is_told_in_its_trace() -> None:
    evaluation = shared(row(NUMBER, "甲", "20", "0.5"), absent(NUMBER, "10"))
    taker, giver = (line.verdict.explanation for line in evaluation.lines)
    assert taker.steps[-1].name == "weight_to_siblings"
    assert taker.steps[-1].text.zh == "分担同级不适用指标的分值，分值由 20 调整为 30，计入总分 15 分"
    assert giver.sentence.en == "not applicable: its weight of 10 goes to 1 sibling in proportion to its own"
    assert giver.steps[-1].text.zh == giver.sentence.zh == giver.formula.zh


def test_the_other_policies_leave_every_line_as_it_is() -> None:
    for policy in (NotApplicablePolicy.FULL, NotApplicablePolicy.RESCALE):
        pack = national_pack(not_applicable=policy)
        assert counted(scored(row(NUMBER, "甲", "40"), absent(NUMBER, "10"), pack=pack)) == [None, None]
    assert counted(shared(row(NUMBER, "甲", "40"), row(NUMBER, "乙", "10"))) == [None, None]
    assert form().indicators == ()


# What `apportion` promises.

weights = st.lists(st.decimals("0.001", 100, places=3), min_size=1, max_size=30)


@given(st.decimals(0, 1000, places=3), weights, st.integers(0, 4))
def test_shares_add_up_exactly_and_none_is_a_unit_off(amount: Decimal, weights: list[Decimal], places: int) -> None:
    shares, unit = apportion(amount, weights, places), Decimal(1).scaleb(-max(places, 3))
    assert sum(shares) == amount
    whole = sum(weights)
    assert all(abs(share - amount * weight / whole) < unit for share, weight in zip(shares, weights, strict=True))
    if len(set(weights)) == len(weights):
        assert apportion(amount, weights[::-1], places)[::-1] == shares


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        ("10", ("10", "10", "10"), ("3.34", "3.33", "3.33")),
        ("10", ("20", "10"), ("6.67", "3.33")),
        ("0.01", ("1", "1"), ("0.01", "0")),
        ("0.01", ("1", "2"), ("0", "0.01")),
        ("0.03", ("3", "3"), ("0.02", "0.01")),
        ("1.005", ("1", "1"), ("0.503", "0.502")),
        ("5", ("5",), ("5",)),
        ("0", ("1", "2"), ("0", "0")),
    ],
)
def test_what_is_left_goes_to_the_largest_remainders(
    amount: str, weights: tuple[str, ...], shares: tuple[str, ...]
) -> None:
    assert tuple(f"{each:f}" for each in apportion(Decimal(amount), [*map(Decimal, weights)], 2)) == shares
