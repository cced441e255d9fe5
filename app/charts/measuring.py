"""How wide a text runs, and where it may be broken, without a font at hand.

Widths are estimates on the wide side of common sans-serif fonts, in thousandths of the font size.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

_FULL, _ELLIPSIS = 1000, "…"
_LATIN = {"iljtfrI1.,:;'|!()[] -": 380, "mwMW%@": 950, "ABCDEFGHJKLNOPQRSTUVXYZ&": 720}
_USUAL = 590
# A word, or one character; what opens a bracket stays with what follows, what closes one with what comes before.
_PIECE = re.compile(r"[（“《〈「『【]*(?:[!-~]+|.)[，。；：、！？）”》〉」』】％]*", re.DOTALL)


def width_of(text: str, size: int) -> int:
    """The width in units of the drawing, rounded up, of a text in this font size."""
    return -(-sum(map(_width, text)) * size // 1000)


def wrapped(text: str, width: int, size: int, most: int) -> list[str]:
    """The text in lines no wider than `width`, at most `most` of them; what is cut off ends in an ellipsis."""
    lines = list(_lines(" ".join(text.split()), width, size))
    if len(lines) > most:
        lines[most - 1 :] = [_cut("".join(lines[most - 1 :]), width, size)]
    return lines


def _lines(text: str, width: int, size: int) -> Iterator[str]:
    line = ""
    for piece in _pieces(text, width, size):
        if line and width_of((line + piece).rstrip(), size) > width:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield line.rstrip()


def _pieces(text: str, width: int, size: int) -> Iterator[str]:
    """What stays together, a word wider than a whole line excepted."""
    for piece in _PIECE.findall(text):
        if width_of(piece, size) <= width:
            yield piece
        else:
            yield from piece


def _cut(text: str, width: int, size: int) -> str:
    while text and width_of(text + _ELLIPSIS, size) > width:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS


@cache
def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in "WFA":
        return _FULL
    return next((width for characters, width in _LATIN.items() if character in characters), _USUAL)
