"""SURVEY_COUNTS_MISMATCH."""

import pytest

from app.domain.submission import Survey, SurveyAnswer
from tests.domain.findings.framework import evaluation_form, evaluation_pack, with_line
from tests.domain.findings.sheets import evidence_of, raised, with_row

CODE = "SURVEY_COUNTS_MISMATCH"
PLACE = ["/indicators/5/survey"]


def survey(issued: int | None, valid: int | None, *counts: int) -> Survey:
    names = ("满意", "基本满意", "不满意")
    return Survey(issued, valid, tuple(SurveyAnswer(name, count) for name, count in zip(names, counts, strict=False)))


def test_answers_that_leave_some_questionnaires_out_are_told() -> None:
    form = with_line(5, survey=survey(60, 50, 40, 5))
    assert raised(CODE, form, evaluation_pack()) == PLACE
    assert evidence_of(CODE, form, evaluation_pack()) == {"issued": "60", "valid": "50", "answered": "45"}


def test_counts_that_a_survey_method_refuses_are_not_told_twice() -> None:
    for refused in (survey(60, 50, 48, 5), survey(40, 50, 45, 5)):
        form = with_line(5, survey=refused)
        assert raised(CODE, form, evaluation_pack()) == []
        assert raised("VALUE_IMPLAUSIBLE", form, evaluation_pack()) == PLACE


def test_counts_beside_a_printed_satisfaction_are_told_too() -> None:
    assert raised(CODE, with_row(5, survey=survey(60, 50, 48, 5))) == PLACE
    assert raised(CODE, with_row(5, survey=survey(40, 50, 45, 5))) == PLACE


@pytest.mark.parametrize(
    "counted",
    [survey(50, 50, 45, 5), survey(60, 50, 45, 5), survey(None, None, 45, 5), survey(60, None, 45, 5)],
)
def test_counts_that_agree_or_are_not_stated_are_left_in_peace(counted: Survey) -> None:
    assert raised(CODE, with_line(5, survey=counted), evaluation_pack()) == []


def test_no_survey_and_no_answers_are_another_matter() -> None:
    assert raised(CODE, evaluation_form(), evaluation_pack()) == []
    assert raised(CODE, with_row(5, survey=None)) == []
    assert raised(CODE, with_row(5, survey=survey(60, 50))) == []
