"""TARGET_BELOW_TOP."""

import pytest

from tests.domain.findings.sheets import clean_form, evidence_of, raised, with_row
from tests.domain.packs import national_pack

CODE = "TARGET_BELOW_TOP"


@pytest.mark.parametrize(("target", "actual"), [("良", "良"), ("良", "优"), ("中", "中")])
def test_a_target_that_leaves_room_above_is_told(target: str, actual: str) -> None:
    form = with_row(4, target=target, actual=actual)
    assert raised(CODE, form) == ["/indicators/4/target"]
    assert evidence_of(CODE, form) == {"target": target, "best": "优"}


@pytest.mark.parametrize(
    ("target", "actual"),
    [("优", "优"), ("好", "好"), ("持续提升", "持续提升"), ("有效保障", "有效保障"), ("≥90%", "90%")],
)
def test_the_best_word_and_words_of_no_scale_are_left_in_peace(target: str, actual: str) -> None:
    assert raised(CODE, with_row(4, target=target, actual=actual)) == []


def test_a_target_that_was_not_even_reached_is_another_matter() -> None:
    assert raised(CODE, with_row(4, target="良", actual="差")) == []


def test_a_word_that_leads_another_scale_is_left_in_peace() -> None:
    pack = national_pack()
    assert raised(CODE, clean_form(), pack) == []
    assert raised(CODE, with_row(4, target="良", actual="良"), national_pack(qualitative=None)) == []
