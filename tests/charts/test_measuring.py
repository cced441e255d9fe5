"""Texts are wrapped and cut by their estimated width, and nothing of a line runs out of its column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.measuring import width_of, wrapped


@pytest.mark.parametrize(
    ("text", "width"),
    [("绩效", 26), ("９５％", 39), ("", 0), ("e\u0301", 8), ("评\u200d", 13)],
)
def test_a_chinese_character_is_as_wide_as_it_is_high(text: str, width: int) -> None:
    assert width_of(text, 13) == width


def test_latin_text_is_narrower_and_rounded_up() -> None:
    assert width_of("95", 13) == 16
    assert width_of("iii", 13) < width_of("aaa", 13) < width_of("MMM", 13) < width_of("中中中", 13)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("培训参加人次", ["培训参加人次"]),
        ("专业技术人员参培率", ["专业技术人员", "参培率"]),
        # What closes stays at the end of a line, what opens begins the next.
        ("保障系统运行，回访", ["保障系统运", "行，回访"]),
        ("资金使用合规（5分）", ["资金使用合规", "（5分）"]),
        ("医疗服务的APPLE应用", ["医疗服务的", "APPLE应用"]),
        ("a word too long", ["a word too", "long"]),
        ("一\n\t二  三", ["一 二 三"]),
        ("", [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, lines: list[str]) -> None:
    assert wrapped(text, 78, 13, 3) == lines


def test_what_does_not_fit_is_cut_with_an_ellipsis() -> None:
    assert wrapped("一二三四五六七八九十", 39, 13, 2) == ["一二三", "四五…"]
    assert wrapped("一二三四五六", 39, 13, 2) == ["一二三", "四五六"]


def test_a_word_wider_than_a_line_is_broken() -> None:
    assert wrapped("M" * 10, 39, 13, 9) == ["MMM", "MMM", "MMM", "M"]


@given(text=st.text(max_size=60), most=st.integers(1, 4))
def test_no_line_is_wider_than_its_column(text: str, most: int) -> None:
    lines = wrapped(text, 60, 13, most)
    assert 1 <= len(lines) <= most
    assert all(width_of(line, 13) <= 60 for line in lines if len(line) > 1)
