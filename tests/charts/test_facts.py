"""What a chart shows is what the sheet says: nothing is lost on the way, and no score is not a score of zero."""

from fractions import Fraction

import pytest

from app.charts.facts import parts_of
from tests.charts.drawn import answer_to
from tests.forms import NAMES, example, form, line


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_the_sheet_is_in_its_section_once(name: str) -> None:
    sheet = answer_to(example(name))
    parts = [part for part in parts_of(sheet) if part.name is not None]
    assert [part.name for part in parts] == [section["name"] for section in sheet["sections"]]
    drawn = sorted(str(line.name) for part in parts for line in part.lines)
    assert drawn == sorted(indicator["name"] for indicator in sheet["indicators"])


@pytest.mark.parametrize("name", NAMES)
def test_earned_and_lost_of_the_lines_add_up_to_the_sections_and_the_total(name: str) -> None:
    sheet = answer_to(example(name))
    parts = parts_of(sheet)
    for part in parts:
        if part.points.score:
            assert part.points.earned == part.points.score.value
    assert sum(part.points.earned for part in parts) == Fraction(sheet["totals"]["scored_sum"])
    lost = Fraction(sheet["totals"]["scored_weight"]) - Fraction(sheet["totals"]["scored_sum"])
    assert sum(part.points.lost for part in parts) == lost


def test_a_line_without_a_score_has_lost_nothing() -> None:
    sheet = answer_to(form(indicators=[line(weight="60"), line(weight="30", actual="很多")]))
    (_, part) = parts_of(sheet)
    unscored = part.lines[1].points
    assert (unscored.score, unscored.earned, unscored.lost, unscored.unscored) == (None, 0, 0, 30)
    assert (part.points.score, part.points.earned, part.points.lost, part.points.unscored) == (None, 60, 0, 30)


def test_a_blank_level_one_takes_the_section_that_no_other_line_names() -> None:
    blank = line(weight="45", level1=None, level2="满意度指标")
    sheet = answer_to(form(indicators=[line(weight="45"), blank]))
    assert [(part.name, len(part.lines)) for part in parts_of(sheet)][1:] == [("产出指标", 1), ("满意度指标", 1)]


def test_a_blank_level_one_of_a_section_that_is_named_stands_there() -> None:
    blank = line(weight="45", level1=None, level2="产出")
    sheet = answer_to(form(indicators=[blank, line(weight="45")]))
    assert [(part.name, len(part.lines)) for part in parts_of(sheet)][1:] == [("产出指标", 2)]


def test_the_weight_printed_into_a_level_does_not_make_another_section() -> None:
    sheet = answer_to(form(indicators=[line(weight="45", level1="产出指标（90分）"), line(weight="45")]))
    assert [(part.name, len(part.lines)) for part in parts_of(sheet)][1:] == [("产出指标", 2)]


def test_a_form_without_points_shows_how_much_of_the_budget_was_spent() -> None:
    (execution, *_) = parts_of(answer_to(example("shaanxi-chinese-medicine-2018")))
    assert execution.lines[0].completion == Fraction("0.518")
    assert execution.lines[0].sentence.zh == "全年执行数 5.18 万元 ÷ 全年预算数 10 万元 = 51.80%"
