"""One line of a prescribed framework made ready for its criterion: amounts read, evidence at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.item import Item
from app.domain.quantity import Quantity
from app.domain.rule_pack import CompletionRule
from app.domain.submission import Check, Deduction, Survey


@dataclass(frozen=True, slots=True)
class Entry:
    """What the methods of named criteria look at.

    `amounts` holds the line's facts and, below them, the columns of the funds' total row; `parts` are its
    sub-indicators with names, or the line itself where it has a target of its own.
    """

    weight: Decimal
    declared_score: Decimal | None
    amounts: Mapping[str, Quantity]
    checks: tuple[Check, ...]
    deductions: tuple[Deduction, ...]
    survey: Survey | None
    parts: tuple[tuple[str, Item], ...]
    completion: CompletionRule
    places: int
