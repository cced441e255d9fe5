"""A form as OpenFisca takes it: an indicator is what it calls a person, a form the group they belong to."""

from typing import Any

YEAR = "2024"


def situation(form: dict[str, Any]) -> dict[str, Any]:
    """Of a form whose numbers are parsed already."""
    lines = {
        line["id"]: {
            **{name: {YEAR: float(line[name])} for name in ("weight", "target", "actual", "declared")},
            "kind": {YEAR: line["kind"]},
        }
        for line in form["indicators"]
    }
    funds = form["funds"]
    whole = {
        "lines": list(lines),
        "points": {YEAR: float(funds["weight"])},
        "executed": {YEAR: float(funds["executed"])},
        "budget": {YEAR: float(funds["budget"])},
    }
    return {"lines": lines, "forms": {"form": whole}}


def question(form: dict[str, Any]) -> dict[str, Any]:
    """The same for its Web API, which works out what is null."""
    asked = situation(form)
    for line in asked["lines"].values():
        line["score"] = {YEAR: None}
    for name in ("execution", "total", "grade"):
        asked["forms"]["form"][name] = {YEAR: None}
    return asked
