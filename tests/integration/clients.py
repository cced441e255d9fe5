"""The generated clients, each exercised with every example form against the running service, and their guides."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import Request, urlopen

from app.api.security.caller import Scope
from tests.forms import NAMES
from tests.integration.guide import PYTHON, Reader
from tests.integration.item import ROOT, Service, Stand, run

BUILT = ROOT / "build" / "clients"
PROGRAMS = Path(__file__).parent / "programs"
JAR = BUILT / "jixiao-client-all.jar"
SCOPES: tuple[Scope, ...] = ("evaluations:write", "evaluations:read", "audit:read", "rules:read")
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
    with stand.service(*SCOPES) as service:
        classes = f"{place}{os.pathsep}{JAR}"
        return _agrees(run("java", "-cp", classes, "Exercise", *FORMS, **service.surroundings), service)


def exercised_by_python(stand: Stand) -> str:
    with stand.service(*SCOPES) as service:
        surroundings = {**service.surroundings, "PYTHONPATH": str(BUILT / "python")}
        return _agrees(run(PYTHON, PROGRAMS / "exercise.py", *FORMS, **surroundings), service)


def typed(stand: Stand) -> str:
    """A checker knows the fields of the Python client, and sees one that is misspelt."""
    place, exercise = stand.place(), (PROGRAMS / "exercise.py").read_text(encoding="utf-8")
    misspelt = exercise.replace("RulePackReference(id=", "RulePackReference(di=")
    assert misspelt != exercise
    (place / "misspelt.py").write_text(misspelt, encoding="utf-8")
    asked = ("--config-file=", "--python-executable", PYTHON, "--strict", "--follow-imports=silent")
    path = str(BUILT / "python")
    run(sys.executable, "-m", "mypy", *asked, PROGRAMS / "exercise.py", at=place, MYPYPATH=path)
    told = run(sys.executable, "-m", "mypy", *asked, "misspelt.py", at=place, status=1, MYPYPATH=path)
    assert 'Unexpected keyword argument "di"' in told
    return "strict; a misspelt field is an error"


def followed(guide: str, *scopes: Scope) -> Callable[[Stand], str]:
    """A guide followed in an empty folder."""

    def follow(stand: Stand) -> str:
        with stand.service(*scopes) as service:
            reader = Reader(stand.place(), service.surroundings)
            reader.follow(ROOT / "docs" / guide)
        assert reader.commands >= 4
        assert reader.lines_found >= 4
        assert (reader.folder / "chart.svg").read_text(encoding="utf-8").startswith("<svg ")
        return f"{len(reader.files)} files written, {reader.commands} commands run, {reader.lines_found} lines found"

    return follow


def _agrees(printed: str, service: Service) -> str:
    """What the client read of each form is what the service holds."""
    lines = dict(line.split(" ", 1) for line in printed.splitlines())
    assert sorted(lines) == sorted(NAMES)
    asked = Request(f"{service.address}/v1/evaluations?limit=100", headers={"X-API-Key": str(service.key)})
    with urlopen(asked, timeout=20) as answer:
        items = json.load(answer)["items"]
    held = sorted(f"{item['status']} {item['score']}" for item in items)
    assert held == sorted(lines.values())
    assert lines["beijing-training-2024"] == "scored 98.48"
    return f"{len(lines)} forms scored, read back, replayed, drawn; 98.48 is 98.48"
