"""The chart of one evaluation: where its points were lost, section by section and line by line.

`score_chart(answer, language)` takes the service's answer (or a preview) and gives an SVG document. The same
answer gives the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.charts import wording
from app.charts.facts import Json, Part, parts_of, without_points
from app.charts.heading import draw_heading, draw_legend, names_of, spoken
from app.charts.panels import Panel, completion_panel, line_panel, section_panel
from app.charts.rows import INK, MARGIN, RIGHT, SMALL, SOFT, TEXT, WIDTH, draw_row, figures_at, hatching, text_at
from app.charts.svg import Length, Markup, element, joined, words
from app.charts.wording import Language, say

# Names of fonts that show Chinese where they are installed; nothing is loaded.
_FONTS = "Noto Sans CJK SC,Source Han Sans SC,Microsoft YaHei,PingFang SC,WenQuanYi Micro Hei,sans-serif"
_PANEL_GAP, _GROUP_HEIGHT, _CAPTION_HEIGHT = 20, 26, 26
_FOOT_STEP, _BOTTOM = 15, 16


@dataclass
class _Page:
    """The drawing so far; everything is put below what came before."""

    parts: list[Markup] = field(default_factory=list)
    height: int = 0

    def add(self, drawing: Markup, height: int) -> None:
        # A line of text per row: differences between two charts can be read.
        self.parts += [Markup("\n"), element("g", drawing, transform=f"translate(0 {self.height})")]
        self.height += height

    def space(self, height: int) -> None:
        self.height += height


def score_chart(answer: Json, language: Language) -> str:
    """The chart as an SVG document, self-contained and without script."""
    parts = parts_of(answer)
    page = _Page()
    page.add(*draw_heading(answer, language))
    page.add(*draw_legend(answer, language))
    for panel in _panels(answer, parts, language):
        _add_panel(page, panel)
    _add_foot(page, answer, language)
    title, told = names_of(answer, language), spoken(answer, parts, language)
    return _document(page, title, told, answer["id"] or "preview", language)


def _panels(answer: Json, parts: Sequence[Part], language: Language) -> Iterator[Panel]:
    if without_points(answer):
        yield completion_panel(parts, language)
        return
    yield from section_panel(parts, language)
    yield line_panel(parts, language)


def _add_panel(page: _Page, panel: Panel) -> None:
    page.space(_PANEL_GAP)
    page.add(_caption(panel), _CAPTION_HEIGHT)
    for group in panel.groups:
        if group.name is not None:
            page.add(_group_name(group.name), _GROUP_HEIGHT)
        for row in group.rows:
            page.add(*draw_row(row))


def _caption(panel: Panel) -> Markup:
    return joined(
        [
            text_at(MARGIN, 15, panel.caption, font_weight="bold"),
            figures_at(15, panel.columns, SMALL),
            _rule(22, INK),
        ]
    )


def _group_name(name: str) -> Markup:
    return joined([text_at(MARGIN, 20, name, font_weight="bold"), _rule(25, "#b5b5b5")])


def _rule(y: Length, color: str) -> Markup:
    return element("path", d=f"M{MARGIN} {y}H{RIGHT}", stroke=color, stroke_width="0.7")


def _add_foot(page: _Page, answer: Json, language: Language) -> None:
    pack = answer["rule_pack"]
    lines = [say(wording.PACK, language, f"{pack['id']} {pack['version']}（{pack['digest']}）")]
    if answer["id"] is None:
        lines.append(say(wording.PREVIEW, language))
    else:
        lines.append(say(wording.RECORD, language, answer["id"], answer["recorded_at"]))
        lines.append(say(wording.DIGEST, language, answer["audit"]["sheet_digest"]))
    page.space(_PANEL_GAP)
    page.add(_rule(0, "#b5b5b5"), 4)
    for line in lines:
        page.add(text_at(MARGIN, 12, line, SMALL, fill=SOFT), _FOOT_STEP)
    page.space(_BOTTOM)


def _document(page: _Page, title: str, told: str, name: str, language: Language) -> str:
    ids = {"title": f"{name}-title", "desc": f"{name}-desc"}
    return element(
        "svg",
        element("title", words(title), id=ids["title"]),
        element("desc", words(told), id=ids["desc"]),
        hatching(),
        element("rect", width=WIDTH, height=page.height, fill="#ffffff"),
        *page.parts,
        Markup("\n"),
        xmlns="http://www.w3.org/2000/svg",
        width=WIDTH,
        height=page.height,
        viewBox=f"0 0 {WIDTH} {page.height}",
        role="img",
        aria_labelledby=f"{ids['title']} {ids['desc']}",
        lang="zh-CN" if language == "zh" else "en",
        font_family=_FONTS,
        font_size=TEXT,
        fill=INK,
    )
