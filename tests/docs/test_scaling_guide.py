"""docs/scaling.md in both languages: its table is what follows from the figures and the assumptions above it."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = [DOCS / "scaling.md", DOCS / "scaling.zh-CN.md"]
COUNTY, PREFECTURE, PROVINCE, CENTRAL = 1_650, 3_200, 8_400, 20_000
FORMS = [
    COUNTY,
    9 * COUNTY + PREFECTURE,
    92 * COUNTY + 11 * PREFECTURE + PROVINCE,
    2_844 * COUNTY + 333 * PREFECTURE + 31 * PROVINCE + CENTRAL,
]


def measured(text: str, unit: str) -> list[Decimal]:
    """The figures of the first table that have this unit, in its order."""
    return [Decimal(figure) for figure in re.findall(rf"^\| [^|]+ \| ([\d.]+) {unit}\b", text, re.MULTILINE)]


def row(forms: int, service_ms: Decimal, database_ms: Decimal, kib: Decimal) -> list[str]:
    recorded = 2 * forms
    day = recorded // 10
    second = Decimal(day) / 3600
    return [
        f"{forms:,}",
        f"{recorded:,}",
        f"{day:,}",
        f"{second:,.2f}",
        f"{second * (1 + 3) * service_ms / 1000:.3f}",
        f"{second * database_ms / 1000:.3f}",
        f"{recorded * kib / 2**20:,.2f}",
    ]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_the_table_follows_from_what_stands_above_it(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    service, database = measured(text, "ms")
    kib = measured(text, "KiB")[0]
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.count(" | ") == 7]
    assert [line[1:] for line in lines[-4:]] == [row(forms, service, database, kib) for forms in FORMS]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_its_assumptions_are_the_ones_reckoned_with(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    for number in (COUNTY, PREFECTURE, PROVINCE, CENTRAL, 2_844):
        assert f"{number:,}" in text
