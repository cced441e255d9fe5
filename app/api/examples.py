"""The real forms that Swagger UI offers: the files of openapi/examples, each a golden form of the tests."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.openapi.models import Example

_FOLDER = Path(__file__).resolve().parents[2] / "openapi" / "examples"
_FIRST = "beijing-training-2024"


@cache
def form_examples() -> dict[str, Example]:
    """Every example form by name; the first one shown is the one the README scores."""
    names = sorted((path.stem for path in _FOLDER.glob("*.json")), key=lambda name: (name != _FIRST, name))
    return {name: _example(name) for name in names}


@cache
def platform_examples() -> dict[str, Example]:
    """Example forms as the platform's tables."""
    files = sorted((_FOLDER / "platform").glob("*.json"))
    return {file.stem: _in_tables(json.loads(file.read_bytes())) for file in files}


def form_bytes(name: str) -> bytes:
    """The file of an example, as it is."""
    return (_FOLDER / f"{name}.json").read_bytes()


def _example(name: str) -> Example:
    form: dict[str, Any] = json.loads(form_bytes(name))
    named = form.get("project") or form["unit"]
    return {"summary": f"{form['fiscal_year']} {named['name']}", "value": form}


def _in_tables(sent: dict[str, Any]) -> Example:
    head = sent["PM_PERF_SELF_EVAL"]
    return {"summary": f"{head['FISCAL_YEAR']} {head['PRO_NAME']}", "value": sent}
