"""Lines of a form without points: completion, tiers, and what is still to be filled in."""

from dataclasses import replace

import pytest

from app.domain.evaluation import Outcome, ScoreLine, Status
from app.domain.rule_pack import RulePack, TierName
from tests.domain.forms import indicator, line_of, scored
from tests.domain.packs import national_pack


def target_pack() -> RulePack:
    pack = national_pack(scored=False, grades=None)
    return replace(pack, execution=replace(pack.execution, weight=None))


def assessed(target: str, actual: str, **more: object) -> ScoreLine:
    return line_of(target, actual, None, pack=target_pack(), **more)


def doubts(line: ScoreLine) -> list[tuple[str, str]]:
    return [(doubt.code, doubt.field) for doubt in line.verdict.doubts]


def test_a_compared_line_is_complete_with_its_ratio_and_without_a_score() -> None:
    met, missed = assessed("4个", "5个"), assessed("≥1628", "1505")
    assert (met.verdict.outcome, met.score, met.verdict.met, doubts(met)) == (Outcome.ASSESSED, None, True, [])
    assert met.verdict.explanation.sentence.zh == "达到指标值，完成率 125.00%"
    assert missed.verdict.explanation.sentence.zh == "未达到指标值，完成率 92.44%"
    assert missed.verdict.explanation.steps[-1].name == "assessed"


def test_a_weight_on_a_form_without_points_is_none() -> None:
    line = line_of("4个", "4个", "10", pack=target_pack())
    assert (line.weight, line.score, line.verdict.outcome) == (None, None, Outcome.ASSESSED)


def test_the_form_has_no_total_and_no_grade() -> None:
    evaluation = scored(indicator("4个", "4个", None), pack=target_pack())
    assert evaluation.status is Status.ASSESSED
    assert (evaluation.totals.score, evaluation.totals.grade, evaluation.execution) == (None, None, None)


def test_a_word_met_still_needs_its_share() -> None:
    line = assessed("持续提升", "持续提升")
    assert (line.verdict.outcome, line.verdict.met, line.verdict.completion) == (Outcome.NEEDS_JUDGEMENT, True, None)
    assert doubts(line) == [("JUDGEMENT_NEEDED", "completion")]


@pytest.mark.parametrize(
    ("tier", "completion", "inside"),
    [
        (TierName.ACHIEVED, "80", True),
        (TierName.ACHIEVED, "79.99", False),
        (TierName.PARTIALLY_ACHIEVED, "79.99", True),
        (TierName.PARTIALLY_ACHIEVED, "80", False),
        (TierName.NOT_ACHIEVED, "0", True),
        (TierName.NOT_ACHIEVED, "60", False),
    ],
)
def test_a_share_inside_its_tier_completes_the_line_and_one_outside_is_told(
    tier: TierName, completion: str, inside: bool
) -> None:
    line = assessed("持续提升", "有所提升", tier=tier, completion=completion)
    assert line.verdict.outcome is (Outcome.ASSESSED if inside else Outcome.NEEDS_JUDGEMENT)
    assert doubts(line) == ([] if inside else [("OUTSIDE_TIER", "completion")])
    assert (line.verdict.completion is not None) is inside


def test_what_cannot_be_read_stays_unreadable() -> None:
    line = assessed("≥90", "≥90")
    assert (line.verdict.outcome, doubts(line)) == (Outcome.UNREADABLE, [("ACTUAL_NOT_A_VALUE", "actual")])
    assert doubts(assessed("优", "/")) == [("VALUE_MISSING", "actual")]


def test_a_bare_cost_names_the_reading_it_is_met_by() -> None:
    line = line_of("10万元", "5.18万元", None, pack=target_pack(), level2="成本指标")
    reading = line.verdict.explanation.reading
    assert reading is not None
    assert (line.verdict.met, reading.interpretation.id, reading.differs) == (True, "cost_is_a_limit", True)
