"""INTERPRETATION_APPLIED."""

import pytest

from tests.domain.findings.sheets import evidence_of, raised, with_row

CODE = "INTERPRETATION_APPLIED"


def places(index: int, target: str, actual: str) -> list[str]:
    return raised(CODE, with_row(index, target=target, actual=actual, declared_score=None))


def test_a_bare_cost_that_the_other_reading_scores_differently_is_told() -> None:
    form = with_row(3, target="100 万元", actual="80 万元", declared_score=None)
    assert raised(CODE, form) == ["/indicators/3/target"]
    assert evidence_of(CODE, form) == {"interpretation": "cost_is_a_limit", "score": "10", "other_score": "8"}


def test_a_month_that_only_one_reading_has_in_time_is_told() -> None:
    form = with_row(2, target="9月前", actual="9月", declared_score=None)
    assert raised(CODE, form) == ["/indicators/2/target"]
    assert evidence_of(CODE, form)["other_score"] == "—"


@pytest.mark.parametrize(
    ("index", "target", "actual"),
    [
        (3, "100 万元", "100 万元"),
        (3, "≤100 万元", "80 万元"),
        (2, "9月前", "8月"),
        (2, "12月", "12月"),
        (2, "9月前", "10月"),
    ],
)
def test_readings_that_make_no_difference_are_left_in_peace(index: int, target: str, actual: str) -> None:
    assert places(index, target, actual) == []
