"""The strict subset of YAML: exact numbers, places of everything, and nothing clever."""

from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.errors import InvalidRulePack
from app.rules.loader import Mark, read_file, read_text


def refusal(text: str) -> str:
    with pytest.raises(InvalidRulePack) as caught:
        read_text(text, "pack.yaml")
    return str(caught.value)


def test_numbers_keep_the_decimals_they_are_written_with() -> None:
    data = read_text("a: 1.50\nb: 0\nc: -3\nd: 0.000001\n", "pack.yaml").data

    assert data == {"a": Decimal("1.50"), "b": Decimal(0), "c": Decimal(-3), "d": Decimal("0.000001")}
    assert isinstance(data, dict)
    assert str(data["a"]) == "1.50"


def test_percentages_and_chinese_words_need_no_quotes() -> None:
    document = read_text("cap: 80%\ngap: 0.5pp\ntarget: ≥95%\ncount: 21 家\nmonth: 9月前\n", "pack.yaml")

    assert document.data == {
        "cap": "80%",
        "gap": "0.5pp",
        "target": "≥95%",
        "count": "21 家",
        "month": "9月前",
    }


def test_words_that_yaml_1_1_took_for_booleans_are_words() -> None:
    assert read_text("on: off\nyes: no\n", "pack.yaml").data == {"on": "off", "yes": "no"}


def test_every_value_and_key_knows_its_line_and_column() -> None:
    document = read_text("# a comment\nrows:\n  - name: 优\n    at_least: 90\n", "pack.yaml")

    assert document.mark(("rows", 0, "at_least")) == Mark(4, 15)
    assert document.mark(("rows", 0, "at_least"), of_key=True) == Mark(4, 5)
    assert document.mark(("rows", 0, "missing")) == Mark(3, 5)


@pytest.mark.parametrize("near_number", ["1.0.0", "2024-01-01", "1e3", "007", "+5", ".inf", "0x1F", "1_000", "12:30"])
def test_what_only_looks_like_a_number_must_be_quoted(near_number: str) -> None:
    assert refusal(f"value: {near_number}\n").startswith("pack.yaml:1:8: ")
    assert read_text(f'value: "{near_number}"\n', "pack.yaml").data == {"value": near_number}


def test_a_number_longer_than_the_engine_takes_is_refused() -> None:
    assert "1234567890123" in refusal("value: 1234567890123\n")
    assert "0.1234567" in refusal("value: 0.1234567\n")


def test_all_faults_of_a_file_are_told_at_once() -> None:
    told = refusal("a: 1\na: 2\nb: &anchor 3\nc: !tag 4\nd: 1e9\n").splitlines()

    assert [line.split(": ")[0] for line in told] == [
        "pack.yaml:2:1",
        "pack.yaml:3:4",
        "pack.yaml:4:4",
        "pack.yaml:5:4",
    ]


def test_a_bomb_of_aliases_is_refused_before_it_unfolds() -> None:
    layers = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]

    assert "&a39" in refusal("\n".join(layers))


def test_what_is_refused_is_passed_over_to_the_end() -> None:
    told = refusal("a: &x {b: [1, {c: 2}]}\nd: *x\n? [k, {l: m}]\n: [n]\ne: !t [1e9, {f: 1e9}]\ng: 1e9\n").splitlines()

    assert [line.split(": ")[0] for line in told] == [f"pack.yaml:{at}" for at in ("1:4", "2:4", "3:3", "5:4", "6:4")]


@pytest.mark.parametrize("text", ["[" * 20_000, "{a: " * 20_000, "x" * 1_000_001, "", "# only a comment\n", "a: \x00"])
def test_hostile_text_is_refused_with_a_place(text: str) -> None:
    assert refusal(text).startswith("pack.yaml:")


@given(st.text(alphabet=st.sampled_from("a: -[]{}&*!|>'\"#%@\n\t0.1,?优"), max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    with suppress(InvalidRulePack):
        assert read_text(text, "pack.yaml").mark(()).line >= 1


def test_a_file_that_is_not_there_or_not_utf8_is_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("a: é".encode("latin-1"))

    with pytest.raises(InvalidRulePack, match=r"latin\.yaml:1:1: 不是 UTF-8"):
        read_file(latin)
    with pytest.raises(InvalidRulePack, match=r"nowhere\.yaml:1:1: 读不到文件"):
        read_file(tmp_path / "nowhere.yaml")
