"""What a table of over-fulfilment must hold beyond its shape: bands above 100%, in order, deductions of one kind."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from app.rules.checks import Check, exact, falling
from app.rules.errors import Problem
from app.rules.loader import Document

_PLACE = ("indicators", "quantitative", "over_fulfilment", "bands")


def bands_fall(document: Document) -> Iterator[Problem]:
    """Highest first, each above 100%; who exceeds the target further loses more."""
    yield from falling(document, _PLACE, "at_least")
    yield from falling(document, _PLACE, "deduct")
    for place, row in document.rows(*_PLACE):
        bound = exact(row.get("at_least"))
        if bound is not None and bound <= 1:
            printed = row["at_least"]
            yield document.problem(
                (*place, "at_least"), f"“{printed}” 应高于 100%", f"“{printed}” should be above 100%"
            )


def deductions_of_one_kind(document: Document) -> Iterator[Problem]:
    """Points throughout or shares throughout, above nothing and up to the whole."""
    total = exact(document.get("total", "points"))
    kinds: set[bool] = set()
    for place, row in document.rows(*_PLACE):
        deduct = row.get("deduct")
        value, in_points = exact(deduct), isinstance(deduct, Decimal)
        if value is None:
            continue
        kinds.add(in_points)
        if len(kinds) > 1:
            yield document.problem(
                (*place, "deduct"), "各档须都写分数，或都写百分数", "points in every band, or percentages in every band"
            )
            return
        most = total if in_points else Fraction(1)
        if value == 0 or (most is not None and value > most):
            limit = f"总分 {most}" if in_points else "100%"
            whole = f"the total {most}" if in_points else "100%"
            yield document.problem(
                (*place, "deduct"),
                f"“{deduct}” 应大于 0、不超过{limit}",
                f"“{deduct}” should be above 0, up to {whole}",
            )


OVER_FULFILMENT_CHECKS: tuple[Check, ...] = (bands_fall, deductions_of_one_kind)
