"""INDICATOR_DUPLICATE."""

from dataclasses import replace

from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised

CODE = "INDICATOR_DUPLICATE"


def places(**changes: object) -> list[str]:
    return raised(CODE, clean_form(indicators=(*CLEAN_ROWS, replace(CLEAN_ROWS[0], **changes))))


def test_the_same_row_twice_is_told_at_the_second() -> None:
    assert places() == ["/indicators/6"]
    assert places(weight=None, level2="质量指标") == ["/indicators/6"]
    assert places(name="培训 人次", target="≥1000人次") == ["/indicators/6"]
    form = clean_form(indicators=(*CLEAN_ROWS, CLEAN_ROWS[2]))
    assert evidence_of(CODE, form) == {"first": "3", "second": "7"}


def test_another_name_target_or_actual_is_another_indicator() -> None:
    assert places(name="培训人数") == []
    assert places(target="≥999 人次") == []
    assert places(actual="1051 人次") == []


def test_rows_without_a_name_or_without_values_are_not_compared() -> None:
    nameless = replace(CLEAN_ROWS[0], name=None)
    assert raised(CODE, clean_form(indicators=(nameless, nameless))) == []
    empty = replace(CLEAN_ROWS[0], target=None, actual="—")
    assert raised(CODE, clean_form(indicators=(empty, empty))) == []
