"""Databases of other makers: an OceanBase engine that runs here, and dialects that only compile here."""

import re

from tests.integration.item import Stand, by_pytest, run

# What writes, locks, refuses and migrates; `make test-seekdb` takes everything.
_FILES = ("writer", "commit", "immutability", "migrate", "grants_on_seekdb")


def on_seekdb(stand: Stand) -> str:
    run("make", ".venv/.seekdb-installed", MAKEFLAGS="")
    paths = [f"tests/storage/test_{name}.py" for name in _FILES]
    return by_pytest("-k", "seekdb", *paths, ENGINES="seekdb")(stand)


def compiled(_stand: Stand) -> str:
    told = re.search(r"^\d+ passed", run("make", "dialects", MAKEFLAGS=""), re.MULTILINE)
    assert told is not None
    return told[0]
