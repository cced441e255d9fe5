"""The weight of what does not apply, shared by its siblings to the last hundredth."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.domain.submission import Indicator, Submission
from tests.oracle.criteria import criterion_of
from tests.oracle.exact import ZERO, digits, points
from tests.oracle.result import Line
from tests.oracle.rules import Rules

_PERSONS = ("judged", "checklist", "per_violation")


def spread(
    form: Submission, rules: Rules, lines: list[Line], score: Callable[[Indicator, Submission, Rules], Line]
) -> tuple[Line, ...]:
    absent = [at for at, line in enumerate(form.indicators) if line.not_applicable and lines[at].weight]
    if not rules.spreads or not absent:
        return tuple(lines)
    pools: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
    for at in absent:
        siblings = _siblings(at, form, rules, lines)
        pools[siblings] += lines[at].weight or ZERO
        if siblings:
            lines[at] = replace(lines[at], counted=(ZERO, None))
    more: dict[int, Fraction] = defaultdict(Fraction)
    for siblings, pool in pools.items():
        for at, part in _parts(pool, siblings, lines, form, rules.places).items():
            more[at] += part
    for at, added in more.items():
        weight = (lines[at].weight or ZERO) + added
        lines[at] = replace(
            lines[at], counted=(weight, _score(weight, lines[at], form.indicators[at], form, rules, score))
        )
    return tuple(lines)


def _siblings(at: int, form: Submission, rules: Rules, lines: Sequence[Line]) -> tuple[int, ...]:
    places = [_levels(line, rules) for line in form.indicators]
    able = [other for other, line in enumerate(form.indicators) if not line.not_applicable and lines[other].weight]
    near = [other for other in able if places[at][1] and places[other] == places[at]]
    return tuple(near or [other for other in able if places[other][0] == places[at][0]])


def _levels(line: Indicator, rules: Rules) -> tuple[str, str]:
    block = criterion_of(line, rules) or {}
    first, second = (_bare(printed) for printed in (line.level1, line.level2))
    first, second = first or _bare(block.get("level1")), second or _bare(block.get("level2"))
    if not first and second:
        sections = rules.data["sections"]["blocks"]
        first = next((row["id"] for row in sections if second in (*row["names"], *row["level2_names"])), "")
    return first, second


def _bare(printed: str | None) -> str:
    return re.sub(r"\s|[（(][0-9.]+分?[）)]", "", printed or "")


def _parts(
    pool: Fraction, siblings: Sequence[int], lines: Sequence[Line], form: Submission, places: int
) -> dict[int, Fraction]:
    """In proportion, one unit at a time: the next unit goes to whoever is furthest below the exact share."""
    if not siblings:
        return {}
    while (pool * 10**places).denominator != 1:
        places += 1
    unit = Fraction(1, 10**places)
    whole = sum((lines[at].weight or ZERO for at in siblings), ZERO)
    exact = {at: pool * (lines[at].weight or ZERO) / whole for at in siblings}
    parts = {at: share - share % unit for at, share in exact.items()}
    while sum(parts.values()) < pool:
        behind = max(exact[at] - parts[at] for at in siblings)
        even = [at for at in siblings if exact[at] - parts[at] == behind]
        heaviest = max(lines[at].weight or ZERO for at in even)
        first = min(
            (at for at in even if lines[at].weight == heaviest), key=lambda at: (form.indicators[at].name or "", at)
        )
        parts[first] += unit
    return parts


def _score(
    weight: Fraction,
    line: Line,
    indicator: Indicator,
    form: Submission,
    rules: Rules,
    score: Callable[[Indicator, Submission, Rules], Line],
) -> Fraction | None:
    """By the rule at the raised weight; a person's points in proportion."""
    if line.score is None or not line.weight:
        return None
    block = criterion_of(indicator, rules)
    by_person = line.accepted or (
        block is not None and block["score"]["method"] in _PERSONS and bool(indicator.deductions)
    )
    if by_person:
        return points(weight, line.score / line.weight, rules.places)
    raised = replace(indicator, weight=Decimal(digits(weight)), declared_score=None)
    return score(raised, form, rules).score
