"""`python -m tests.bench.contest.openfisca FORMS`: OpenFisca, one simulation a form with its trace.

An indicator is what OpenFisca calls a person, a form the group they belong to. Its numbers are 32-bit floats, hence
some wrong hundredths.
"""

import json
import sys
from typing import Any

import numpy
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from tests.bench.contest.situation import YEAR, situation
from tests.bench.contest.turns import take_turns
from tests.bench.forms import Sample

_GRADES = ("excellent", "good", "fair", "poor")

Line = Entity("line", "lines", "An indicator", "")
Form = GroupEntity("form", "forms", "A form", "", roles=[{"key": "line", "plural": "lines", "label": "", "doc": ""}])


class Kind(Enum):
    more = "more"
    less = "less"
    words = "words"


def _half_up(value: Any) -> Any:
    return numpy.floor(value * 100 + 0.5) / 100


def _score(line: Any, period: Any, _parameters: Any) -> Any:
    weight, target, actual = (line(name, period) for name in ("weight", "target", "actual"))
    kind, declared = line("kind", period), line("declared", period)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        more = numpy.where(actual >= target, weight, _half_up(weight * actual / target))
        less = numpy.where(actual <= target, weight, _half_up(weight * target / actual))
    return numpy.select([kind == Kind.words, kind == Kind.more], [declared, more], less)


def _execution(form: Any, period: Any, _parameters: Any) -> Any:
    executed, budget = form("executed", period), form("budget", period)
    return _half_up(form("points", period) * numpy.minimum(executed, budget) / budget)


def _total(form: Any, period: Any, _parameters: Any) -> Any:
    return form("execution", period) + form.sum(form.members("score", period))


def _grade(form: Any, period: Any, _parameters: Any) -> Any:
    total = numpy.round(form("total", period).astype("float64"), 2)
    return numpy.select([total >= 90, total >= 80, total >= 60], [0, 1, 2], 3)


def _variable(name: str, entity: Any, kind: Any = float, formula: Any = None, **more: Any) -> Any:
    members = {"value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, "label": name, **more}
    return type(name, (Variable,), members if formula is None else {**members, "formula": formula})


class System(TaxBenefitSystem):
    def __init__(self) -> None:
        super().__init__([Line, Form])
        self.add_variables(
            *(_variable(name, Line) for name in ("weight", "target", "actual", "declared")),
            _variable("kind", Line, Enum, possible_values=Kind, default_value=Kind.more),
            _variable("score", Line, formula=_score),
            *(_variable(name, Form) for name in ("points", "executed", "budget")),
            _variable("execution", Form, formula=_execution),
            _variable("total", Form, formula=_total),
            _variable("grade", Form, int, formula=_grade),
        )


def main() -> None:
    system = System()

    def work(body: bytes) -> bytes:
        form = json.loads(body)
        simulation = SimulationBuilder().build_from_dict(system, situation(form))
        simulation.trace = True
        scores = [float(each) for each in simulation.calculate("score", YEAR)]
        execution, total, grade = (simulation.calculate(name, YEAR)[0] for name in ("execution", "total", "grade"))
        answer = {
            "totals": {"score": f"{total:.2f}", "grade": _GRADES[int(grade)]},
            "funds": {"execution": {"score": f"{execution:.2f}"}},
            "indicators": [
                {"name": line["name"], "score": f"{score:.2f}"}
                for line, score in zip(form["indicators"], scores, strict=True)
            ],
            "log": simulation.tracer.computation_log.lines(),
        }
        return json.dumps(answer, ensure_ascii=False).encode()

    take_turns(int(sys.argv[1]), Sample.parsed, work, bytes)


if __name__ == "__main__":
    main()
