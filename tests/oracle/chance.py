"""What all random parts of a form share: seeded chance, numbers on an edge, and money in the form's unit."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import TypeVar

from tests.oracle.cells import UNITS
from tests.oracle.exact import ZERO, digits

T = TypeVar("T")

LEAST = Fraction(1, 10**6)
"""The smallest difference a printed number can show."""


class Chance:
    """Seeded choices for one form. A `tidy` form has nothing in it that cannot be scored."""

    def __init__(self, random: Random, tidy: bool, money_unit: str | None) -> None:
        self.random = random
        self.tidy = tidy
        self.money_unit = money_unit

    def one(self, *choices: T) -> T:
        return self.random.choice(choices)

    def of(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def hit(self, probability: float) -> bool:
        return self.random.random() < probability

    def slip(self, probability: float = 0.08) -> bool:
        """Whether an untidy form goes wrong here."""
        return not self.tidy and self.hit(probability)

    def number(self, most: int, decimals: int | None = None) -> Fraction:
        places = self.one(0, 0, 1, 2, 3, 6) if decimals is None else decimals
        return Fraction(self.random.randint(0, most * 10**places), 10**places)

    def nudge(self) -> Fraction:
        """Mostly nothing, else one unit of some decimal up or down."""
        return self.one(ZERO, ZERO, LEAST, -LEAST, Fraction(1, 100), -Fraction(1, 100), Fraction(1), -Fraction(1))

    def money(self, value: Fraction) -> str:
        """An amount in the form's unit, sometimes printed in another one."""
        unit = self.money_unit
        if unit is not None and self.hit(0.15):
            other = self.one("元", "万元", "亿元")
            converted = value * UNITS[unit][1] / UNITS[other][1]
            if Fraction(digits(converted)) == converted:
                return digits(converted) + other
        return digits(value)

    def declared(self, weight: Fraction, *edges: Fraction) -> Decimal | None:
        """A declared score: none, on an edge, or near one."""
        if not self.tidy and self.hit(0.25):
            return None
        if self.tidy or self.hit(0.5):
            return Decimal(digits(self.of((weight, weight, *edges))))
        return Decimal(digits(max(ZERO, self.of((weight, weight / 2, ZERO, *edges)) + self.nudge() / 2)))
