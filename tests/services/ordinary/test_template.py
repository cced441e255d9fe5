"""Templates are cut where figures stand, and refused where a figure cannot be told from the text around it."""

import pytest

from app.services.ordinary.learned import Unordinary
from app.services.ordinary.template import Blank, Template, proven


def test_a_template_takes_other_figures() -> None:
    template = Template("得 61.37 分，满分 61.370，100%", (b"61.37", b"61.370"))
    assert template.fill((b"5", b"5.0")).decode() == "得 5 分，满分 5.0，100%"


def test_of_two_equal_figures_the_first_is_meant() -> None:
    assert Template("a 7 b 7", (b"7", b"7")).fill((b"1", b"2")) == b"a 1 b 1"


def test_a_figure_that_is_not_there_is_left_out() -> None:
    assert Template("a 7 b", (b"7", b"9", b"")).fill((b"1", b"2", b"3")) == b"a 1 b"


def test_a_template_is_proven_on_another_text() -> None:
    template = proven(("a 7 of 19", (b"7", b"19")), ("a 8 of 29", (b"8", b"29")))
    assert template.fill((b"1", b"2")) == b"a 1 of 2"


@pytest.mark.parametrize("other", ["a 8 of 19", "b 8 of 29", "a 8 of 29."])
def test_a_template_that_does_not_hold_is_refused(other: str) -> None:
    with pytest.raises(Unordinary):
        proven(("a 7 of 19", (b"7", b"19")), (other, (b"8", b"29")))


def test_a_blank_keeps_what_it_is_given() -> None:
    blank = Blank()
    assert blank.fill((b"7",)) == b""
    assert blank.values == (b"7",)
