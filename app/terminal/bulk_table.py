"""Bulk results as a table for spreadsheets: one row a form."""

import csv
import io
from typing import Any, Literal

Numbered = Literal["line", "position"]
"""What a number counts: lines of a file, or positions of a ledger."""

_PARTIES = ("project", "department", "unit")
_TOTALS = ("score", "weight", "declared", "difference", "grade", "grade_name")
_OPENINGS = {"line": ("line",), "position": ("position", "evaluation", "recorded_score", "recorded_grade")}
COLUMNS = (
    *("status", "kind", "fiscal_year", "region_code"),
    *(f"{party}_{member}" for party in _PARTIES for member in ("code", "name")),
    *("rule_pack", "rule_pack_version", *_TOTALS, "finding_codes"),
)
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# By this mark a spreadsheet knows that the text is UTF-8.
_MARK = "\ufeff"


def table_head(numbered: Numbered) -> bytes:
    return _row((*_OPENINGS[numbered], *COLUMNS), mark=_MARK)


def table_row(scored: dict[str, Any], numbered: Numbered) -> bytes:
    """The row of a line of JSON."""
    pack, totals = scored["rule_pack"], scored["totals"]
    printed = [scored[party][member] for party in _PARTIES for member in ("code", "name")]
    return _row(
        [
            *(scored[name] for name in _OPENINGS[numbered]),
            *(scored[name] for name in ("status", "kind", "fiscal_year", "region_code")),
            *map(_harmless, printed),
            *(pack["id"], pack["version"]),
            *(totals[name] for name in _TOTALS),
            " ".join(scored["finding_codes"]),
        ]
    )


def line_number(row: bytes) -> int:
    """The line that a row is of. Raises ValueError for one that has none."""
    return int(row.partition(b",")[0])


def _harmless(text: str | None) -> str | None:
    return f"'{text}" if text and text.startswith(_FORMULA) else text


def _row(cells: Any, mark: str = "") -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow("" if cell is None else _on_one_line(cell) for cell in cells)
    return (mark + text.getvalue()).encode()


def _on_one_line(cell: Any) -> Any:
    """A form may print a name over two lines; a row of a file that can be continued is one."""
    return " ".join(cell.split("\n")) if isinstance(cell, str) else cell
