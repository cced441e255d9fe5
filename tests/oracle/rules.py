"""A pack's YAML file as plain data with exact numbers, read without the service's loader, schema or compiler."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from tests.oracle.exact import percentage

Block = dict[str, Any]


class _ExactNumbers(SafeConstructor):
    """Numbers never pass through a float."""


def _number(constructor: SafeConstructor, node: Any) -> Fraction:
    return Fraction(constructor.construct_scalar(node))


for _tag in ("int", "float"):
    _ExactNumbers.add_constructor(f"tag:yaml.org,2002:{_tag}", _number)


@dataclass(frozen=True)
class Rules:
    """One pack file, and what the oracle asks of it."""

    data: Block

    @property
    def name(self) -> str:
        return f"{self.data['rule_pack']} {self.data['version']}"

    @property
    def scored(self) -> bool:
        return self.data.get("scored", True)

    @property
    def open(self) -> bool:
        return self.data.get("open", True)

    @cached_property
    def places(self) -> int:
        return int(self.data["total"]["score_places"]) if "total" in self.data else 2

    @cached_property
    def total(self) -> Fraction:
        return self.data["total"]["points"] if "total" in self.data else Fraction(0)

    @property
    def execution(self) -> Block:
        return self.data["execution"]

    @property
    def criteria(self) -> list[Block]:
        return self.data.get("criteria", [])

    @property
    def quantitative(self) -> Block:
        return self.data["indicators"]["quantitative"]

    @property
    def qualitative(self) -> Block | None:
        return self.data["indicators"].get("qualitative")

    def lost(self, ratio: Fraction | None, weight: Fraction) -> Fraction:
        """The share of the weight that far exceeding a target loses."""
        for row in self.quantitative.get("over_fulfilment", {}).get("bands", ()):
            if ratio is not None and weight and ratio >= percentage(row["at_least"]):
                deduct = row["deduct"]
                return percentage(deduct) if isinstance(deduct, str) else min(Fraction(1), deduct / weight)
        return Fraction(0)

    @property
    def leaves_out(self) -> bool:
        """Whether what does not apply is left out, rather than counted in full."""
        block = self.data["indicators"].get("not_applicable")
        return block is None or block["policy"] != "full"

    @property
    def spreads(self) -> bool:
        """Whether siblings share the weight of what does not apply."""
        block = self.data["indicators"].get("not_applicable")
        return block is not None and block["policy"] == "weight_to_siblings"

    @cached_property
    def grades(self) -> list[tuple[Fraction, str]]:
        bands = self.data["grades"]["bands"] if "grades" in self.data else []
        return sorted(((band["at_least"], band["grade"]) for band in bands), reverse=True)

    @cached_property
    def tiers(self) -> list[tuple[str, Fraction, Fraction]]:
        """Name, lower and upper bound, highest first."""
        rows = (self.qualitative or {}).get("tiers", [])
        lowers = [percentage(row["at_least"]) for row in rows]
        uppers = [Fraction(1), *lowers]
        return [(row["tier"], lower, upper) for row, lower, upper in zip(rows, lowers, uppers, strict=False)]


def read_rules(path: Path) -> Rules:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _ExactNumbers
    return Rules(yaml.load(path.read_text("utf-8")))


def percentages(data: Any) -> Iterator[Fraction]:
    """Every threshold of a block: whatever is printed with a % sign as a whole value."""
    if isinstance(data, dict):
        for value in data.values():
            yield from percentages(value)
    elif isinstance(data, list):
        for value in data:
            yield from percentages(value)
    elif isinstance(data, str) and data.endswith("%") and data[:-1].replace(".", "", 1).isdigit():
        yield percentage(data)
