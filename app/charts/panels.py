"""What the panels of a chart hold: the sections, the lines, or the completion of a form without points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.charts import wording
from app.charts.facts import Line, Part, Points
from app.charts.rows import Bar, Row, share
from app.charts.wording import Language, say
from app.domain.rounding import round_half_up, trimmed
from app.domain.text import percent, plain

_NONE = "—"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under the name of their section."""

    name: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows whose bars share one scale."""

    caption: str
    columns: tuple[str, str, str]
    groups: tuple[Group, ...]


def section_panel(parts: Sequence[Part], language: Language) -> Iterator[Panel]:
    """One bar per section; no panel where no section has a weight."""
    longest = max((part.points.full for part in parts), default=Fraction(0))
    if longest > 0:
        rows = tuple(_section_row(part, longest, language) for part in parts)
        yield Panel(say(wording.BY_SECTION, language, points_text(longest)), _columns(language), (Group(None, rows),))


def line_panel(parts: Sequence[Part], language: Language) -> Panel:
    """One bar per line, under its section."""
    longest = max((line.points.full for part in parts for line in part.lines), default=Fraction(0))
    groups = (Group(part.name, tuple(_line_row(line, longest, language) for line in part.lines)) for part in parts)
    caption = say(wording.BY_LINE, language, points_text(longest)) if longest else say(wording.LINES, language)
    return Panel(caption, _columns(language), tuple(groups))


def completion_panel(parts: Sequence[Part], language: Language) -> Panel:
    """One bar per line of a form without points: how much of the target was reached."""
    groups = (Group(part.name, tuple(_completion_row(line, language) for line in part.lines)) for part in parts)
    return Panel(say(wording.BY_COMPLETION, language), ("", "", say(wording.RATE_COLUMN, language)), tuple(groups))


def points_text(points: Fraction) -> str:
    """Points without idle zeros; no form prints more than six decimals."""
    return plain(trimmed(round_half_up(points, 6)))


def name_of(named: Part | Line, language: Language) -> str:
    return say(wording.EXECUTION, language) if named.name is None else named.name


def _columns(language: Language) -> tuple[str, str, str]:
    return (
        say(wording.SCORE_COLUMN, language),
        say(wording.LOST_COLUMN, language),
        say(wording.DECLARED_COLUMN, language),
    )


def _section_row(part: Part, longest: Fraction, language: Language) -> Row:
    points = part.points
    return Row(name_of(part, language), _bar(points, longest), _figures(points, _lost(points)))


def _line_row(line: Line, longest: Fraction, language: Language) -> Row:
    points, sentence = line.points, say_sentence(line, language)
    lost = _lost(points) if points.score else say(wording.OUTCOMES[line.outcome], language)
    plainly_full = points.score is not None and points.lost == 0
    return Row(
        name=name_of(line, language),
        bar=_bar(points, longest) if points.weight else None,
        figures=_figures(points, lost),
        why="" if plainly_full else sentence,
        hover=f"{name_of(line, language)}\n{sentence}",
    )


def _completion_row(line: Line, language: Language) -> Row:
    sentence = say_sentence(line, language)
    if line.completion is None:
        bar, told = Bar(unscored=Fraction(1)), _NONE
    else:
        done = share(line.completion, Fraction(1))
        bar, told = Bar(earned=done, lost=1 - done), percent(line.completion)
    return Row(
        name=name_of(line, language),
        bar=bar,
        figures=("", "", told),
        why="" if line.completion is not None and line.completion >= 1 else sentence,
        hover=f"{name_of(line, language)}\n{sentence}",
    )


def say_sentence(line: Line, language: Language) -> str:
    return line.sentence.en if language == "en" else line.sentence.zh


def _bar(points: Points, longest: Fraction) -> Bar:
    declared = share(points.declared, longest) if points.declared else None
    return Bar(share(points.earned, longest), share(points.lost, longest), share(points.unscored, longest), declared)


def _figures(points: Points, lost: str) -> tuple[str, str, str]:
    score = points.score.text if points.score else _NONE
    of_weight = f"{score} / {points.weight.text}" if points.weight else _NONE
    return of_weight, lost, points.declared.text if points.declared else _NONE


def _lost(points: Points) -> str:
    return points_text(points.lost) if points.score or points.lost else _NONE
