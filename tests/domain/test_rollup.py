"""汇总: what adds up, what is averaged, what is listed apart; and an oracle that reckons the same in fractions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figure import Figure, LeftOut, Reason, exact
from app.domain.rolled_indicators import RolledUpIndicator, RolledUpPart
from app.domain.rollup import Group, RolledForm, indicators_of, roll_up
from app.domain.rule_pack import FormKind
from app.domain.submission import (
    Cell,
    Comparator,
    FundAmounts,
    Funds,
    Indicator,
    Part,
    StructuredValue,
    Submission,
)


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


# Scores, grades and funds.


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
    project, department = roll_up([whole, rolled("b"), rolled("c")])
    assert (project.key, department.key) == ("149", "149")
    assert (project.kind, department.kind) == (
        FormKind.PROJECT_SELF_EVALUATION,
        FormKind.DEPARTMENT_SELF_EVALUATION,
    )
    assert (value(project.adjusted_budget), value(department.adjusted_budget)) == ("200000", "900000")


# Indicators.


def test_absolute_values_add_up_each_with_the_cell_it_comes_from() -> None:
    forms = (
        rolled("a", line("其他", "1 个", "1 个"), line("培训人次", "≥1628 人次", "1505 人次")),
        rolled("b", line("培训 人次(15分)", "≥1536 人次", "0.16 万人次")),
    )
    part = part_of(*forms, name="培训人次")
    assert (part.relative, part.unit) == (False, "人次")
    (target,) = part.targets
    assert (value(target), target.comparator) == ("3164", Comparator.AT_LEAST)
    assert value(part.actual) == "3105"
    assert contributions(part.actual) == [("a", "1505", None), ("b", "1600", None)]
    assert [share.pointer for share in part.actual.contributions] == ["/indicators/1/actual", "/indicators/0/actual"]
    assert (part.targets_by_executed, part.actual_by_executed) == ((), None)


def test_money_adds_up_in_the_unit_most_cells_are_printed_in() -> None:
    forms = [rolled("a", line("补助", "800万元", "800 万元")), rolled("b", line("补助", "5000元", "0.01 元"))]
    part = part_of(*forms, name="补助")
    assert (value(part.targets[0]), value(part.actual), part.unit) == ("8005000", "8000000.01", "元")
    part = part_of(*forms, rolled("c", line("补助", "1万元", "1万元")), name="补助")
    assert (value(part.targets[0]), value(part.actual), part.unit) == ("801.5", "801.000001", "万元")


def test_relative_values_are_weighted_by_the_budget_and_by_what_was_executed_beside_it() -> None:
    forms = (
        rolled("a", line("覆盖率", "≥95%", "96%"), budget="350", executed="0"),
        rolled("b", line("覆盖率", "≥90%", "0.8"), budget="150", executed="150"),
        rolled("c", line("覆盖率", "≥90", "80%"), budget="150", executed="100"),
        rolled("d", line("覆盖率", "≥90%", "70%"), budget=None, executed="50"),
    )
    indicator = indicator_of(*forms, name="覆盖率")
    (part,) = indicator.parts
    assert part.relative
    assert value(part.actual) == "91.2"
    assert contributions(part.actual) == [("a", "96", "3500000"), ("c", "80", "1500000")]
    assert left_out(part.actual.left_out) == [("d", "no_funds")]
    assert value(part.actual_by_executed) == "76.67"
    assert part.actual_by_executed is not None
    assert left_out(part.actual_by_executed.left_out) == [("a", "funds_not_positive")]
    assert value(part.targets[0]) == "93.5"
    assert value(part.targets_by_executed[0]) == "90"
    # 0.8 against a percentage may be 80% or 0.8%.
    assert left_out(indicator.apart) == [("b", "unit_unsure")] * 2


def test_permille_and_percent_average_in_one_unit_and_percentage_points_apart() -> None:
    forms = (
        rolled("a", line("死亡率", "≤1%", "1%")),
        rolled("b", line("死亡率", "≤5‰", "5‰")),
        rolled("c", line("死亡率", "≤2 个百分点", "2 个百分点")),
    )
    share, points = indicator_of(*forms, name="死亡率").parts
    assert (share.unit, value(share.actual), share.relative) == ("‰", "7.5", True)
    assert (points.unit, value(points.actual), points.relative) == ("个百分点", "2", True)


def test_targets_have_one_figure_per_sign() -> None:
    signs = ["≥10 家", "≥5 家", "10 家", "≤3 家"]
    forms = [rolled(str(at), line("家数", target, "10 家")) for at, target in enumerate(signs)]
    part = part_of(*forms, name="家数")
    assert [(figure.comparator, value(figure)) for figure in part.targets] == [
        (Comparator.AT_LEAST, "15"),
        (None, "10"),
        (Comparator.AT_MOST, "3"),
    ]
    assert value(part.actual) == "40"


def test_one_name_in_units_that_do_not_convert_stays_apart_and_nothing_is_lost() -> None:
    forms = [
        rolled("a", line("培训", "100 人", "90 人")),
        rolled("b", line("培训", "3 场", "4 场")),
        rolled("c", line("培训", "100 人", "95 人")),
        rolled("d", line("培训", "7", "8")),
    ]
    parts = indicator_of(*forms, name="培训").parts
    assert [(part.unit, value(part.actual)) for part in parts] == [("人", "185"), ("场", "4"), (None, "8")]


APART = [
    ("职工满意度", "≥90%", "≥90%", {"actual": Reason.INEQUALITY}),
    ("职工满意度", "≥90", "92", {"target": Reason.UNIT_UNSURE, "actual": Reason.UNIT_UNSURE}),
    ("职工满意度", "≥90%", "290%", {"target": Reason.IMPLAUSIBLE, "actual": Reason.IMPLAUSIBLE}),
    ("职工满意度", "优", "290%", {"target": Reason.NOT_A_NUMBER, "actual": Reason.IMPLAUSIBLE}),
    ("医务人员收入", "有效保障", "有效保障", {"target": Reason.NOT_A_NUMBER, "actual": Reason.NOT_A_NUMBER}),
    ("完成时间", "≤10月", "9月", {"target": Reason.NOT_A_NUMBER, "actual": Reason.NOT_A_NUMBER}),
    ("合格率", "90%-95%", "92%", {"target": Reason.RANGE}),
    ("合格率", "≥90%", "=92%", {}),
    ("人数", "约100人", "100人", {"target": Reason.UNREADABLE}),
    ("人数", "100人", "", {"actual": Reason.MISSING}),
    ("人数", None, "100人", {"target": Reason.MISSING}),
    ("人数", "100人", "90台", {"target": Reason.UNIT_MISMATCH, "actual": Reason.UNIT_MISMATCH}),
]


@pytest.mark.parametrize(("name", "target", "actual", "reasons"), APART)
def test_a_cell_that_cannot_be_rolled_up_is_listed_apart_with_its_reason(
    name: str, target: Cell, actual: Cell, reasons: dict[str, Reason]
) -> None:
    indicator = indicator_of(rolled("a", line(name, target, actual)), name=name)
    assert {str(each.pointer).rsplit("/", 1)[1]: each.reason for each in indicator.apart} == reasons
    printed = {"target": target, "actual": actual}
    assert {str(each.pointer).rsplit("/", 1)[1]: each.printed for each in indicator.apart} == {
        cell: printed[cell] or None for cell in reasons
    }
    shares = sum(len(figure.contributions) for part in indicator.parts for figure in (*part.targets, part.actual))
    assert shares + len(indicator.apart) == 2


@pytest.mark.parametrize(
    "unit",
    [
        "小时",
        "天",
        "个工作日",
        "个月",
        "年",
        "元/人",
        "次/年",
        "元每人",
        "分",
        "℃",
        "°",
        "倍",
        "成",
        "折",
        "岁",
        "星",
        "分贝",
    ],
)
def test_times_prices_marks_and_degrees_do_not_add_up(unit: str) -> None:
    forms = [rolled(each, line("某项", f"≥2{unit}", f"3{unit}")) for each in "ab"]
    indicator = indicator_of(*forms, name="某项")
    assert (indicator.parts, {each.reason for each in indicator.apart}) == ((), {Reason.NOT_ADDITIVE})


@pytest.mark.parametrize(
    "name",
    [
        "平均人数",
        "人均补助",
        "年均增加",
        "药品均价",
        "采购单价",
        "单位成本",
        "每村补助",
        "最高限额",
        "最小班额",
        "补助标准",
    ],
)
def test_averages_prices_and_extremes_do_not_add_up(name: str) -> None:
    indicator = indicator_of(rolled("a", line(name, "2元", "3元")), name=name)
    assert (indicator.parts, {each.reason for each in indicator.apart}) == ((), {Reason.NOT_ADDITIVE})


@pytest.mark.parametrize("name", ["合格率", "知晓度", "占比", "人员比例", "资金比重"])
def test_a_bare_number_under_the_name_of_a_share_is_not_added_up(name: str) -> None:
    indicator = indicator_of(rolled("a", line(name, "90", "91")), rolled("b", line(name, "≥90%", "95%")), name=name)
    assert left_out(indicator.apart) == [("a", "unit_unsure")] * 2
    assert value(indicator.parts[0].actual) == "95"


@pytest.mark.parametrize(
    ("name", "unit"), [("补助标准化建设", "个"), ("均衡发展学校", "所"), ("道路长度", "公里"), ("种植面积", "亩")]
)
def test_what_can_be_added_up_is_not_mistaken_for_what_cannot(name: str, unit: str) -> None:
    forms = [rolled(each, line(name, f"≥2{unit}", f"3{unit}")) for each in "ab"]
    assert value(part_of(*forms, name=name).actual) == "6"


def test_an_indicator_of_several_parts_is_rolled_up_by_its_parts() -> None:
    parts = (Part("在编职工", "318人", "318人"), Part("", "105人", "100人"))
    forms = [rolled("a", line("补助职工", None, None, parts=parts)), rolled("b", line("在编职工", "2人", "1人"))]
    assert value(part_of(*forms, name="在编职工").actual) == "319"
    part = part_of(*forms, name="补助职工")
    assert [share.pointer for share in part.actual.contributions] == ["/indicators/0/parts/1/actual"]


def test_a_name_printed_twice_on_one_form_counts_once() -> None:
    forms = [
        rolled("a", line("人数", "10人", "9人"), line("人 数", "10人", "9人")),
        rolled("b", line("人数", "1人", "1人")),
    ]
    indicator = indicator_of(*forms, name="人数")
    assert value(indicator.parts[0].actual) == "10"
    assert [(each.pointer, each.reason) for each in indicator.apart] == [
        ("/indicators/1/target", Reason.REPEATED),
        ("/indicators/1/actual", Reason.REPEATED),
    ]


def test_a_line_without_a_name_goes_by_its_level_2_or_is_listed_as_unnamed() -> None:
    forms = [
        rolled("a", line(None, "10人", "9人", level2="数量指标"), line(" ", "7人", "7人")),
        rolled("b", line(None, "7人", "7人")),
    ]
    first, second = group_of(*forms).indicators
    assert (first.name, value(first.parts[0].actual)) == ("数量指标", "9")
    assert (second.name, second.parts) == (None, ())
    assert left_out(second.apart) == [("a", "unnamed")] * 2 + [("b", "unnamed")] * 2


def test_an_indicator_declared_not_applicable_says_so() -> None:
    indicator = indicator_of(rolled("a", line("人数", "10人", "9人", not_applicable=True)), name="人数")
    assert (indicator.parts, {each.reason for each in indicator.apart}) == ((), {Reason.NOT_APPLICABLE})


def test_a_name_for_which_no_form_has_any_value_is_no_indicator() -> None:
    facts = line("预算完成率", None, None, facts={"approved_budget": "10"})
    assert group_of(rolled("a", facts), rolled("b", facts)).indicators == ()
    indicator = indicator_of(rolled("a", facts), rolled("b", line("预算完成率", "=100%", None)), name="预算完成率")
    assert left_out(indicator.apart) == [("a", "missing"), ("a", "missing"), ("b", "missing")]


def test_a_bare_cost_is_in_the_unit_of_the_funds() -> None:
    forms = [
        rolled("a", line("成本", "≤24.42", "22.575", level1="成本指标")),
        rolled("b", line("成本", "≤10", "9", level1="成本指标"), unit="元"),
    ]
    part = part_of(*forms, name="成本")
    assert (part.unit, value(part.actual)) == ("元", "225759")


def test_a_structured_value_is_rolled_up_like_a_printed_one_and_shown_as_it_was_understood() -> None:
    sent = StructuredValue(Decimal("95"), Comparator.AT_LEAST, unit="%")
    indicator = indicator_of(rolled("a", line("人数", sent, StructuredValue(Decimal(9)))), name="人数")
    assert value(indicator.parts[0].targets[0]) == "95"
    words = indicator_of(rolled("a", line("人数", sent, "达成")), name="人数")
    assert [each.printed for each in words.apart] == ["达成"]
    upper = StructuredValue(Decimal(9), upper=Decimal(10), unit="人")
    ranged = indicator_of(rolled("a", line("人数", upper, "9人")), name="人数")
    assert [(each.printed, each.reason) for each in ranged.apart] == [("9人–10人", Reason.RANGE)]


def test_an_area_that_never_ends_in_decimals_is_exact_until_it_is_shown() -> None:
    forms = [rolled(each, line("面积", "1亩", "1亩")) for each in "abc"]
    part = part_of(*forms, rolled("d", *(line("面积", "1平方米", "1平方米"),)), name="面积")
    assert (part.unit, value(part.actual)) == ("亩", "3.0015")
    square = [rolled(str(at), line("面积", "1平方米", "1平方米")) for at in range(2)]
    part = part_of(*square, rolled("d", line("面积", "1亩", "1亩")), name="面积")
    assert (part.unit, value(part.actual)) == ("平方米", "668.666667")


# An oracle.


@dataclass(frozen=True)
class Cellular:
    """One line of a made-up form: what it is called, and its cells as numbers in one unit."""

    name: str
    unit: str
    sign: str
    target: Decimal
    actual: Decimal


@dataclass(frozen=True)
class Made:
    """A made-up form: its score, its funds in 元, its lines."""

    score: Decimal | None
    budget: Decimal | None
    executed: Decimal | None
    lines: tuple[Cellular, ...]


FACTORS = {
    "元": ("元", Fraction(1)),
    "万元": ("元", Fraction(10_000)),
    "%": ("%", Fraction(1)),
    "‰": ("%", Fraction(1, 10)),
    "人次": ("人次", Fraction(1)),
    "万人次": ("人次", Fraction(10_000)),
    "家": ("家", Fraction(1)),
}
SIGNS = {"≥": Comparator.AT_LEAST, "≤": Comparator.AT_MOST, "": None}

numbers = st.decimals(min_value=0, max_value=99_999, places=2)
lines = st.builds(
    Cellular,
    st.sampled_from("甲乙"),
    st.sampled_from(sorted(FACTORS)),
    st.sampled_from(sorted(SIGNS)),
    numbers,
    numbers,
)
made_forms = st.builds(
    Made,
    st.none() | st.decimals(min_value=0, max_value=100, places=2),
    st.none() | numbers,
    st.none() | numbers,
    st.lists(lines, max_size=2, unique_by=lambda each: each.name).map(tuple),
)
many_forms = st.lists(made_forms, min_size=1, max_size=6)


def form_of(made: Made, evaluation: str) -> RolledForm:
    rows = [line(each.name, f"{each.sign}{each.target}{each.unit}", f"{each.actual}{each.unit}") for each in made.lines]
    budget, executed = (None if each is None else str(each) for each in (made.budget, made.executed))
    score = None if made.score is None else str(made.score)
    return rolled(evaluation, *rows, score=score, budget=budget, executed=executed, unit="元")


def forms_of(made: Sequence[Made]) -> list[RolledForm]:
    return [form_of(each, str(at)) for at, each in enumerate(made)]


def half_up(number: Fraction, places: int = 2) -> Fraction:
    return Fraction(int(number * 10**places + Fraction(1, 2)), 10**places)


def mean(pairs: Iterable[tuple[Decimal | Fraction, Decimal | None]]) -> Fraction | None:
    """Σ value × weight ÷ Σ weight, over what has a weight above zero."""
    kept = [(Fraction(each), Fraction(weight)) for each, weight in pairs if weight]
    total = sum(weight for _, weight in kept)
    return half_up(sum((each * weight for each, weight in kept), Fraction(0)) / total) if kept else None


def fraction(figure: Figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value)


@given(many_forms)
def test_scores_and_funds_agree_with_the_oracle(made: list[Made]) -> None:
    group = group_of(*forms_of(made))
    scored = [each for each in made if each.score is not None]
    assert fraction(group.average_score) == mean((each.score or 0, Decimal(1)) for each in scored)
    assert fraction(group.weighted_score) == mean((each.score or 0, each.budget) for each in scored)
    assert fraction(group.weighted_score_by_executed) == mean((each.score or 0, each.executed) for each in scored)
    budgets = [each.budget for each in made if each.budget is not None]
    assert fraction(group.adjusted_budget) == (sum(map(Fraction, budgets)) if budgets else None)


def printed_in(made: Iterable[Made], name: str | None, unit: str, sign: str) -> list[tuple[Fraction, Made]]:
    """The targets of one sign, or the actuals, of an indicator in a kind of unit: each in `unit`, with its form."""
    base, factor = FACTORS[unit]
    return [
        (Fraction(each.actual if sign == "actual" else each.target) * FACTORS[each.unit][1] / factor, form)
        for form in made
        for each in form.lines
        if (each.name, FACTORS[each.unit][0]) == (name, base) and sign in ("actual", each.sign)
    ]


@given(many_forms)
def test_indicators_agree_with_the_oracle(made: list[Made]) -> None:
    compared = 0
    for indicator in group_of(*forms_of(made)).indicators:
        for part in indicator.parts:
            unit = part.unit or ""
            assert part.relative == (FACTORS[unit][0] == "%")
            targets = {figure.comparator: figure for figure in part.targets}
            by_executed = {figure.comparator: figure for figure in part.targets_by_executed}
            figures = [(sign, targets[each], by_executed.get(each)) for sign, each in SIGNS.items() if each in targets]
            for sign, figure, other in [*figures, ("actual", part.actual, part.actual_by_executed)]:
                values = printed_in(made, indicator.name, unit, sign)
                compared += len(values)
                if other is None:
                    assert fraction(figure) == sum(each for each, _ in values)
                else:
                    assert fraction(figure) == mean((each, form.budget) for each, form in values)
                    assert fraction(other) == mean((each, form.executed) for each, form in values)
    assert compared == sum(2 * len(form.lines) for form in made)


def everything(group: Group) -> Counter[tuple[str, str | None]]:
    """Every cell a group's indicators account for, in a figure or apart."""
    found: Counter[tuple[str, str | None]] = Counter()
    for indicator in group.indicators:
        found.update((each.evaluation, each.pointer) for each in indicator.apart)
        for part in indicator.parts:
            for figure in (*part.targets, part.actual):
                found.update((each.evaluation, each.pointer) for each in (*figure.contributions, *figure.left_out))
    return found


cells = st.sampled_from(["≥5 人", "5人", "0.5%", "95%", "优", "9月", "12小时", "", "≥90", "0.9", "1-2 个", "约3", "7"])
messy = st.lists(st.lists(st.tuples(st.sampled_from(["甲", "满意度", " "]), cells, cells), max_size=3), max_size=5)


@given(messy)
def test_every_cell_is_in_exactly_one_figure_or_apart(made: list[list[tuple[str, str, str]]]) -> None:
    forms = [rolled(str(at), *(line(*each) for each in rows)) for at, rows in enumerate(made)]
    if not forms:
        assert roll_up(forms) == ()
        return
    group = group_of(*forms)
    named = {name for rows in made for name, target, actual in rows if target or actual}
    assert everything(group) == Counter(
        (str(at), f"/indicators/{index}/{cell}")
        for at, rows in enumerate(made)
        for index, (name, *_) in enumerate(rows)
        for cell in ("target", "actual")
        if name in named
    )
    for figure in (group.average_score, group.weighted_score):
        assert [each.evaluation for each in (*figure.contributions, *figure.left_out)] == [
            str(at) for at in range(len(made))
        ]


def figures_of(group: Group) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Every figure of a group by its name, its contributions in no order."""

    def contained(figure: Figure) -> tuple[object, ...]:
        return figure.value, figure.unit, frozenset(figure.contributions), frozenset(figure.left_out)

    found: dict[tuple[object, ...], tuple[object, ...]] = {
        (name,): contained(getattr(group, name))
        for name in ("average_score", "weighted_score", "weighted_score_by_executed", "adjusted_budget", "executed")
    }
    for indicator in group.indicators:
        found[(indicator.name, "apart")] = tuple(sorted(map(repr, indicator.apart)))
        for part in indicator.parts:
            found[(indicator.name, part.unit, "actual")] = contained(part.actual)
            for figure in part.targets:
                found[(indicator.name, part.unit, figure.comparator)] = contained(figure)
            for figure in part.targets_by_executed:
                found[(indicator.name, part.unit, figure.comparator, "executed")] = contained(figure)
    return found


@given(many_forms, st.randoms(use_true_random=False))
def test_the_order_of_the_forms_changes_no_figure(made: list[Made], random: Any) -> None:
    forms = forms_of(made)
    shuffled = random.sample(forms, len(forms))
    assert figures_of(group_of(*shuffled)) == figures_of(group_of(*forms))
    assert Counter(group_of(*shuffled).grades) == Counter(group_of(*forms).grades)


@given(many_forms, st.integers(min_value=0, max_value=6))
def test_the_parts_of_a_group_add_up_to_the_whole(made: list[Made], first: int) -> None:
    forms = forms_of(made)
    split = [replace(form, group="1" if at < first else "2") for at, form in enumerate(forms)]
    assert sums(roll_up(split)) == sums(roll_up(forms))


def sums(groups: Iterable[Group]) -> dict[tuple[object, ...], Fraction]:
    """What adds up, over all groups, in base units."""
    found: dict[tuple[object, ...], Fraction] = {}
    for group in groups:
        for name, amount in (("budget", group.adjusted_budget), ("executed", group.executed)):
            found[(name,)] = found.get((name,), Fraction(0)) + (fraction(amount) or 0)
        for indicator in group.indicators:
            for part in indicator.parts:
                if part.relative or part.unit is None:
                    continue
                base, factor = FACTORS[part.unit]
                for figure in (part.actual, *part.targets):
                    key = (indicator.name, base, figure.comparator, figure is part.actual)
                    found[key] = found.get(key, Fraction(0)) + (fraction(figure) or 0) * factor
    return found


@given(many_forms)
def test_printing_amounts_in_another_unit_changes_nothing_but_the_unit(made: list[Made]) -> None:
    def in_yuan(each: Cellular) -> Cellular:
        scaled = each.unit == "万元"
        factor = 10_000 if scaled else 1
        return replace(
            each, unit="元" if scaled else each.unit, target=each.target * factor, actual=each.actual * factor
        )

    scaled = [replace(form, lines=tuple(map(in_yuan, form.lines))) for form in made]
    assert sums(roll_up(forms_of(scaled))) == sums(roll_up(forms_of(made)))
