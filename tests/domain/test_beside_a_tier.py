"""A tier stated beside numbers: the numbers score, and the tier is the other reading."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.evaluation import Outcome
from app.domain.rule_pack import TierName
from tests.domain.forms import codes, indicator, line_of, scored
from tests.domain.packs import national_pack, tiers_rule

PARTLY = {"tier": TierName.PARTIALLY_ACHIEVED}


def other_of(target: str, actual: str, **more: object) -> tuple[str | None, str | None, bool]:
    """Score, the other reading's score, and whether they differ."""
    line = line_of(target, actual, **more)
    (reading,) = line.verdict.explanation.readings
    assert reading.interpretation.id == "numbers_come_first"
    return (
        None if line.score is None else f"{line.score:f}",
        None if reading.other_score is None else f"{reading.other_score:f}",
        reading.differs,
    )


@pytest.mark.parametrize(
    ("actual", "share", "found"),
    [("50", "70%", ("5", "7", True)), ("70", "70%", ("7", "7", False)), ("100", "79.99%", ("10", "8", True))],
)
def test_the_numbers_score_and_the_tier_would_have(actual: str, share: str, found: tuple[str, str, bool]) -> None:
    assert other_of("≥100", actual, **PARTLY, completion=share) == found


def test_a_tier_without_a_share_has_no_score_of_its_own_unless_one_is_declared() -> None:
    assert other_of("≥100", "50", **PARTLY) == ("5", None, True)
    assert other_of("≥100", "50", **PARTLY, declared_score="6.5") == ("5", "6.5", True)
    assert other_of("≥100", "50", completion="90%") == ("5", None, True)
    assert other_of("≥100", "50", tier=TierName.ACHIEVED) == ("5", "10", True)


def test_it_is_told_where_it_would_move_the_score() -> None:
    stated = indicator("≥100", "50", tier=TierName.ACHIEVED, level1="效益指标")
    assert "INTERPRETATION_APPLIED" in codes(scored(stated))
    same = indicator("≥100", "100", tier=TierName.ACHIEVED, level1="效益指标")
    assert "INTERPRETATION_APPLIED" not in codes(scored(same))


def test_beside_another_reading_both_are_told() -> None:
    line = line_of("100万元", "50万元", level1="成本指标", **PARTLY, completion="70%")
    readings = {each.interpretation.id: each.other_score for each in line.verdict.explanation.readings}
    assert (line.score, readings) == (10, {"cost_is_a_limit": Decimal(5), "numbers_come_first": Decimal(7)})


@pytest.mark.parametrize(("target", "actual"), [("≥100", "很多"), (">90", "90")])
def test_what_the_numbers_do_not_score_is_not_scored_by_the_tier(target: str, actual: str) -> None:
    line = line_of(target, actual, **PARTLY, completion="70%")
    assert (line.score, line.verdict.explanation.readings) == (None, ())
    assert line.verdict.outcome in (Outcome.UNREADABLE, Outcome.NEEDS_JUDGEMENT)


def test_words_and_lines_without_a_tier_rest_on_no_such_reading() -> None:
    assert line_of("优", "优", **PARTLY, completion="70%").verdict.explanation.readings == ()
    assert line_of("≥100", "50").verdict.explanation.readings == ()
    silent = replace(national_pack(), qualitative=replace(tiers_rule(Fraction(3, 5)), beside_numbers=None))
    assert line_of("≥100", "50", pack=silent, **PARTLY).verdict.explanation.readings == ()
