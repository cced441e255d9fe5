"""Which criterion a line belongs to, and what the other readings would make of it."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.criteria import criterion_for, method_name, score_criterion
from app.domain.criterion import (
    Alternative,
    Band,
    BandBound,
    Bands,
    Checklist,
    Input,
    Judged,
    MeanCompletion,
    Method,
    Midpoint,
    PartialStep,
    PerViolation,
    RateShare,
    StepDeduction,
    SumOfParts,
    SurveyShare,
    bare,
)
from app.domain.evaluation import Doubt, LineDirection, Outcome
from app.domain.submission import Indicator
from app.domain.text import Text
from tests.domain.criteria import (
    DONE,
    PLANNED,
    POINTS,
    amounts,
    criterion,
    doubts,
    entry,
    measured,
    rate,
    readings,
    score,
)
from tests.domain.packs import interpretation

BANDED = criterion(Judged(), id="banded", names=("“三公经费”控制率", "三公控制率"))
OTHER = criterion(Judged(), id="other", names=("满意度",))
LENIENT = RateShare(Fraction(1))


@pytest.mark.parametrize(
    "printed",
    ["“三公经费”控制率(5分)", '"三公经费" 控制率（5.5分）', "三公经费控制率", "三公 控制率 (5)", "三公控制率"],
)
def test_a_line_is_matched_by_its_name_without_spaces_quotes_and_weights(printed: str) -> None:
    assert criterion_for(Indicator(name=printed), (OTHER, BANDED)) is BANDED


def test_the_id_stands_before_the_name_and_an_unknown_one_is_no_match() -> None:
    assert criterion_for(Indicator(name="满意度", criterion="banded"), (OTHER, BANDED)) is BANDED
    assert criterion_for(Indicator(name="满意度", criterion="bandid"), (OTHER, BANDED)) is None


@pytest.mark.parametrize("printed", [None, "", "  ", "（5分）", "满意率"])
def test_no_name_or_another_one_is_no_match(printed: str | None) -> None:
    assert criterion_for(Indicator(name=printed), (OTHER, BANDED)) is None


def test_a_name_in_brackets_that_is_no_weight_stays() -> None:
    assert bare("满意度（农户）") == "满意度（农户）"


def test_the_other_reading_of_the_numbers_and_of_the_measure_stand_beside_the_score() -> None:
    half = Alternative(interpretation("half"), method=RateShare(Fraction(1, 2)))
    inverse = Alternative(interpretation("inverse"), measure=rate(add=("planned",), over=("done",)))
    verdict = measured(LENIENT, "80", alternatives=(half, inverse))
    assert (score(verdict), readings(verdict)) == ("8", {"half": "5", "inverse": "10"})
    assert all(each.differs for each in verdict.explanation.readings)
    assert verdict.explanation.reading is verdict.explanation.readings[0]


def test_a_reading_that_comes_to_the_same_is_named_and_does_not_differ() -> None:
    verdict = measured(
        LENIENT, "40", alternatives=(Alternative(interpretation("half"), method=RateShare(Fraction(1, 2))),)
    )
    assert [(each.differs, str(each.other_score)) for each in verdict.explanation.readings] == [(False, "4")]


def test_a_reading_the_amounts_cannot_decide_says_nothing() -> None:
    arrived = Input("arrived", Text("到位数", "arrived"))
    other = Alternative(interpretation("arrived"), measure=rate(over=("arrived",)))
    verdict = measured(LENIENT, "80", inputs=(DONE, PLANNED, arrived), alternatives=(other,))
    assert readings(verdict) == {"arrived": None}
    assert not verdict.explanation.readings[0].differs


def test_a_line_without_a_score_by_rule_names_no_other_reading() -> None:
    half = Alternative(interpretation("half"), method=RateShare(Fraction(1, 2)))
    assert readings(measured(LENIENT, "/", alternatives=(half,))) == {}


def test_what_stands_in_the_way_of_a_line_is_all_that_is_told_of_it() -> None:
    obstacle = Doubt("VALUE_MISSING", "deviation_reason", Text("未说明原因", "no reason"))
    verdict = score_criterion(entry(amounts=amounts(done="1", planned="1"), obstacle=obstacle), criterion(LENIENT))
    assert (verdict.outcome, doubts(verdict)) == (Outcome.UNREADABLE, [("VALUE_MISSING", "deviation_reason")])


def test_a_remark_stands_beside_any_score() -> None:
    remark = Doubt("VALUE_UNREADABLE", "facts/x", Text("没有这一数据", "no such fact"))
    verdict = score_criterion(entry(amounts=amounts(done="1", planned="1"), remarks=(remark,)), criterion(LENIENT))
    assert (score(verdict), doubts(verdict)) == ("10", [("VALUE_UNREADABLE", "facts/x")])


@pytest.mark.parametrize(
    ("method", "name", "direction"),
    [
        (Bands(BandBound.AT_LEAST, (Band(None, Decimal(0)),)), "bands", LineDirection.POSITIVE),
        (Bands(BandBound.AT_MOST, (Band(None, Decimal(0)),)), "bands", LineDirection.NEGATIVE),
        (
            StepDeduction(Fraction(0), Fraction(1), Decimal(1), PartialStep.IGNORED),
            "step_deduction",
            LineDirection.NEGATIVE,
        ),
        (Midpoint(Fraction(0)), "midpoint", LineDirection.POSITIVE),
        (LENIENT, "proportional", LineDirection.POSITIVE),
        (MeanCompletion(None), "completion_ratio", LineDirection.POSITIVE),
        (SumOfParts(()), "sum_of_parts", None),
        (PerViolation(POINTS, Decimal(1)), "per_violation", LineDirection.JUDGED),
        (Checklist(POINTS), "checklist", LineDirection.JUDGED),
        (SurveyShare(()), "survey", LineDirection.JUDGED),
        (Judged(), "judged", LineDirection.JUDGED),
    ],
    ids=lambda each: type(each).__name__,
)
def test_every_method_has_a_name_and_says_so_even_of_a_blank_line(
    method: Method, name: str, direction: LineDirection | None
) -> None:
    assert method_name(method) == name
    if direction is not None:
        verdict = score_criterion(entry(), criterion(method))
        assert (verdict.method, verdict.direction, verdict.score) == (name, direction, None)
