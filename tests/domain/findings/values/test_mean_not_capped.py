"""MEAN_NOT_CAPPED."""

import pytest

from app.domain.submission import Part
from tests.domain.findings.framework import evaluation_pack, with_line
from tests.domain.findings.sheets import evidence_of, raised

CODE = "MEAN_NOT_CAPPED"
# 101.11…% and 104.29…%: 102.70% on average.
PARTS = (Part("参保人数", "≥3.6万人", "3.64万人"), Part("生育保险参保人数", "≥0.7万人", "0.73万人"))


def places(printed: str | None, parts: tuple[Part, ...] = PARTS) -> list[str]:
    return raised(CODE, with_line(2, parts=parts, declared_completion=printed), evaluation_pack())


def test_a_mean_that_counts_what_goes_beyond_the_targets_is_told() -> None:
    assert places("102.70%") == ["/indicators/2/declared_completion"]
    form = with_line(2, parts=PARTS, declared_completion="102.7%")
    assert evidence_of(CODE, form, evaluation_pack()) == {"declared": "102.7%", "mean": "102.70%", "parts": "2"}


@pytest.mark.parametrize("printed", [None, "", "100%", "99%", "103.5%"])
def test_no_mean_a_capped_one_and_a_wrong_one_are_left_in_peace(printed: str | None) -> None:
    assert places(printed) == []


def test_a_mean_that_does_not_reach_the_whole_hides_nothing() -> None:
    short = (Part("参保人数", "≥100人", "98人"), Part("生育保险参保人数", "≥100人", "100人"))
    assert places("99%", short) == []


def test_a_single_value_is_no_mean() -> None:
    assert places("101.11%", PARTS[:1]) == []
