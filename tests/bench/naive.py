"""What someone would write in an afternoon: Decimal, a regular expression, no checks, no explanation, no findings."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CENT = Decimal("0.01")


def score(body: bytes) -> bytes:
    """The scores, total and grade of a form as JSON."""
    form = json.loads(body)
    funds = form["funds"]["total"]
    rate = min(Decimal(1), Decimal(funds["executed"]) / Decimal(funds["adjusted_budget"]))
    execution = (Decimal(form["funds"]["weight"]) * rate).quantize(_CENT, ROUND_HALF_UP)
    scores = [_score(line) for line in form["indicators"]]
    total = execution + sum(scores)
    grade = "excellent" if total >= 90 else "good" if total >= 80 else "fair" if total >= 60 else "poor"
    answer = {
        "totals": {"score": str(total), "grade": grade},
        "funds": {"execution": {"score": str(execution)}},
        "indicators": [
            {"name": line["name"], "score": str(each)} for line, each in zip(form["indicators"], scores, strict=True)
        ],
    }
    return json.dumps(answer, ensure_ascii=False).encode()


def _score(line: dict[str, Any]) -> Decimal:
    weight, found = Decimal(line["weight"]), _NUMBER.search(line["target"])
    if found is None:
        return Decimal(line["declared_score"])
    target, actual = Decimal(found[0]), Decimal(_NUMBER.search(line["actual"])[0])
    if line["target"].startswith("≤"):
        target, actual = actual, target
    return weight if actual >= target else (weight * actual / target).quantize(_CENT, ROUND_HALF_UP)
