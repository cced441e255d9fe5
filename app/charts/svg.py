"""Elements of an SVG document as text. What a form says can only get in escaped: `element` takes markup, not text."""

import re
from collections.abc import Iterable
from fractions import Fraction
from html import escape
from typing import NewType

from app.domain.rounding import round_half_up
from app.domain.text import plain

Markup = NewType("Markup", str)
Length = int | Fraction

# What XML 1.0 allows in a document (production 2, Char), inverted.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLACES = 2


def words(text: str) -> Markup:
    """Any text as the content of an element."""
    return Markup(escape(_NOT_XML.sub("\ufffd", text)))


def element(name: str, *children: Markup, **attributes: str | Length) -> Markup:
    """An element; `stroke_width` is the attribute stroke-width, lengths are in units of the drawing."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{words(_attribute(value))}"' for key, value in attributes.items()
    )
    return Markup(f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>")


def joined(parts: Iterable[Markup]) -> Markup:
    """Elements, one after the other."""
    return Markup("".join(parts))


def _attribute(value: str | Length) -> str:
    return value if isinstance(value, str) else coordinate(value)


def coordinate(value: Length) -> str:
    """A length with at most two decimals, always written the same way."""
    text = plain(round_half_up(Fraction(value), _PLACES))
    return text.rstrip("0").rstrip(".") if "." in text else text
