"""The gate: what was released stays true. `openapi/released` holds the document of every release, by its version.

Releasing means, among other things: `cp openapi/v1.json openapi/released/<version>.json`.
"""

import json
import re

from app.openapi import FILE, generated
from tests.contract.changes import breaking_changes

RELEASED = FILE.parent / "released"
CHANGELOG = FILE.parents[1] / "CHANGELOG.md"
VERSIONS = sorted(
    (file.stem for file in RELEASED.glob("*.json")), key=lambda version: [int(part) for part in version.split(".")]
)


def test_every_release_has_left_its_document() -> None:
    headings = re.findall(r"^## (\S+)( \(unreleased\))?$", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings
    assert sorted(version for version, unreleased in headings if not unreleased) == sorted(VERSIONS)


def test_nothing_breaks_who_built_against_the_last_release() -> None:
    """Before the first release nobody has: the planted changes of test_changes.py show that the gate would see."""
    for version in VERSIONS[-1:]:
        released = json.loads((RELEASED / f"{version}.json").read_text(encoding="utf-8"))
        assert breaking_changes(released, json.loads(generated())) == []
