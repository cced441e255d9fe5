"""The forms the tests send: the committed examples, and small ones made to measure."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.services.form import Form as ReadForm

Form = dict[str, Any]

EXAMPLES = Path(__file__).resolve().parents[1] / "openapi" / "examples"
NAMES = tuple(sorted(file.stem for file in EXAMPLES.glob("*.json")))
BEIJING = tuple(name for name in NAMES if name.startswith("beijing-"))
TRAINING = "beijing-training-2024"

# Lhasa: no pack of its own, so the national one applies.
ELSEWHERE = "540100"


def example(name: str = TRAINING) -> Form:
    """An example as data, the caller's own to change."""
    return copy.deepcopy(_read(name))


def example_bytes(name: str = TRAINING) -> bytes:
    """An example as the file holds it."""
    return (EXAMPLES / f"{name}.json").read_bytes()


def form_from(sent: Form) -> ReadForm:
    """A form as the use cases get it."""
    return form_of(read_form(json.dumps(sent).encode()))


def form(**changes: Any) -> Form:
    """A form of one national line that scores in full, with no unit or project: it stands alone."""
    made: Form = {
        "kind": "project_self_evaluation",
        "fiscal_year": 2024,
        "region_code": ELSEWHERE,
        "funds": {"unit": "万元", "total": {"initial_budget": "10", "adjusted_budget": "10", "executed": "10"}},
        "indicators": [line(weight="90")],
    }
    return {key: value for key, value in (made | changes).items() if value is not None}


def project_form(project: str = "P1", unit: str = "U1", **changes: Any) -> Form:
    """The same for a project of a unit: further ones of the same year are further attempts."""
    return form(project={"code": project, "name": project}, unit={"code": unit, "name": unit}, **changes)


def line(**changes: Any) -> Form:
    """One indicator whose target is met."""
    made: Form = {
        "level1": "产出指标",
        "level2": "数量指标",
        "name": "培训人次",
        "target": "≥100 人次",
        "actual": "100 人次",
        "weight": "15",
    }
    return {key: value for key, value in (made | changes).items() if value is not None}


@cache
def _read(name: str) -> Form:
    read: Form = json.loads(example_bytes(name))
    return read
