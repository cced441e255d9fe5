"""CELLS_NOT_OF_THE_RATE, RATE_CELLS_HOLD_AMOUNTS."""

import pytest

from app.domain.submission import Submission
from tests.domain.findings.framework import (
    department_form,
    department_pack,
    evaluation_form,
    evaluation_pack,
    with_department_line,
)
from tests.domain.findings.sheets import clean_form, evidence_of, raised

STRANGE, AMOUNTS = "CELLS_NOT_OF_THE_RATE", "RATE_CELLS_HOLD_AMOUNTS"
FACTS = {"spent": "360", "budget": "1226"}


def form_with(target: str | None, actual: str | None, index: int = 0, **facts: str) -> Submission:
    return with_department_line(index, target=target, actual=actual, facts=facts or FACTS, declared_score=None)


def places(code: str, target: str | None, actual: str | None) -> list[str]:
    return raised(code, form_with(target, actual), department_pack())


def test_an_amount_that_the_rate_is_not_computed_from_is_told() -> None:
    assert places(STRANGE, "360", "5.18") == ["/indicators/0/actual"]
    assert places(STRANGE, "1586", "360") == ["/indicators/0/target"]
    assert places(AMOUNTS, "360", "5.18") == []
    expected = {"printed": "5.18", "used": "360、1226"}
    assert evidence_of(STRANGE, form_with("360", "5.18"), department_pack()) == expected


def test_the_parts_of_a_sum_count_as_the_amounts_of_the_line() -> None:
    facts = {"half": "50", "third": "80", "budget": "100"}
    assert raised(STRANGE, form_with("1586", "80", 1, **facts), department_pack()) == ["/indicators/1/target"]
    assert raised(STRANGE, form_with("100万元", "80", 1, **facts), department_pack()) == []


def test_the_amounts_of_the_rate_itself_stand_in_the_wrong_columns() -> None:
    assert places(AMOUNTS, "1226", "360") == ["/indicators/0/target"]
    assert places(AMOUNTS, None, "360万元") == ["/indicators/0/actual"]
    assert places(STRANGE, "1226", "360") == []
    expected = {"target": "1226", "actual": "360"}
    assert evidence_of(AMOUNTS, form_with("1226", "360"), department_pack()) == expected


@pytest.mark.parametrize(
    ("target", "actual"), [("100%", "29.36%"), ("≥95%", "96%"), ("≤5", None), ("0", "0"), (None, None), ("优", "优")]
)
def test_rates_limits_and_what_may_be_either_are_left_in_peace(target: str | None, actual: str | None) -> None:
    assert places(STRANGE, target, actual) == []
    assert places(AMOUNTS, target, actual) == []


@pytest.mark.parametrize(("target", "actual"), [("95", "29.36"), ("100", "29.4"), ("95", "0.2936"), ("45", None)])
def test_a_bare_number_may_be_the_rate_in_percent(target: str, actual: str | None) -> None:
    assert places(STRANGE, target, actual) == []
    assert places(AMOUNTS, target, actual) == []


def test_of_several_rates_a_bare_number_may_be_any() -> None:
    facts = {"half": "50", "third": "80", "budget": "100"}
    assert raised(STRANGE, form_with("45", "77.67", 1, **facts), department_pack()) == []


def test_lines_without_a_rate_of_their_own_are_left_in_peace() -> None:
    for form, pack in (
        (department_form(), department_pack()),
        (evaluation_form(), evaluation_pack()),
        (clean_form(), None),
    ):
        assert raised(STRANGE, form, pack) == []
        assert raised(AMOUNTS, form, pack) == []
