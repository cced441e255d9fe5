"""The reader of cells: a table of printed spellings, structured values, and time linear in the length."""

import csv
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.submission import Comparator, StructuredValue
from app.domain.target import PrintedValue, ValueKind, read_amount, read_cell, read_rate
from app.domain.trace import shown

SPELLINGS = Path(__file__).parent / "data" / "spellings.csv"
LONGEST_CELL = 4_000


def spellings(kind: str | None = None) -> list[dict[str, str]]:
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if kind in (None, row["kind"])]


def described(read: PrintedValue) -> dict[str, str]:
    """What was read, in the columns of the table."""
    found = {"kind": read.kind.value, "comparator": read.comparator or "", "value": "", "unit": "", "upper": ""}
    if read.quantity is not None:
        found |= {"value": str(read.quantity.value), "unit": read.quantity.unit.symbol if read.quantity.unit else ""}
    if read.upper is not None:
        found["upper"] = str(read.upper.value)
    if read.kind is ValueKind.DATE:
        found["value"] = shown(read).lstrip("≤")
    if read.kind is ValueKind.WORDS:
        found["value"] = read.words or ""
    return found


@pytest.mark.parametrize("row", spellings(), ids=lambda row: repr(row["printed"]))
def test_a_printed_spelling_means_what_the_table_says(row: dict[str, str]) -> None:
    read = read_cell(row["printed"])
    assert described(read) == {column: row[column] for column in described(read)}
    assert read.printed == row["printed"]


def test_the_table_holds_at_least_120_spellings_and_each_kind_of_outcome() -> None:
    rows = spellings()
    assert len({row["printed"] for row in rows}) == len(rows) >= 120
    assert {row["kind"] for row in rows} == {kind.value for kind in ValueKind}


@pytest.mark.parametrize("row", spellings("unreadable"), ids=lambda row: repr(row["printed"]))
def test_a_refused_spelling_says_why_in_both_languages_and_holds_no_value(row: dict[str, str]) -> None:
    read = read_cell(row["printed"])
    assert read.doubt is not None
    assert (read.quantity, read.upper, read.date, read.words, read.comparator) == (None,) * 5


@pytest.mark.parametrize("cell", ["95\u200b%", "9\u202e5", "95\x00", "95\ufeff", "9\u03005%", "\U000e000195%"])
def test_a_number_with_invisible_signs_in_it_is_refused(cell: str) -> None:
    assert read_cell(cell).kind is ValueKind.UNREADABLE


@pytest.mark.parametrize("cell", ["95 96", "95\n96", "95%\n96%", "1 628", "1, 628", "≥9 5%", "9０ ５%", "2024 12 31"])
def test_numbers_that_only_a_space_parts_are_refused(cell: str) -> None:
    assert read_cell(cell).kind is ValueKind.UNREADABLE
    assert read_amount(cell, "万元") is None


@pytest.mark.parametrize("cell", [" ≥ 95 % ", "≥\n95\t%", "≥95　%"])
def test_other_spaces_mean_nothing(cell: str) -> None:
    assert shown(read_cell(cell)) == "≥95%"


def test_a_cell_that_was_not_sent_is_missing() -> None:
    assert read_cell(None) == PrintedValue(None, ValueKind.MISSING)


def test_a_structured_value_is_taken_as_it_is() -> None:
    read = read_cell(StructuredValue(Decimal("95.0"), Comparator.AT_LEAST, unit="％"))
    assert described(read) == {"kind": "number", "comparator": "ge", "value": "95.0", "unit": "%", "upper": ""}
    assert read.printed is None


def test_a_structured_value_with_an_upper_bound_is_a_range() -> None:
    read = read_cell(StructuredValue(Decimal(90), upper=Decimal(95), unit="%"))
    assert described(read) == {"kind": "range", "comparator": "", "value": "90", "unit": "%", "upper": "95"}


@pytest.mark.parametrize(
    "cell",
    [
        StructuredValue(Decimal(95), upper=Decimal(90)),
        StructuredValue(Decimal(90), Comparator.AT_LEAST, upper=Decimal(95)),
    ],
)
def test_a_structured_range_that_contradicts_itself_is_refused(cell: StructuredValue) -> None:
    assert read_cell(cell).kind is ValueKind.UNREADABLE


@pytest.mark.parametrize(
    ("printed", "unit", "shown_as"),
    [
        ("45.57", "万元", "45.57万元"),
        ("38.75万元", "元", "38.75万元"),
        ("1,231.18", "万元", "1231.18万元"),
        ("１２．５", None, "12.5"),
        ("0", "元", "0元"),
    ],
)
def test_an_amount_takes_the_unit_in_its_text_or_else_the_one_above_the_column(
    printed: str, unit: str | None, shown_as: str
) -> None:
    assert str(read_amount(printed, unit)) == shown_as


@pytest.mark.parametrize("printed", [None, "", "-", "/", "约5", "5万余", "1234567890123456789", "12和13"])
def test_a_blank_or_uncertain_amount_is_no_amount(printed: str | None) -> None:
    assert read_amount(printed, "万元") is None


@pytest.mark.parametrize(
    ("printed", "ratio"),
    [("85%", "17/20"), ("1.5", "3/2"), ("1.51", "151/10000"), ("92.44", "2311/2500"), ("5‰", "1/200"), ("1", "1")],
)
def test_a_bare_rate_up_to_one_and_a_half_is_a_ratio_and_a_percentage_above(printed: str, ratio: str) -> None:
    assert str(read_rate(printed)) == ratio


@pytest.mark.parametrize("printed", [None, "", "优", "5个百分点", "≥95%", "9" * 19])
def test_what_is_no_rate_is_not_read_as_one(printed: str | None) -> None:
    assert read_rate(printed) is None


CELL_SIGNS = "0123456789.,，％%≥≤<>=-—~至到年月日前底个万亿元不低于超过以上内约余()（）/ 　\t优٩\u200b\x00"


@given(st.one_of(st.text(max_size=200), st.text(alphabet=CELL_SIGNS, max_size=200)))
def test_reading_never_raises_and_never_half_reads(cell: str) -> None:
    read = read_cell(cell)
    assert (read.doubt is not None) == (read.kind is ValueKind.UNREADABLE)
    assert (read.quantity is not None) == (read.kind in (ValueKind.NUMBER, ValueKind.RANGE))
    assert (read.date is not None) == (read.kind is ValueKind.DATE)
    read_amount(cell, "万元")
    read_rate(cell)


@given(
    st.decimals(min_value=Decimal("-99999999999"), max_value=Decimal("99999999999"), places=4),
    st.sampled_from(["", "%", "万元", "人次", "元/人·月", "个月"]),
    st.sampled_from(["", "≥", "≤", ">", "<", "="]),
)
def test_a_plain_number_with_sign_and_unit_is_read_back_to_the_digit(number: Decimal, unit: str, sign: str) -> None:
    read = read_cell(f"{sign}{number:f}{unit}")
    assert shown(read) == f"{sign}{number:f}{unit}"


HOSTILE = {
    "digits": "9",
    "commas": "1,111",
    "points": "1.",
    "signs": "≥",
    "words before": "不低于",
    "words after": "以上",
    "ranges": "1-",
    "units": "1元",
    "months": "1月",
    "spaces": " ",
    "digits and spaces": "1 ",
    "a digit and spaces": "1" + " " * 99,
    "blank strokes": "-",
    "approximate": "约1",
    "letters": "年",
    "brackets": "(含)",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("last", ["", "x", "%", "\x00", "以上"], ids=["bare", "x", "percent", "nul", "suffix"])
def test_reading_takes_time_linear_in_the_length_of_a_hostile_cell(piece: str, last: str) -> None:
    short, long = (_repeated(piece, length, last) for length in (LONGEST_CELL // 10, LONGEST_CELL))
    allowance = 0.000_5
    assert _seconds(long) <= 12 * _seconds(short) + allowance


def _repeated(piece: str, length: int, last: str) -> str:
    return (piece * (length // len(piece) + 1))[: length - len(last)] + last


def _seconds(cell: str) -> float:
    """The best of several runs: noise only ever adds."""
    best = float("inf")
    for _ in range(7):
        began = time.perf_counter()
        read_cell(cell)
        read_amount(cell, "万元")
        best = min(best, time.perf_counter() - began)
    return best
