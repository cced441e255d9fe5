"""DECLARED_RATE_MISMATCH of a rate that is measured from named amounts."""

import pytest

from tests.domain.findings.framework import department_pack, with_department_line
from tests.domain.findings.sheets import clean_form, evidence_of, raised

CODE = "DECLARED_RATE_MISMATCH"
FACTS = {"spent": "1231.18", "budget": "1226"}


def places(actual: str | None, **more: object) -> list[str]:
    form = with_department_line(0, actual=actual, facts=FACTS, **more)
    return raised(CODE, form, department_pack())


def test_an_actual_that_the_amounts_do_not_give_is_told() -> None:
    assert places("99.42%") == ["/indicators/0/actual"]
    form = with_department_line(0, actual="99.42%", facts=FACTS)
    assert evidence_of(CODE, form, department_pack()) == {"declared": "99.42%", "computed": "100.42%"}


@pytest.mark.parametrize("actual", ["100.42%", "100.4%", "100％", None, "", "1231.18", "≥95%"])
def test_the_rate_an_amount_and_a_limit_are_left_in_peace(actual: str | None) -> None:
    assert places(actual) == []


def test_without_the_amounts_there_is_no_rate() -> None:
    assert raised(CODE, with_department_line(0, actual="99%", facts=None), department_pack()) == []
    assert raised(CODE, clean_form()) == []


def test_a_printed_completion_is_the_rate_itself_and_nothing_more_lenient() -> None:
    assert places(None, declared_completion="100.42%") == []
    assert places(None, declared_completion="100%") == []
    assert places(None, declared_completion="99.58%") == ["/indicators/0/declared_completion"]
    over = with_department_line(0, facts={"spent": "110", "budget": "100"}, declared_completion="100%")
    assert raised(CODE, over, department_pack()) == ["/indicators/0/declared_completion"]
