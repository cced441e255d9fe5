"""汇总 of indicators: what adds up, what is averaged, what is listed apart and why."""

from decimal import Decimal

import pytest

from app.domain.figure import Reason
from app.domain.submission import Cell, Comparator, Part, StructuredValue
from tests.domain.rolling import (
    contributions,
    group_of,
    indicator_of,
    left_out,
    line,
    part_of,
    rolled,
    value,
)


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
