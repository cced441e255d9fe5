"""One row of a chart: a name, a bar, the figures, and below the bar why. Ink goes where points were lost.

Earned is light, lost is dark, and what has no score is hatched inside a dashed outline: a print in black and
white tells them apart. A mark below the bar stands at the declared score.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.charts.facts import Printed
from app.charts.measuring import wrapped
from app.charts.svg import Length, Markup, coordinate, element, joined, words

WIDTH, MARGIN = 800, 24
RIGHT = WIDTH - MARGIN
NAME_WIDTH, BAR_WIDTH = 236, 280
BAR_LEFT = MARGIN + NAME_WIDTH + 12
COLUMNS = (RIGHT - 124, RIGHT - 62, RIGHT)
"""The right edges of the columns of figures."""

INK, SOFT, EARNED, LOST = "#1b1b1b", "#4a4a4a", "#d3dbe4", "#9c1c1c"
HATCH = "jixiao-hatch"
TEXT, SMALL = 13, 11
_BAR_TOP, _BAR_HEIGHT = 9, 13
_BAR_BOTTOM = _BAR_TOP + _BAR_HEIGHT
_NAME_BASE, _NOTE_BASE = 20, 39
_NAME_STEP, _NOTE_STEP, _BELOW = 18, 15, 9
_LEAST_HEIGHT = 32
_MOST_NAME_LINES, _MOST_NOTE_LINES = 3, 2
_LEAST_SEEN = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """How long each part of a bar is, as shares of the longest bar of its panel."""

    earned: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)
    unscored: Fraction = Fraction(0)
    mark: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row before it is drawn. `why` stands below the bar; `hover` is everything, for a pointer."""

    name: str
    bar: Bar | None
    figures: tuple[str, str, str]
    why: str = ""
    hover: str = ""


def text_at(x: Length, y: Length, text: str, size: int = TEXT, **attributes: str) -> Markup:
    return element("text", words(text), x=x, y=y, font_size=size, **attributes)


def figures_at(y: Length, figures: Iterable[str], size: int = TEXT, *, bold: bool = False) -> Markup:
    """Texts in the columns of figures, ending at their right edges; `bold` is the one in the middle."""
    weights = ("normal", "bold" if bold else "normal", "normal")
    return joined(
        text_at(right, y, figure, size, text_anchor="end", font_weight=weight)
        for right, figure, weight in zip(COLUMNS, figures, weights, strict=True)
        if figure
    )


def draw_row(row: Row) -> tuple[Markup, int]:
    """The row, its top at 0, and how high it is."""
    names = wrapped(row.name, NAME_WIDTH, TEXT, _MOST_NAME_LINES)
    reasons = wrapped(row.why, RIGHT - BAR_LEFT, SMALL, _MOST_NOTE_LINES) if row.why else []
    reason_base = _NOTE_BASE if row.bar else _NAME_BASE
    drawing = element(
        "g",
        element("title", words(row.hover or row.name)),
        *(text_at(MARGIN, _NAME_BASE + _NAME_STEP * at, name) for at, name in enumerate(names)),
        *(_bar(row.bar) if row.bar else ()),
        figures_at(_NAME_BASE, row.figures, bold=row.bar is not None and row.bar.lost > 0),
        *(
            text_at(BAR_LEFT, reason_base + _NOTE_STEP * at, reason, SMALL, fill=SOFT)
            for at, reason in enumerate(reasons)
        ),
    )
    lowest = max(_NAME_BASE + _NAME_STEP * (len(names) - 1), reason_base + _NOTE_STEP * (len(reasons) - 1))
    return drawing, max(lowest + _BELOW, _LEAST_HEIGHT)


def swatch(x: int, kind: str) -> tuple[Markup, int]:
    """A piece of a bar for the legend (earned, lost, unscored or the mark), and where its name begins."""
    if kind == "mark":
        return _mark(Fraction(x + 5), _BAR_TOP + 3), x + 16
    return _piece(kind, Fraction(x), Fraction(22)), x + 28


def hatching() -> Markup:
    """What fills a bar without a score."""
    stroke = element("path", d="M-1 1L1-1M0 6L6 0M5 7L7 5", stroke=SOFT, stroke_width=1)
    return element("defs", element("pattern", stroke, id=HATCH, width=6, height=6, patternUnits="userSpaceOnUse"))


def share(points: Printed | Fraction, scale: Fraction) -> Fraction:
    """A length on a panel whose longest bar stands for `scale`; what is longer ends with the panel."""
    value = points.value if isinstance(points, Printed) else points
    return min(max(value / scale, Fraction(0)), Fraction(1))


def _bar(bar: Bar) -> Iterator[Markup]:
    lengths = {"earned": bar.earned * BAR_WIDTH, "lost": bar.lost * BAR_WIDTH, "unscored": bar.unscored * BAR_WIDTH}
    if 0 < lengths["lost"] < _LEAST_SEEN:
        # A loss too small to be seen is drawn as the least that can be; its figure stands beside it.
        lengths["earned"] -= _LEAST_SEEN - lengths["lost"]
        lengths["lost"] = Fraction(_LEAST_SEEN)
    left = Fraction(BAR_LEFT)
    for kind, length in lengths.items():
        if length > 0:
            yield _piece(kind, left, length)
            left += length
    if bar.mark is not None:
        yield _mark(BAR_LEFT + bar.mark * BAR_WIDTH, _BAR_BOTTOM + 1)


def _piece(kind: str, left: Fraction, length: Fraction) -> Markup:
    fill = {"earned": EARNED, "lost": LOST, "unscored": f"url(#{HATCH})"}[kind]
    dashes = {"stroke_dasharray": "3 2"} if kind == "unscored" else {}
    return element(
        "rect",
        x=left,
        y=_BAR_TOP,
        width=length,
        height=_BAR_HEIGHT,
        fill=fill,
        stroke=INK,
        stroke_width="0.7",
        **dashes,
    )


def _mark(x: Fraction, top: int) -> Markup:
    return element("path", d=f"M{coordinate(x)} {top}l4 6h-8z", fill=INK)
