"""What a chart shows, read off a score sheet as the service answers it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain.placing import bare_name
from app.domain.rates import AMOUNT_NAMES
from app.domain.rule_pack import FormKind
from app.domain.text import Text

Json = dict[str, Any]

_NOTHING = Fraction(0)
_UNNAMED = "—"


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure with the text the sheet gives for it."""

    text: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Points:
    """Points of a line or a section: what was earned and lost of the weight, and what nobody can tell yet."""

    weight: Printed | None
    score: Printed | None
    declared: Printed | None
    earned: Fraction
    lost: Fraction
    unscored: Fraction

    @property
    def full(self) -> Fraction:
        return self.earned + self.lost + self.unscored


_NO_POINTS = Points(None, None, None, _NOTHING, _NOTHING, _NOTHING)


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator, or the budget execution rate, whose name is the chart's to say (None)."""

    name: str | None
    points: Points
    outcome: str
    completion: Fraction | None
    sentence: Text


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its lines; the execution rate is a part of its own, without a name."""

    name: str | None
    points: Points
    lines: tuple[Line, ...]


def without_points(answer: Json) -> bool:
    """Whether the form has completion ratios and no points, which a superseded one's status no longer says."""
    lines = (line["outcome"] for line in answer["indicators"])
    unscored_kind = answer["kind"] == FormKind.PROJECT_TARGET_SELF_EVALUATION.value
    return unscored_kind or "assessed" in (answer["status"], *lines)


def parts_of(sheet: Json) -> tuple[Part, ...]:
    """The execution rate, then the sections in the order of the form."""
    grouped = _grouped(sheet)
    return (*_execution_part(sheet), *(_part(section, grouped[section["name"]]) for section in sheet["sections"]))


def printed(text: str | None) -> Printed | None:
    return None if text is None else Printed(text, Fraction(text))


def _execution_part(sheet: Json) -> Iterator[Part]:
    """The line of the execution rate; on a form without points the rate itself."""
    execution, rate = sheet["funds"]["execution"], sheet["funds"]["rates"]["budget_execution"]
    if execution:
        line = Line(None, _line_points(execution), execution["outcome"], None, _sentence(execution))
    elif without_points(sheet) and rate and rate["ratio"] is not None:
        line = Line(None, _NO_POINTS, "assessed", Fraction(rate["ratio"]), _rate_sentence(rate))
    else:
        return
    yield Part(None, line.points, (line,))


def _grouped(sheet: Json) -> dict[str, list[Line]]:
    grouped: dict[str, list[Line]] = {section["name"]: [] for section in sheet["sections"]}
    for name, indicator in zip(_section_names(sheet), sheet["indicators"], strict=True):
        grouped[name].append(_line(indicator))
    return grouped


def _section_names(sheet: Json) -> Iterator[str]:
    """The section of each indicator; a blank level 1 (a lost merged cell) takes the one no other line names."""
    names = [section["name"] for section in sheet["sections"]]
    stated = [bare_name(indicator["level1"]) for indicator in sheet["indicators"]]
    unclaimed = next((name for name in names if name not in stated), None)
    before = names[0] if names else _UNNAMED
    for name in stated:
        before = name or unclaimed or before
        yield before


def _line(indicator: Json) -> Line:
    ratio = indicator["completion_ratio"]
    return Line(
        name=indicator["name"] or indicator["level2"] or _UNNAMED,
        points=_line_points(indicator),
        outcome=indicator["outcome"],
        completion=None if ratio is None else Fraction(ratio),
        sentence=_sentence(indicator),
    )


def _line_points(line: Json) -> Points:
    weight, score = printed(line["weight"]), printed(line["score"])
    full = weight.value if weight else _NOTHING
    earned = score.value if score else _NOTHING
    lost = full - earned if weight and score else _NOTHING
    return Points(weight, score, printed(line["declared_score"]), earned, lost, full - earned - lost)


def _part(section: Json, lines: list[Line]) -> Part:
    weight = printed(section["weight"])
    earned = sum((line.points.earned for line in lines), _NOTHING)
    lost = sum((line.points.lost for line in lines), _NOTHING)
    unscored = max((weight.value if weight else _NOTHING) - earned - lost, _NOTHING)
    points = Points(weight, printed(section["score"]), printed(section["declared_score"]), earned, lost, unscored)
    return Part(section["name"], points, tuple(lines))


def _sentence(line: Json) -> Text:
    explanation = line["explanation"]
    return Text(explanation["sentence_zh"], explanation["sentence_en"])


def _rate_sentence(rate: Json) -> Text:
    above, below = AMOUNT_NAMES["executed"], AMOUNT_NAMES[rate["denominator_name"]]
    unit = f" {rate['unit']}" if rate["unit"] else ""
    executed, budget = f"{rate['numerator']}{unit}", f"{rate['denominator']}{unit} = {rate['percent']}%"
    return Text(f"{above.zh} {executed} ÷ {below.zh} {budget}", f"{above.en} {executed} ÷ {below.en} {budget}")
