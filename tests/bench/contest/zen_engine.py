"""`python -m tests.bench.contest.zen_engine single|batch FORMS`: GoRules Zen, one expression node with its trace.

Its numbers come parsed (signs and units apart), and it neither cites nor reviews anything. One expression node is its
fastest exact graph; decision tables take twice as long.
"""

import json
import sys
from itertools import pairwise
from typing import Any

import orjson
import zen

from tests.bench.contest.turns import take_turns, take_turns_in_batches
from tests.bench.forms import Sample

_TARGET, _ACTUAL, _WEIGHT = "number(#.target)", "number(#.actual)", "number(#.weight)"
_SCORE = (
    f"(#.kind == 'more' ? ({_ACTUAL} >= {_TARGET} ? {_WEIGHT} : round({_WEIGHT} * {_ACTUAL} / {_TARGET}, 2))"
    f" : #.kind == 'less' ? ({_ACTUAL} <= {_TARGET} ? {_WEIGHT} : round({_WEIGHT} * {_TARGET} / {_ACTUAL}, 2))"
    " : number(#.declared))"
)
_EXECUTION = (
    "round(number(funds.weight) * min([number(funds.executed), number(funds.budget)]) / number(funds.budget), 2)"
)
_GRADE = "$.total >= 90 ? 'excellent' : $.total >= 80 ? 'good' : $.total >= 60 ? 'fair' : 'poor'"
_EXPRESSIONS = {
    "execution": _EXECUTION,
    "lines": f"map(indicators, {{name: #.name, score: string({_SCORE})}})",
    "total": "$.execution + sum(map($.lines, number(#.score)))",
    "grade": _GRADE,
}


def main() -> None:
    how, count = sys.argv[1], int(sys.argv[2])
    model = graph()
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"form": model}}})
    decision = engine.create_decision(zen.ZenDecisionContent(json.dumps(model)))

    def single(body: bytes) -> bytes:
        return orjson.dumps(decision.evaluate(body, {"trace": True}))

    def batch(bodies: Any) -> object:
        answers = engine.evaluate_batch([{"key": "form", "context": body} for body in bodies])
        return [orjson.dumps(answer["data"]["result"]) for answer in answers]

    if how == "single":
        take_turns(count, Sample.parsed, single, _told)
    else:
        take_turns_in_batches(count, Sample.parsed, batch, lambda body: _told(single(body)))


def _told(answer: Any) -> bytes:
    result = json.loads(answer)["result"]
    sheet = {
        "totals": {"score": str(result["total"]), "grade": result["grade"]},
        "funds": {"execution": {"score": str(result["execution"])}},
        "indicators": result["lines"],
    }
    return json.dumps(sheet).encode()


def graph() -> dict[str, Any]:
    expressions = [{"id": key, "key": key, "value": value} for key, value in _EXPRESSIONS.items()]
    nodes = [
        _node("in", "inputNode"),
        _node("score", "expressionNode", {"passThrough": False, "expressions": expressions}),
        _node("out", "outputNode"),
    ]
    edges = [
        {"id": f"{one['id']}-{other['id']}", "type": "edge", "sourceId": one["id"], "targetId": other["id"]}
        for one, other in pairwise(nodes)
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _node(name: str, kind: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
    node: dict[str, Any] = {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
    return node if content is None else {**node, "content": content}


if __name__ == "__main__":
    main()
