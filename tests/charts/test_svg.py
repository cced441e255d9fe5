"""Whatever a form says gets into a drawing as text, and lengths are written one way."""

from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.svg import coordinate, element, words


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "]]>", "&amp;", '"', "'", "<!--"])
def test_markup_in_a_text_stays_text(text: str) -> None:
    parsed = ElementTree.fromstring(element("text", words(text), id=text))
    assert (parsed.text, parsed.attrib, list(parsed)) == (text, {"id": text}, [])


@given(st.text())
def test_every_text_makes_a_well_formed_document(text: str) -> None:
    assert ElementTree.fromstring(element("text", words(f"a{text}"))).text is not None


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_hold_is_replaced(character: str) -> None:
    assert words(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize(
    ("length", "text"),
    [(0, "0"), (100, "100"), (Fraction(1, 3), "0.33"), (Fraction(5, 1000), "0.01"), (Fraction(-1, 2), "-0.5")],
)
def test_a_length_has_two_decimals_at_most(length: int | Fraction, text: str) -> None:
    assert coordinate(length) == text


def test_attributes_are_spelt_as_in_svg() -> None:
    assert element("rect", stroke_width=1, x=Fraction(1, 2)) == '<rect stroke-width="1" x="0.5"/>'
