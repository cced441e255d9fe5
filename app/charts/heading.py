"""The top of a chart: whose it is, the total and what was lost of it; and the same for a reader who cannot see it."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from app.charts import wording
from app.charts.facts import Json, Part, without_points
from app.charts.measuring import width_of, wrapped
from app.charts.panels import name_of, points_text, say_sentence
from app.charts.rows import LOST, MARGIN, RIGHT, SMALL, SOFT, TEXT, swatch, text_at
from app.charts.svg import Markup, joined
from app.charts.wording import Language, say
from app.domain.rule_pack import FORM_NAMES, FormKind

_TITLE, _TOTAL = 20, 26
_TITLE_STEP, _STEP = 27, 21
_MOST_TITLE_LINES = 2


def names_of(answer: Json, language: Language) -> str:
    """What the chart is called, as a document."""
    heading = wording.COMPLETION if without_points(answer) else wording.LOST_POINTS
    year = say(wording.FISCAL_YEAR, language, str(answer["fiscal_year"]))
    return f"{say(heading, language)} · {year} · {_form_name(answer, language)}"


def draw_heading(answer: Json, language: Language) -> tuple[Markup, int]:
    """Form, year, unit and total; a superseded or withdrawn evaluation says so first."""
    drawn: list[Markup] = []
    y = 12
    status = wording.STATUSES.get(answer["status"])
    if status is not None:
        y += _STEP
        drawn.append(text_at(MARGIN, y, f"■ {say(status, language)}", 15, font_weight="bold", fill=LOST))
    for line in wrapped(_form_name(answer, language), RIGHT - MARGIN, _TITLE, _MOST_TITLE_LINES):
        y += _TITLE_STEP
        drawn.append(text_at(MARGIN, y, line, _TITLE, font_weight="bold"))
    for line in wrapped(_whose(answer, language), RIGHT - MARGIN, TEXT, 2):
        y += _STEP
        drawn.append(text_at(MARGIN, y, line, fill=SOFT))
    figure, rest = _total(answer, language)
    y += 34 if figure else 24
    if figure:
        drawn.append(text_at(MARGIN, y, figure, _TOTAL, font_weight="bold"))
    left = MARGIN + width_of(figure, _TOTAL) + 10 if figure else MARGIN
    drawn.append(text_at(left, y, rest, 15))
    for line in _notes(answer, language):
        y += _STEP
        drawn.append(text_at(MARGIN, y, line))
    return joined(drawn), y + 8


def draw_legend(answer: Json, language: Language) -> tuple[Markup, int]:
    """What the parts of a bar mean."""
    if without_points(answer):
        meanings = {"earned": wording.DONE, "lost": wording.NOT_DONE, "unscored": wording.UNKNOWN}
    else:
        meanings = {
            "earned": wording.EARNED,
            "lost": wording.LOST,
            "unscored": wording.UNSCORED,
            "mark": wording.DECLARED,
        }
    drawn: list[Markup] = []
    left = MARGIN
    for kind, meaning in meanings.items():
        told = say(meaning, language)
        sample, after = swatch(left, kind)
        drawn += [sample, text_at(after, 20, told, SMALL, fill=SOFT)]
        left = after + width_of(told, SMALL) + 22
    return joined(drawn), 26


def spoken(answer: Json, parts: Sequence[Part], language: Language) -> str:
    """All that the chart shows, in sentences."""
    figure, rest = _total(answer, language)
    return " ".join([f"{figure} {rest}".strip(), *_notes(answer, language), *_told(parts, language)])


def _told(parts: Sequence[Part], language: Language) -> Iterator[str]:
    for part in parts:
        for line in part.lines:
            if line.points.score is None or line.points.lost:
                lost = f" −{points_text(line.points.lost)}" if line.points.lost else ""
                yield f"{name_of(line, language)}{lost}: {say_sentence(line, language)}."


def _form_name(answer: Json, language: Language) -> str:
    names = (answer[party]["name"] for party in ("project", "unit", "department"))
    return next((name for name in names if name), say(wording.UNNAMED, language))


def _whose(answer: Json, language: Language) -> str:
    form = FORM_NAMES[FormKind(answer["kind"])]
    names = dict.fromkeys(answer[party]["name"] for party in ("department", "unit"))
    others = [name for name in names if name and name != _form_name(answer, language)]
    return " · ".join([say(wording.FISCAL_YEAR, language, str(answer["fiscal_year"])), say(form, language), *others])


def _total(answer: Json, language: Language) -> tuple[str, str]:
    """The total as a large figure, and what goes beside it."""
    totals = answer["totals"]
    if without_points(answer):
        return "", say(wording.WITHOUT_POINTS, language)
    if totals["score"] is None:
        return "", _open_total(answer, language)
    lost = Fraction(totals["weight"]) - Fraction(totals["score"])
    told = [say(wording.OUT_OF, language, totals["weight"])]
    grade = totals["grade" if language == "en" else "grade_name"]
    if grade:
        told.append(say(wording.GRADE, language, grade))
    told.append(say(wording.LOST_TOTAL, language, points_text(lost)) if lost else say(wording.NOTHING_LOST, language))
    return totals["score"], " · ".join([*told, *_declared(totals, language)])


def _open_total(answer: Json, language: Language) -> str:
    totals = answer["totals"]
    if not Fraction(totals["weight"]):
        told = say(wording.WITHOUT_WEIGHTS, language)
    else:
        told = say(wording.TOTAL_OPEN, language, totals["scored_sum"], totals["scored_weight"], totals["weight"])
    return " · ".join([told, *_declared(totals, language)])


def _declared(totals: Json, language: Language) -> Iterator[str]:
    declared, difference = totals["declared"], totals["difference"]
    if declared is None:
        return
    if difference is None:
        yield say(wording.DECLARED_TOTAL, language, declared)
    else:
        direction = (
            wording.EQUAL if not Fraction(difference) else wording.LOWER if "-" in difference else wording.HIGHER
        )
        yield say(direction, language, declared, difference.removeprefix("-"))


def _notes(answer: Json, language: Language) -> Iterator[str]:
    totals = answer["totals"]
    if totals["score"] is not None and totals["scored_weight"] != totals["weight"]:
        yield say(wording.RESCALED, language, totals["scored_sum"], totals["scored_weight"])
