"""weight × the share of satisfied answers."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.criteria import score_criterion
from app.domain.criterion import Alternative, Answer, SurveyShare
from app.domain.evaluation import Outcome, Verdict
from app.domain.submission import Survey, SurveyAnswer
from tests.domain.criteria import criterion, doubts, entry, readings, score
from tests.domain.packs import interpretation


def rule(basically: str = "1") -> SurveyShare:
    return SurveyShare(
        (Answer("满意", Fraction(1)), Answer("基本满意", Fraction(basically)), Answer("不满意", Fraction(0)))
    )


OTHERS = (
    Alternative(interpretation("in_full"), method=rule("0.8")),
    Alternative(interpretation("at_all"), method=rule("0")),
)


def survey(*counts: int, valid: int | None = None, issued: int | None = None) -> Survey:
    answers = zip(("满意", "基本满意", "不满意"), counts, strict=False)
    return Survey(issued, valid, tuple(SurveyAnswer(name, count) for name, count in answers))


def scored(found: Survey | None, declared: str | None = None, weight: str = "10") -> Verdict:
    made = criterion(rule(), weight, measure=None, inputs=(), alternatives=OTHERS)
    return score_criterion(entry(weight, declared, survey=found), made)


def test_every_answer_counts_by_its_factor_and_the_other_factors_stand_beside() -> None:
    verdict = scored(survey(45, 5, 0, valid=50, issued=50))
    assert (score(verdict), verdict.completion, verdict.met) == ("10", Fraction(1), True)
    assert readings(verdict) == {"in_full": "9.8", "at_all": "9"}
    assert verdict.explanation.substituted == "50 ÷ 50 = 100.00%；10 × 100.00% = 10"


@pytest.mark.parametrize(
    ("counts", "valid", "points"),
    [((90, 0, 10), None, "9"), ((80,), 100, "8"), ((1, 0, 2), None, "3.33"), ((0, 0, 10), None, "0")],
)
def test_the_rate_is_of_the_valid_questionnaires(counts: tuple[int, ...], valid: int | None, points: str) -> None:
    assert score(scored(survey(*counts, valid=valid))) == points


@pytest.mark.parametrize(
    ("found", "doubt"),
    [
        (survey(60, valid=50), ("VALUE_IMPLAUSIBLE", "survey")),
        (survey(50, valid=50, issued=40), ("VALUE_IMPLAUSIBLE", "survey")),
        (survey(0, 0, 0), ("VALUE_MISSING", "survey")),
        (survey(), ("VALUE_MISSING", "survey")),
        (Survey(None, None, (SurveyAnswer("很满意", 50),)), ("VALUE_UNREADABLE", "survey/answers/0/answer")),
    ],
)
def test_counts_that_cannot_be_and_unknown_answers_are_not_scored(found: Survey, doubt: tuple[str, str]) -> None:
    verdict = scored(found, declared="10")
    assert (score(verdict), verdict.outcome, doubts(verdict)) == (None, Outcome.UNREADABLE, [doubt])


def test_without_a_survey_the_line_is_a_judgement() -> None:
    assert scored(None, declared="10").outcome is Outcome.DECLARED_ACCEPTED
    assert scored(None).outcome is Outcome.NEEDS_JUDGEMENT
    assert scored(None, declared="10").score == Decimal(10)
