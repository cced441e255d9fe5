"""Lines of words, dates and whatever else: the domain scores each pair of cells once, under a name of its own."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from app.domain.evaluation import Verdict
from app.domain.findings import CHECKS
from app.domain.methods.tiers import METHOD as TIERS
from app.domain.rule_pack import RulePack
from app.domain.submission import FundAmounts, Funds, Indicator, Submission
from app.domain.target import PrintedValue, ValueKind
from app.services.ordinary import probes
from app.services.ordinary.admission import Admission
from app.services.ordinary.figures import millionths
from app.services.ordinary.found import Check, Found
from app.services.ordinary.headings import CHECKS_OF_A_NAME
from app.services.ordinary.json_text import compact
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.template import Template, Values
from app.services.ordinary.whole import COSTS, UNSPENT
from app.services.sheet import indicator_of

_LONGEST = 40
_REASON = "〔原因〕"
# Those of names are told by the name; those of costs and payments look at the whole form.
_CHECKS = tuple(check for check in CHECKS if check not in CHECKS_OF_A_NAME + COSTS + UNSPENT)


class Cells(NamedTuple):
    """All that the score of such a line depends on, and what is said of it.

    Of its name nothing but whether it is that of a share, which ends at 100%.
    """

    level1: str | None
    level2: str | None
    target: str
    actual: str
    weight: str
    declared: str | None
    explained: bool
    fiscal_year: int
    money_unit: str | None
    share: bool


CellsKey = tuple[str | None, str | None, str, str, str, str | None, bool, int, str | None, bool]
"""The members of Cells in order."""


@dataclass(frozen=True, slots=True, eq=False)
class OtherLine:
    """A scored line without its heading; `copied` is whether the cells are alike, `amount` whether one is a number."""

    rest: bytes
    score: int
    met: bool
    tiers: bool
    target: PrintedValue
    copied: bool
    number: bool
    amount: bool
    verdict: Verdict
    checks: tuple[Check, ...]

    def under(self, heading: bytes) -> Values:
        return b"{", heading, self.rest

    def findings(self, index: int, name: bytes) -> list[Found]:
        values = b"/indicators/%d" % index, name
        return [check.tell(index, values) for check in self.checks]


def other_lines(pack: RulePack, admission: Admission) -> Learned[CellsKey, OtherLine]:
    """Raises Unordinary for a line without a score, or that only its own form can tell about."""

    def work_out(key: CellsKey) -> OtherLine:
        cells = Cells(*key)
        admitted = all(
            type(each) is str and len(each) <= _LONGEST and admission.cell(each)
            for each in (cells.target, cells.actual)
        )
        if not admitted:
            raise Unordinary(cells)
        probe = probes.probe_of(_form(cells, pack), pack)
        line = probe.evaluation.lines[0]
        name = _name(cells)
        heading = compact({"level1": cells.level1, "level2": cells.level2, "name": name})[1:-1]
        opening, _, rest = compact(indicator_of(line)).partition(heading)
        known = line.verdict.met is not None and ValueKind.MISSING not in (line.target.kind, line.actual.kind)
        if opening != "{" or name in rest or line.score is None or not known:
            raise Unordinary(cells)
        found = probes.findings(probe.review, _CHECKS)
        own = [each for each in found if each.finding.pointer.startswith("/indicators/0")]
        return OtherLine(
            rest=rest.encode(),
            score=millionths(line.score),
            met=bool(line.verdict.met),
            tiers=line.verdict.method == TIERS,
            target=line.target,
            copied="".join(cells.target.split()) == "".join(cells.actual.split()),
            amount=line.target.quantity is not None or line.actual.quantity is not None,
            verdict=line.verdict,
            number=line.target.kind in (ValueKind.NUMBER, ValueKind.RANGE),
            checks=tuple(Check(each.gravity, each.rank, _template(each.text, name)) for each in own),
        )

    return Learned(work_out, 2_048)


def _name(cells: Cells) -> str:
    return f"{probes.NAME}满意度" if cells.share else probes.NAME


def _template(text: str, name: str) -> Template:
    told = f"“{name}”"
    if text.count(name) != text.count(told):
        raise Unordinary("a name that is not told as messages tell it")
    return Template(text, (b"/indicators/0", told.encode()))


def _form(cells: Cells, pack: RulePack) -> Submission:
    line = Indicator(
        level1=cells.level1,
        level2=cells.level2,
        name=_name(cells),
        target=cells.target,
        actual=cells.actual,
        weight=Decimal(cells.weight),
        declared_score=None if cells.declared is None else Decimal(cells.declared),
        deviation_reason=_REASON if cells.explained else None,
    )
    funds = Funds(FundAmounts(), unit=cells.money_unit)
    return Submission(pack.scope.kind, cells.fiscal_year, funds=funds, indicators=(line,))
