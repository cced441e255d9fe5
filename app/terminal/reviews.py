"""Many reviews: each in full, or in a file of its own, and a table of all at the end."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.terminal.plain_table import Column, plain_table
from app.terminal.review import SEVERITIES, findings_of, name_of, review_text

_COLUMNS = (
    Column("序号", right=True),
    Column("表", 44),
    *(Column(heading, right=True) for heading in ("填报", "计算", "差额", "应予更正", "请说明或更正", "提示")),
)
_NOT_REVIEWED = "未能审核"


@dataclass(frozen=True, slots=True)
class Review:
    """A form's score sheet and the title of the rules it was scored by."""

    file: Path
    sheet: dict[str, Any]
    rules: str

    def text(self) -> str:
        return review_text(self.sheet, self.rules)

    def json_line(self) -> str:
        """The review for a program: one line of JSON, the sheet included."""
        totals = self.sheet["totals"]
        found = [finding["severity"] for finding in self.sheet["findings"]]
        review = {
            "file": str(self.file),
            "form": name_of(self.sheet),
            "status": self.sheet["status"],
            "declared": totals["declared"],
            "computed": totals["score"],
            "difference": totals["difference"],
            "findings": {severity: found.count(severity) for severity in SEVERITIES},
            "sheet": self.sheet,
        }
        return json.dumps(review, ensure_ascii=False) + "\n"


def summary(reviewed: Sequence[Review], refused: Iterable[Path]) -> str:
    """One row per form, refused ones last."""
    rows = [*(_row(number, each) for number, each in enumerate(reviewed, start=1)), *map(_refused_row, refused)]
    return "\n".join(["汇总", "", *plain_table(_COLUMNS, rows)]) + "\n"


def names_for(files: Iterable[Path], suffix: str) -> Iterator[str]:
    """A file name for each review, none twice even where forms of several folders are called the same."""
    taken: set[str] = set()
    for file in files:
        name, number = f"{file.stem}{suffix}", 2
        while name.casefold() in taken:
            name, number = f"{file.stem}-{number}{suffix}", number + 1
        taken.add(name.casefold())
        yield name


def _row(number: int, review: Review) -> tuple[str, ...]:
    totals = review.sheet["totals"]
    computed = totals["score"] or ("无分值" if review.sheet["status"] == "assessed" else "待定")
    counts = (str(len(findings_of(review.sheet, severity))) for severity in SEVERITIES)
    return (
        str(number),
        name_of(review.sheet),
        totals["declared"] or "—",
        computed,
        totals["difference"] or "—",
        *counts,
    )


def _refused_row(file: Path) -> tuple[str, ...]:
    return ("", f"{file.name}：{_NOT_REVIEWED}", "", "", "", "", "", "")
