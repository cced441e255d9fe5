"""What kind of form a file is for: with points or without, with indicators of the unit's own or without."""

from collections.abc import Iterator

from app.rules.checks import Check
from app.rules.errors import Problem
from app.rules.loader import Document, Location

_EXECUTION_LINE = ("method", "weight", "cap", "zero_denominator")
_POINTS: tuple[Location, ...] = (
    ("total",),
    ("indicators", "quantitative", "negative_formula"),
    ("indicators", "not_applicable"),
)
_ONLY_WITH_POINTS: tuple[Location, ...] = (
    *_POINTS,
    ("criteria",),
    ("grades",),
    ("indicators", "quantitative", "over_fulfilment"),
    ("indicators", "qualitative", "readings"),
    ("review", "output_and_benefit"),
    *(("execution", key) for key in _EXECUTION_LINE),
)
_QUALITATIVE: Location = ("indicators", "qualitative")


def points_where_scored(document: Document) -> Iterator[Problem]:
    """A form with points says what they add to; one without points has none anywhere."""
    if document.get("scored") is not False:
        yield from (_missing(document, place) for place in _POINTS if document.get(*place) is None)
        return
    weights: list[Location] = [(*place, "usual_weight") for place, _ in document.rows("sections", "blocks")]
    for place in (*_ONLY_WITH_POINTS, *weights):
        if document.get(*place) is not None:
            name = place[-1]
            yield document.problem(
                place, f"表上没有分值，不应有 “{name}”", f"a form without points has no “{name}”", of_key=True
            )


def own_indicators_where_open(document: Document) -> Iterator[Problem]:
    """Rules for words are for what a unit lists itself."""
    given = document.get(*_QUALITATIVE) is not None
    if document.get("open") is not False:
        if not given:
            yield _missing(document, _QUALITATIVE)
    elif given:
        yield document.problem(
            _QUALITATIVE,
            "单位不自填指标，不应有 “qualitative”",
            "no indicators of the unit's own: no “qualitative”",
            of_key=True,
        )


def execution_in_full_or_not_at_all(document: Document) -> Iterator[Problem]:
    """The execution rate is a line of its own with all that takes, or it is none."""
    given = [key for key in _EXECUTION_LINE if document.get("execution", key) is not None]
    if given:
        yield from (_missing(document, ("execution", key)) for key in _EXECUTION_LINE if key not in given)


FORM_CHECKS: tuple[Check, ...] = (points_where_scored, own_indicators_where_open, execution_in_full_or_not_at_all)


def _missing(document: Document, place: Location) -> Problem:
    return document.problem(place, f"缺少 “{place[-1]}”", f"“{place[-1]}” is missing")
