"""What is installed with the service may be used and passed on by anybody: no licence that binds what it is used in."""

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

_PINNED = re.compile(r"^([A-Za-z0-9._-]+==[^\\]+)", re.MULTILINE)
_FREE = re.compile(
    r"Apache|BSD|ISC|MIT|Mozilla|MPL|PSF|Python Software Foundation|Unlicense|Zero-Clause|0BSD", re.IGNORECASE
)
# Used as a library, unchanged and replaceable, which is what this licence asks.
_LIBRARY_TERMS = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only"}


def pinned() -> list[str]:
    text = (Path(__file__).parents[1] / "requirements.txt").read_text(encoding="utf-8")
    requirements = map(Requirement, _PINNED.findall(text))
    return sorted(each.name for each in requirements if each.marker is None or each.marker.evaluate())


@pytest.mark.parametrize("name", pinned())
def test_the_licence_of_every_part_is_a_permissive_one(name: str) -> None:
    about = distribution(name).metadata
    classifiers = [each for each in about.get_all("Classifier", []) if each.startswith("License ::")]
    stated = about["License-Expression"] or " ".join(classifiers) or about["License"] or ""
    if name in _LIBRARY_TERMS:
        assert stated == _LIBRARY_TERMS[name]
    else:
        assert _FREE.search(stated), stated
        assert not re.search(r"\bA?GPL|General Public", stated), stated
