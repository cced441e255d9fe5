"""How a pack is laid out for a terminal: a rule with its document, and tables."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from app.domain.rule import Rule


def rule_lines(rule: Rule) -> Iterator[str]:
    verified = "" if rule.authority.verified else "（未核实）"
    yield f"  {rule.standard.zh}"
    yield f"  依据：{rule.authority.document}{rule.authority.article or ''}{verified}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns padded by what a terminal shows: a Chinese character is two columns wide."""
    widths = [max(_width(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield ("  " + "  ".join(cells)).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
