"""The document is clean by Spectral and the house rules, and each house rule sees the fault it is there for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.integration.item import ROOT, Stand, run

Json = dict[str, Any]
SPECTRAL = ROOT / "build" / "lint" / "node_modules" / ".bin" / "spectral"
RULES = ROOT / "openapi" / "lint" / "ruleset.yaml"
DOCUMENT = ROOT / "openapi" / "v1.json"


def linted(stand: Stand) -> str:
    run("make", "lint-openapi", MAKEFLAGS="")
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    for plant in FAULTS.values():
        plant(document)
    seen = _codes(stand.place() / "planted.json", document)
    assert FAULTS.keys() <= seen, f"not seen: {sorted(FAULTS.keys() - seen)}"
    return f"clean; {len(FAULTS)} of {len(FAULTS)} planted faults seen"


def _codes(file: Path, document: Json) -> set[str]:
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    found = file.with_suffix(".found")
    asked = ("--ruleset", RULES, "--format", "json", "--output", found, "--quiet")
    run(SPECTRAL, "lint", *asked, file, at=file.parent, status=1)
    return {each["code"] for each in json.loads(found.read_text(encoding="utf-8"))}


def _create(document: Json) -> Json:
    operation: Json = document["paths"]["/v1/evaluations"]["post"]
    return operation


def _list(document: Json) -> Json:
    operation: Json = document["paths"]["/v1/evaluations"]["get"]
    return operation


FAULTS: dict[str, Callable[[Json], object]] = {
    "paths-are-kebab-case": lambda d: d["paths"].update({"/v1/someThing": d["paths"].pop("/healthz")}),
    "operation-ids-are-names": lambda d: _create(d).update(operationId="create_evaluation"),
    "operations-are-told-in-both-languages": lambda d: _create(d).update(summary="English alone"),
    "properties-are-snake-case": lambda d: d["components"]["schemas"]["Funds"]["properties"].update(
        {"camelCase": {"type": "string"}}
    ),
    "parameters-are-told": lambda d: _list(d)["parameters"][0].update(description="English alone"),
    "query-parameters-are-snake-case": lambda d: _list(d)["parameters"][1].update(name="aB"),
    "refusals-are-problems": lambda d: _create(d)["responses"]["422"].update(content={"application/json": {}}),
    "every-operation-has-the-default-refusal": lambda d: _create(d)["responses"].pop("default"),
    "figures-are-decimal-text": lambda d: d["components"]["schemas"]["Funds"]["properties"].update(
        x={"type": "number"}
    ),
    "closed-requests": lambda d: d["components"]["schemas"]["EvaluationRequest"].pop("additionalProperties"),
}
