"""Every environment that runs the service has all that the service needs."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1]
NEEDED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt", "requirements-dialects.txt"])
def test_nothing_that_the_service_needs_is_missing(file: str) -> None:
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", (PROJECT / file).read_text(encoding="utf-8"), re.MULTILINE))
    assert {canonicalize_name(Requirement(each).name) for each in NEEDED} - pinned == set()
