"""The generated clients, each exercised with every example form against the running service, and their guides."""

import json
import os
from pathlib import Path
from urllib.request import urlopen

from tests.forms import NAMES
from tests.integration.guide import PYTHON, Reader
from tests.integration.item import ROOT, Stand, run

BUILT = ROOT / "build" / "clients"
PROGRAMS = Path(__file__).parent / "programs"
JAR = BUILT / "jixiao-client-all.jar"
FORMS = [ROOT / "openapi" / "examples" / f"{name}.json" for name in NAMES]


def generated(_stand: Stand) -> str:
    """The clients are made anew where the document has changed."""
    run("make", "clients", MAKEFLAGS="")
    classes = len(list((BUILT / "classes").rglob("*.class")))
    modules = len(list((BUILT / "python" / "jixiao_client").rglob("*.py")))
    assert classes > 100
    assert modules > 80
    return f"{classes} classes compiled, {modules} Python modules"


def exercised_by_java(stand: Stand) -> str:
    place = stand.place()
    run("javac", "-encoding", "UTF-8", "-d", place, "-cp", JAR, PROGRAMS / "Exercise.java")
    with stand.service() as address:
        printed = run("java", "-cp", f"{place}{os.pathsep}{JAR}", "Exercise", address, *FORMS)
        return _agrees(printed, address)


def exercised_by_python(stand: Stand) -> str:
    with stand.service() as address:
        program = PROGRAMS / "exercise.py"
        return _agrees(run(PYTHON, program, address, *FORMS, PYTHONPATH=str(BUILT / "python")), address)


def followed(guide: str) -> "Follow":
    return Follow(ROOT / "docs" / guide)


class Follow:
    """A guide followed in an empty folder."""

    def __init__(self, guide: Path) -> None:
        self._guide = guide

    def __call__(self, stand: Stand) -> str:
        with stand.service() as address:
            reader = Reader(stand.place(), address)
            reader.follow(self._guide)
        assert reader.commands >= 4
        assert reader.lines_found >= 4
        assert (reader.folder / "chart.svg").read_text(encoding="utf-8").startswith("<svg ")
        return f"{len(reader.files)} files written, {reader.commands} commands run, {reader.lines_found} lines found"


def _agrees(printed: str, address: str) -> str:
    """What the client read of each form is what the service holds."""
    lines = dict(line.split(" ", 1) for line in printed.splitlines())
    assert sorted(lines) == sorted(NAMES)
    with urlopen(f"{address}/v1/evaluations?limit=100", timeout=20) as answer:
        items = json.load(answer)["items"]
    held = sorted(f"{item['status']} {item['score']}" for item in items)
    assert held == sorted(lines.values())
    assert lines["beijing-training-2024"] == "scored 98.48"
    return f"{len(lines)} forms scored, read back, replayed, drawn; 98.48 is 98.48"
