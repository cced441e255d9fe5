"""One indicator made ready for a scoring method: its cells read, its place and the form around it known."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.rule_pack import TierName
from app.domain.submission import Direction
from app.domain.target import PrintedValue


@dataclass(frozen=True, slots=True)
class Item:
    """What a method may look at; `is_cost` and `share_limited` come from the names around the indicator."""

    target: PrintedValue
    actual: PrintedValue
    weight: Decimal | None
    declared_score: Decimal | None
    stated_direction: Direction | None
    stated_tier: TierName | None
    stated_completion: Fraction | None
    is_cost: bool
    share_limited: bool
    fiscal_year: int
    money_unit: str | None
    places: int
