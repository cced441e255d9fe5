"""The chart of a form: the golden drawings, the length of its bars, and what may never be in it."""

import re
from decimal import localcontext
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import pytest

from app.charts.chart import score_chart
from app.charts.rows import BAR_LEFT, BAR_WIDTH, EARNED, LOST, RIGHT, WIDTH
from app.charts.wording import OUTCOMES, Language
from app.domain.evaluation import Outcome
from tests.charts.drawn import FOLDER, GOLDEN, HEAD, SVG, answer_to, drawn, golden_chart, golden_file, texts
from tests.forms import NAMES, example, form, line

ALLOWED = {"svg", "title", "desc", "defs", "pattern", "g", "rect", "path", "text"}
LONGEST_NAME = "保障系统正常运行，" * 22


def rows_named(drawing: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """The rows whose first text is this name."""
    groups = [group for group in drawing.iter(f"{SVG}g") if group.find(f"{SVG}title") is not None]
    return [group for group in groups if texts(group)[0] == name]


def bars(row: ElementTree.Element) -> dict[str, Fraction]:
    """How long each part of the bar is, by its fill."""
    return {rect.attrib["fill"]: Fraction(rect.attrib["width"]) for rect in row.iter(f"{SVG}rect")}


@pytest.mark.parametrize(("name", "language"), GOLDEN)
def test_a_chart_is_drawn_as_committed(name: str, language: Language) -> None:
    assert golden_chart(name, language) == golden_file(name, language).read_text(encoding="utf-8"), (
        "run `python -m tests.charts` and look at the pictures"
    )


def test_no_golden_chart_is_left_over() -> None:
    assert {file.name for file in FOLDER.glob("*.svg")} == {golden_file(*each).name for each in GOLDEN}


def test_bars_are_as_long_as_their_points() -> None:
    drawing = drawn(example())
    (row,) = rows_named(drawing, "培训参加人次")
    assert bars(row) == {
        EARNED: pytest.approx(BAR_WIDTH * Fraction("13.87") / 15, abs=0.005),
        LOST: pytest.approx(BAR_WIDTH * Fraction("1.13") / 15, abs=0.005),
    }
    assert texts(row)[-4:] == [
        "13.87 / 15",
        "1.13",
        "12",
        "未达到指标值，按完成比例 92.44% 计分：15 × 1505 ÷ 1628 = 13.87 分",
    ]
    # The execution rate stands in both panels: among sections of up to 45 points, and among lines of up to 15.
    lengths = [bars(row)[EARNED] for row in rows_named(drawing, "预算执行率")]
    assert lengths == [Fraction("62.22"), Fraction("186.67")]


def test_the_declared_score_is_marked_where_it_lies() -> None:
    (row,) = rows_named(drawn(example()), "培训参加人次")
    (mark,) = row.iter(f"{SVG}path")
    assert mark.attrib["d"].startswith(f"M{BAR_LEFT + BAR_WIDTH * 12 // 15} ")


@pytest.mark.parametrize(("declared", "end"), [("15", BAR_WIDTH), ("16", BAR_WIDTH)])
def test_a_declared_score_above_the_weight_stays_on_the_panel(declared: str, end: int) -> None:
    (row,) = rows_named(drawn(form(indicators=[line(declared_score=declared)])), "培训人次")
    (mark,) = row.iter(f"{SVG}path")
    assert mark.attrib["d"].startswith(f"M{BAR_LEFT + end} ")
    assert declared in texts(row)


def test_what_has_no_score_is_hatched_and_never_zero() -> None:
    drawing = drawn(form(indicators=[line(weight="60"), line(name="满意度", weight="30", actual="很多")]))
    (row,) = rows_named(drawing, "满意度")
    assert bars(row) == {"url(#jixiao-hatch)": BAR_WIDTH / 2}
    assert texts(row)[1:4] == ["— / 30", "未计分", "—"]
    assert "总分待定：已计 70 分（对应分值 70，全表分值 100）" in " ".join(texts(drawing))


def test_a_score_of_zero_is_a_loss_of_all() -> None:
    (row,) = rows_named(drawn(form(indicators=[line(actual="0 人次", weight="90")])), "培训人次")
    assert bars(row) == {LOST: BAR_WIDTH}
    assert texts(row)[1:3] == ["0 / 90", "90"]


@pytest.mark.parametrize(("actual", "lost"), [("9999 人次", "0.01"), ("9900 人次", "0.9")])
def test_the_smallest_loss_can_be_seen(actual: str, lost: str) -> None:
    (row,) = rows_named(drawn(form(indicators=[line(target="≥10000 人次", actual=actual, weight="90")])), "培训人次")
    assert bars(row)[LOST] >= 2
    assert sum(bars(row).values()) == BAR_WIDTH
    assert lost in texts(row)


def test_every_outcome_without_a_score_has_a_word() -> None:
    assert OUTCOMES.keys() == {outcome.value for outcome in Outcome} - {"scored", "declared_accepted"}


def test_a_long_name_is_wrapped_cut_and_told_in_full_to_a_pointer() -> None:
    name = LONGEST_NAME[:200]
    drawing = drawn(form(project={"name": name}, indicators=[line(name=name, actual="0 人次")]))
    shown = [text for text in texts(drawing) if text.endswith("…")]
    assert len(shown) == 2
    titles = [title.text or "" for title in drawing.iter(f"{SVG}title")]
    assert sum(name in title for title in titles) == 2


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "]]><image href='http://example.org/x'/>", "a\ufffeb"])
def test_what_a_form_says_is_drawn_as_text(text: str) -> None:
    drawing = drawn(
        form(
            project={"name": text, "code": text},
            unit={"name": text},
            indicators=[line(name=text, level1=text, actual="0 人次")],
        )
    )
    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= ALLOWED


@pytest.mark.parametrize(("name", "language"), GOLDEN)
def test_a_chart_stands_alone(name: str, language: Language) -> None:
    chart = golden_chart(name, language)
    drawing = ElementTree.fromstring(chart)
    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= ALLOWED
    assert re.findall(r"url\((.*?)\)", chart).count("#jixiao-hatch") == chart.count("url(")
    assert not re.search(r"\b(?:href|style|class|on\w+)=|@import|<!", chart)
    assert chart.count("http") == 1, "the namespace"


@pytest.mark.parametrize(("name", "language"), GOLDEN)
def test_a_reader_who_cannot_see_it_is_told_the_same(name: str, language: Language) -> None:
    drawing = ElementTree.fromstring(golden_chart(name, language))
    described = [each.text for each in drawing if each.attrib.get("id") in drawing.attrib["aria-labelledby"].split()]
    assert drawing.attrib["role"] == "img"
    assert len(described) == 2
    assert all(described)


@pytest.mark.parametrize("name", NAMES)
def test_rows_stay_inside_the_picture_and_below_each_other(name: str) -> None:
    drawing = drawn(example(name))
    tops = [int(group.attrib["transform"][12:-1]) for group in drawing if group.tag == f"{SVG}g"]
    assert tops == sorted(tops)
    assert tops[-1] < int(drawing.attrib["height"])
    for rect in drawing.iter(f"{SVG}rect"):
        assert 0 <= Fraction(rect.attrib.get("x", "0")) + Fraction(rect.attrib["width"]) <= WIDTH
    assert all(Fraction(text.attrib["x"]) <= RIGHT for text in drawing.iter(f"{SVG}text"))


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ({"status": "superseded"}, "■ 本次评价已被后来的提交替代，不再有效"),
        ({"status": "withdrawn"}, "■ 本次评价已撤回，不再有效"),
        ({}, "试算，未留存"),
        (HEAD, "评价 019ab3c2-7d10-7c3e-9a55-0242ac120002，留存于 2025-01-20T08:00:00.000000Z"),
    ],
)
def test_a_print_says_what_it_is_a_print_of(head: dict[str, Any], told: str) -> None:
    assert told in texts(drawn(example(), **head))


def test_a_form_without_points_is_one_also_when_it_no_longer_counts() -> None:
    before = drawn(example("shaanxi-chinese-medicine-2018"))
    after = drawn(example("shaanxi-chinese-medicine-2018"), status="superseded")
    banner = "■ 本次评价已被后来的提交替代，不再有效"
    assert [text for text in texts(after) if text != banner] == texts(before)


def test_a_total_that_was_rescaled_says_so() -> None:
    left_out = line(name="无关", weight="40", not_applicable=True, deviation_reason="本年没有此项工作")
    drawing = drawn(form(indicators=[line(weight="50", actual="50 人次"), left_out]))
    assert "不适用" in texts(drawing)
    assert "有指标不适用，总分由已计 35 分（对应分值 60）折算。" in texts(drawing)


def test_the_same_answer_gives_the_same_bytes_in_any_decimal_context() -> None:
    answer = answer_to(example())
    with localcontext() as context:
        context.prec = 2
        small = score_chart(answer, "zh")
    assert small == score_chart(answer, "zh")
