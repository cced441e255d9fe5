"""The contradictions that a careful auditor found in the records, and the findings that raise them.

`anomalies.yaml` lists every one that changes a score or sends a form back, and that one form alone can show. Each
names the findings that raise it, or the limit for which it cannot be raised (docs/limits.md).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from tests.conformance.records import evaluated

FILE = Path(__file__).with_name("anomalies.yaml")


@dataclass(frozen=True, slots=True)
class Anomaly:
    """`high` changes a score or a fact a score rests on; `medium` is what a reviewer sends a form back for.

    `raised_by` holds `code pointer` per record.
    """

    id: str
    grade: str
    words: str
    raised_by: tuple[tuple[str, str], ...]
    limit: str | None

    @property
    def missing(self) -> list[str]:
        """The findings that were not raised, with their records."""
        return [f"{record}: {finding}" for record, finding in self.raised_by if finding not in _told(record)]

    @property
    def found(self) -> bool:
        return bool(self.raised_by) and not self.missing


def anomalies() -> tuple[Anomaly, ...]:
    """In the order of the source documents."""
    read = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Anomaly(
            id=each["id"],
            grade=each["grade"],
            words=each["words"],
            raised_by=tuple((record, finding) for record, found in each.get("by", {}).items() for finding in found),
            limit=each.get("limit"),
        )
        for each in read
    )


@cache
def _told(record: str) -> frozenset[str]:
    return frozenset(f"{each.code} {each.pointer}" for each in evaluated(record).findings)
