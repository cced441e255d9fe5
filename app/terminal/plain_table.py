"""Tables of plain characters, in which Chinese and Latin text line up wherever the text is pasted."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, chop_cells


class Column(NamedTuple):
    """A heading, and how many cells wide a column may get (a Chinese character takes two); 0: as wide as it needs."""

    heading: str
    widest: int = 0
    right: bool = False


def plain_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of the table, indented by two; a text too long for its column goes on below."""
    folded = [[_folded(text, column.widest) for text, column in zip(row, columns, strict=True)] for row in rows]
    widths = [
        max(cell_len(column.heading), *(cell_len(part) for row in folded for part in row[at]), 0)
        for at, column in enumerate(columns)
    ]
    yield _line([column.heading for column in columns], columns, widths)
    yield _line(["-" * width for width in widths], columns, widths)
    for row in folded:
        for level in range(max(map(len, row))):
            yield _line([cell[level] if level < len(cell) else "" for cell in row], columns, widths)


def _folded(text: str, widest: int) -> list[str]:
    flat = " ".join(text.split())
    return chop_cells(flat, widest) if widest and flat else [flat]


def _line(texts: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    cells = []
    for text, column, width in zip(texts, columns, widths, strict=True):
        space = " " * (width - cell_len(text))
        cells.append(f"{space}{text}" if column.right else f"{text}{space}")
    return f"  {'  '.join(cells)}".rstrip()
