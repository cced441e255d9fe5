"""The findings of every record as a person has read them, so that a new check that cries wolf is seen."""

import json
from pathlib import Path

from tests.conformance.records import RECORDS, findings_of

FILE = Path(__file__).with_name("findings.json")


def frozen() -> dict[str, list[str]]:
    """By record, in the order in which they are told."""
    read: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return read


def write_frozen() -> None:
    document = {record.name: findings_of(record.name) for record in RECORDS}
    FILE.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
