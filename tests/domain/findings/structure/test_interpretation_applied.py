"""INTERPRETATION_APPLIED."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.criterion import Alternative, Band, BandBound, Bands
from tests.domain.findings.framework import department_pack, with_department_line
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised, with_row
from tests.domain.packs import execution_pack, interpretation

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


def test_a_line_without_points_is_told_by_what_it_came_to() -> None:
    rows = (replace(CLEAN_ROWS[3], target="350万元", actual="0", weight=None, declared_score=None),)
    pack = replace(execution_pack(weight=None), scored=False)
    form = clean_form(indicators=rows)
    assert raised(CODE, form, pack) == ["/indicators/0/target"]
    assert evidence_of(CODE, form, pack) == {"interpretation": "cost_is_a_limit"}
    same = clean_form(indicators=(replace(rows[0], actual="350万元"),))
    assert raised(CODE, same, pack) == []


def test_a_reading_of_the_funds_is_told_at_its_line() -> None:
    pack = department_pack()
    stricter = replace(pack.criteria[0], alternatives=(Alternative(interpretation("strict"), method=STRICT),))
    pack = replace(pack, criteria=(stricter, *pack.criteria[1:]))
    form = with_department_line(0, target="1226", actual="1231.18", facts={"spent": "1231.18", "budget": "1226"})
    assert raised(CODE, form, pack) == ["/indicators/0"]
    assert evidence_of(CODE, form, pack) == {"interpretation": "strict", "score": "10", "other_score": "9"}


def test_what_zero_over_zero_is_worth_is_told_as_that_alone() -> None:
    form = with_department_line(2, facts={"final": "0", "planned": "0"})
    assert raised(CODE, form, department_pack()) == []
    assert raised("ZERO_DENOMINATOR", form, department_pack()) == ["/indicators/2"]


STRICT = Bands(BandBound.AT_LEAST, (Band(None, Decimal(9)),))
