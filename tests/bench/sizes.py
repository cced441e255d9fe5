"""How the cost of one form grows with its indicators, from 5 to 500, and with the packs that are there."""

import copy
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import process_time_ns
from typing import Any

from app.api.v1.body_scorer import BodyScorer
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.rules.catalogue import Catalogue, load_catalogue, product_packs
from app.services.score import Scorer
from tests.bench.forms import samples
from tests.bench.spread import Spread, spread

SIZES = (5, 10, 20, 50, 100, 200, 500)
MORE_PACKS = (0, 100, 3_000)
_ROUNDS = 7
_UNSEEN = 400


def lines() -> Iterator[str]:
    """Microseconds of CPU a form and an indicator, both ways to an answer."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    scorer = Scorer(load_catalogue())
    bodies = BodyScorer(scorer, drafts=True)
    yield "Cost of one form against its indicators: µs (of which µs an indicator)"
    for size in SIZES:
        body = _body(size)
        if not bodies.score(body).ordinary:
            raise RuntimeError("the form to be measured is not ordinary")
        engine = _measured(lambda sent: bodies.score(sent).preview(), body, 40)
        domain = _measured(lambda sent: scorer.preview(form_of(read_form(sent))).encode(), body, 2)
        yield f"  {size:>4} indicators: engine {_shown(engine, size)}; the domain alone {_shown(domain, size)}"


def packs() -> Iterator[str]:
    """What it costs to have many packs: forms that name none, so that theirs has to be found."""
    shipped = product_packs()
    copied = next(each for each in shipped if each.pack.id == "national-project-self-evaluation")
    form = json.loads(samples(1)[0].body(0))
    del form["rule_pack"]
    body = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
    yield "Cost of one form against the packs that are there: µs"
    for more in MORE_PACKS:
        # Of counties in no province of the product's own packs.
        counties = (replace(copied.pack.scope, region=f"65{number:04d}") for number in range(more))
        others = [
            replace(copied, pack=replace(copied.pack, id=f"{copied.pack.id}-{scope.region}", scope=scope))
            for scope in counties
        ]
        scorer = Scorer(Catalogue([*shipped, *others]))
        bodies = BodyScorer(scorer, drafts=True)
        engine = _measured(lambda sent, by=bodies: by.score(sent).preview(), body, 200)
        domain = _measured(lambda sent, by=scorer: by.preview(form_of(read_form(sent))).encode(), body, 5)
        yield f"  {len(shipped) + more:>5} packs: engine {engine:,.0f}; the domain alone {domain:,.0f}"


def unseen() -> Iterator[str]:
    """What the memory of the engine is worth: forms with names that nobody has sent before, each scored once."""
    bodies = BodyScorer(Scorer(load_catalogue()), drafts=True)
    sent = [_renamed(sample.body(serial), serial) for serial, sample in enumerate(samples(_UNSEEN))]
    began = process_time_ns()
    ordinary = [bodies.score(body).ordinary for body in sent]
    took = (process_time_ns() - began) / 1000 / len(sent)
    if not all(ordinary):
        raise RuntimeError("a form to be measured is not ordinary")
    yield f"Cost of one form whose every name is new, from a cold start: {took:,.0f} µs"


def _renamed(body: bytes, serial: int) -> bytes:
    form: dict[str, Any] = json.loads(body)
    for line in form["indicators"]:
        line["name"] = f"{serial}号{line['name']}"
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()


def _shown(figure: Spread, size: int) -> str:
    return f"{figure:,.0f} ({figure.middle / size:,.1f})"


def _measured(work: Callable[[bytes], object], body: bytes, times: int) -> Spread:
    work(body)
    found = []
    for _ in range(_ROUNDS):
        began = process_time_ns()
        for _ in range(times):
            work(body)
        found.append((process_time_ns() - began) / 1000 / times)
    return spread(found)


def _body(size: int) -> bytes:
    """A form whose lines are those of many forms, each with a name of its own and an equal share of ninety points."""
    drawn: list[dict[str, Any]] = []
    for serial, sample in enumerate(samples(size)):
        # Several costs, and a tier without a share, are not ordinary.
        indicators = json.loads(sample.body(serial))["indicators"]
        drawn += [line for line in indicators if line["level1"] != "成本指标" and line["actual"] != "良"]
    form: dict[str, Any] = json.loads(samples(1)[0].body(0))
    form["indicators"] = [_line(copy.deepcopy(line), index, size) for index, line in enumerate(drawn[:size])]
    del form["declared"]
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()


def _line(line: dict[str, Any], index: int, size: int) -> dict[str, Any]:
    share = 90_000_000 // size
    weight = share + (90_000_000 - share * size if index == 0 else 0)
    line |= {"name": f"{line['name']}{index + 1}", "weight": f"{weight // 1_000_000}.{weight % 1_000_000:06d}"}
    return line | {"declared_score": line["weight"]}
