"""The offline bundle, installed where there is no network, scores its first form."""

import json
import os
import shutil
import tarfile
from pathlib import Path

from tests.integration.item import ROOT, Stand, run

_FORM = "openapi/examples/beijing-training-2024.json"


def installed_without_a_network(stand: Stand) -> str:
    run("make", "bundle", MAKEFLAGS="")
    [packed] = (ROOT / "dist").glob("jixiao-*.tar.gz")
    place = stand.place()
    with tarfile.open(packed) as archive:
        archive.extractall(place, filter="data")
    [bundle] = place.iterdir()
    _refuses_what_was_altered(bundle)
    # Nothing that this machine has fetched before may help.
    home = stand.place()
    run(*_alone(), bundle / "install.sh", at=bundle, HOME=str(home), UV_CACHE_DIR=str(home / "uv"), VIRTUAL_ENV="")
    printed = run(*_alone(), bundle / ".venv" / "bin" / "jixiao", "score", "--json", _FORM, at=bundle)
    score = json.loads(printed)["totals"]["score"]
    assert score == "98.48"
    parts = len(json.loads((bundle / "sbom.cdx.json").read_text(encoding="utf-8"))["components"])
    assert parts == len(list((bundle / "wheels").glob("*.whl")))
    return f"{score} points; {parts} parts in the bill of materials; {_circumstances()}"


def _refuses_what_was_altered(bundle: Path) -> None:
    document = bundle / "README.md"
    text = document.read_bytes()
    document.write_bytes(text + b"\n")
    run(bundle / "install.sh", at=bundle, status=1)
    document.write_bytes(text)


def _alone() -> tuple[str, ...]:
    """Into a network namespace without a route, where this account may make one."""
    program = shutil.which("unshare")
    return (program, "--net") if program and os.geteuid() == 0 else ()


def _circumstances() -> str:
    return "no network" if _alone() else "no index, but a network (not root)"
