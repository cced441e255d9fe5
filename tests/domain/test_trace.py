"""What the trace says of the two cells of a line."""

from decimal import Decimal

import pytest

from app.domain.submission import Cell, Comparator, StructuredValue
from app.domain.target import read_cell
from app.domain.trace import as_printed, read_steps, shown


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("不低于 95 ％", "≥95%"),
        ("≤12 小时", "≤12小时"),
        ("大于90", ">90"),
        ("小于5%", "<5%"),
        ("═3", "=3"),
        ("90%~95%", "90%–95%"),
        ("9月前", "≤9月前"),
        ("2024年12月底前", "≤2024年12月底"),
        ("2024-12-31", "2024年12月31日"),
        ("优", "优"),
        (None, "—"),
        ("约5", "—"),
    ],
)
def test_a_cell_is_shown_as_it_was_understood(cell: Cell, text: str) -> None:
    assert shown(read_cell(cell)) == text


def test_a_cell_is_quoted_as_printed_and_one_sent_as_numbers_as_understood() -> None:
    assert as_printed(read_cell("不低于 95 ％")) == "不低于 95 ％"
    assert as_printed(read_cell(StructuredValue(Decimal(95), Comparator.AT_LEAST))) == "≥95"


def test_both_cells_are_told_in_both_languages_read_empty_or_unsure() -> None:
    target, actual = read_steps(read_cell("不低于95%"), read_cell(None))
    assert (target.name, actual.name) == ("read_target", "read_actual")
    assert (target.text.zh, target.text.en) == ("年度指标值“不低于95%”读作 ≥95%", "target “不低于95%” read as ≥95%")
    assert (actual.text.zh, actual.text.en) == ("实际完成值为空", "actual is empty")
    unsure, _ = read_steps(read_cell("工95%"), read_cell("优"))
    assert "“工95%”读不确定" in unsure.text.zh
