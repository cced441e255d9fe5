"""What the measures of a file must hold beyond their shape: what a zero denominator is worth by either reading."""

from collections.abc import Iterator

from app.rules.checks import Check
from app.rules.errors import Problem
from app.rules.loader import Document, Location


def zeros_by_both_readings(document: Document) -> Iterator[Problem]:
    """A zero denominator says what it is worth by the other reading too; an alternative is one itself."""
    told: list[Location] = [("execution",)]
    for place, _ in document.rows("criteria"):
        told += _measures_of(document, place)
        for other, _ in document.rows(*place, "alternatives"):
            for where in _measures_of(document, other):
                zero = (*where, "zero_denominator", "other_reading")
                if document.get(*zero) is not None:
                    yield document.problem(
                        zero,
                        "另一种理解之内不用 “other_reading”",
                        "no “other_reading” inside another reading",
                        of_key=True,
                    )
    for where in told:
        zero = (*where, "zero_denominator")
        if isinstance(document.get(*zero), dict) and document.get(*zero, "other_reading") is None:
            yield document.problem(zero, "缺少 “other_reading”", "“other_reading” is missing")


MEASURE_CHECKS: tuple[Check, ...] = (zeros_by_both_readings,)


def measures(document: Document, place: Location) -> Iterator[Location]:
    for holder in (place, *(where for where, _ in document.rows(*place, "alternatives"))):
        yield from _measures_of(document, holder)


def _measures_of(document: Document, holder: Location) -> Iterator[Location]:
    """The measure of a criterion or an alternative, and those of its parts."""
    yield (*holder, "measure")
    for part, _ in document.rows(*holder, "score", "parts"):
        yield (*part, "measure")
