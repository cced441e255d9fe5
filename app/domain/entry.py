"""One line of a prescribed framework made ready for its criterion: amounts read, evidence at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.evaluation import Doubt
from app.domain.item import Item
from app.domain.quantity import Quantity
from app.domain.rule_pack import CompletionRule
from app.domain.submission import Check, Deduction, Survey


@dataclass(frozen=True, slots=True)
class EntryPart:
    """A sub-indicator, or the line itself where it has a target of its own; `place` is where its cells stand."""

    name: str
    item: Item
    place: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the methods of named criteria look at.

    `amounts` holds the line's facts and, below them, the columns of the funds' total row. `obstacle` is why the
    line cannot be scored whatever its method; `remarks` are worth telling beside any score.
    """

    weight: Decimal
    declared_score: Decimal | None
    amounts: Mapping[str, Quantity]
    checks: tuple[Check, ...]
    deductions: tuple[Deduction, ...]
    survey: Survey | None
    parts: tuple[EntryPart, ...]
    completion: CompletionRule
    places: int
    obstacle: Doubt | None = None
    remarks: tuple[Doubt, ...] = ()
