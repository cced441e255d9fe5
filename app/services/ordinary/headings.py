"""What stands left of the cells: levels and name, and all that follows from them alone."""

from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.evaluation import Evaluation, ScoreLine
from app.domain.findings.costs import total_costs
from app.domain.findings.review import Check as DomainCheck
from app.domain.findings.review import Review, name_of
from app.domain.findings.structure.section_misplaced import section_misplaced, stands_elsewhere
from app.domain.findings.values.comparator_suspect import comparator_suspect
from app.domain.findings.values.indicator_compound import indicator_compound
from app.domain.findings.values.indicator_not_measurable import indicator_not_measurable
from app.domain.findings.values.rate_as_quantity import rate_as_quantity
from app.domain.placing import bare_name, is_cost, section_of, share_limited, weight_in_name
from app.domain.quantity import Quantity, unit_named
from app.domain.rule_pack import RulePack
from app.domain.submission import Indicator, Submission
from app.domain.target import PrintedValue, ValueKind, read_cell
from app.services.ordinary import probes
from app.services.ordinary.found import Check, Found
from app.services.ordinary.json_text import compact, quoted
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.template import Template

Printed = tuple[str | None, str | None, str | None]
Standing = tuple[str, str, str, str]
"""The section a line stands in, the one its level 2 names, and its level 2 where a section usually has it.

Then its name, if by that it belongs elsewhere.
"""

_UNUSUAL = "…"
_LONGEST_NAME = 200
CHECKS_OF_A_NAME: tuple[DomainCheck, ...] = (
    comparator_suspect,
    indicator_compound,
    indicator_not_measurable,
    rate_as_quantity,
    section_misplaced,
)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A section as a form names it: `key` opens its object in the sheet."""

    opening: bytes
    id: str


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """Levels and name of a line.

    `told` is how messages name the line, `standing` what the checks of the form's structure see of it. `line` is
    any line under this heading.
    """

    member: bytes
    told: bytes
    folded: str
    place: Place
    standing: Standing
    line: ScoreLine
    cost: bool
    share: bool
    total_cost: bool
    called_cost: bool


@dataclass(frozen=True, slots=True)
class _Levels:
    """What levels alone decide; `line` is any line that stands under them."""

    member: bytes
    place: Place
    standing: tuple[str, str, str]
    line: ScoreLine
    cost: bool


class Headings:
    """The headings of one pack: `read[level1, level2, name]`; raises Unordinary for what only the domain can place."""

    def __init__(self, pack: RulePack, probe: tuple[Submission, Evaluation]) -> None:
        """`probe` is any form with one line under this pack: the line is put under each heading to see what is said."""
        self._pack = pack
        self._probe = probe
        self._usual = {name for section in pack.sections for name in section.usual_level2}
        self.told: Learned[tuple[Heading, str], list[Check]] = Learned(self._tell, 4_096)
        self._levels: Learned[tuple[str | None, str | None], _Levels] = Learned(self._read_levels, 512)
        self._places: Learned[str, Place] = Learned(self._place, 512)
        self.read: Learned[Printed, Heading] = Learned(self._read, 8_192)

    def _read(self, printed: Printed) -> Heading:
        level1, level2, name = printed
        if not _admitted(name) or not name or "“" in name or "”" in name:
            raise Unordinary(printed)
        levels = self._levels[level1, level2]
        line = _line_like(levels.line, name, levels.line.target)
        misplaced = name if stands_elsewhere(line, self.review(line)) else ""
        return Heading(
            member=levels.member + quoted(name),
            told=quoted(name_of(line).zh)[1:-1],
            folded="".join(name.split()),
            place=levels.place,
            standing=(*levels.standing, misplaced),
            line=line,
            cost=levels.cost,
            share=share_limited(Indicator(level1, level2, name)),
            total_cost=levels.cost and self._may_be_total_cost(line),
            called_cost="成本" in name,
        )

    def _read_levels(self, printed: tuple[str | None, str | None]) -> _Levels:
        level1, level2 = printed
        section, second = (section_of(*levels, self._pack) for levels in ((level1, level2), (None, level2)))
        if not all(map(_admitted, printed)) or section is None:
            raise Unordinary(printed)
        if not bare_name(level1) or weight_in_name(level1) or weight_in_name(level2):
            raise Unordinary(printed)
        kind = bare_name(level2)
        usual = kind if kind in self._usual or not kind else _UNUSUAL
        return _Levels(
            member=compact({"level1": level1, "level2": level2})[1:-1].encode() + b',"name":',
            place=self._places[bare_name(level1)],
            standing=(section.id, second.id if second else "", usual),
            line=replace(self._probe[1].lines[0], level1=level1, level2=level2, section=section.id),
            cost=is_cost(level1, level2),
        )

    def of_a_probe(self, member: bytes, told: bytes) -> Heading:
        """A heading that no section and no check of names knows."""
        line, place = self._probe[1].lines[0], Place(b"", "")
        return Heading(member, told, "", place, ("", "", "", ""), line, False, False, False, False)

    def _place(self, name: str) -> Place:
        section = section_of(name, None, self._pack)
        if section is None:
            raise Unordinary(name)
        return Place(compact({"name": name, "section": section.id})[:-1].encode(), section.id)

    def review(self, *lines: ScoreLine) -> Review:
        """The probe with these lines instead of its own."""
        submission, probe = self._probe
        evaluation = Evaluation(probe.status, probe.totals, probe.rates, probe.execution, probe.sections, lines)
        return Review(submission, self._pack, None, evaluation)

    def standing_in(self, standing: Standing) -> ScoreLine:
        """A line of which checks of the form's structure see just this."""
        section, second, kind, name = standing
        names = {each.id: each.names for each in self._pack.sections}
        unusual = (name for name in (*names.get(second, ()), probes.LEVEL2) if name not in self._usual)
        level2 = next(unusual) if kind == _UNUSUAL else kind or None
        line = replace(self._probe[1].lines[0], level1=names[section][0], level2=level2, section=section)
        return replace(line, name=name) if name else line

    def is_loud(self, heading: Heading, target: PrintedValue) -> bool:
        """Whether a check of names has something to say of such a target under such a heading."""
        review = self.review(_line_like(heading.line, heading.line.name, target))
        return any(finding for check in CHECKS_OF_A_NAME for finding in check(review))

    def findings(self, index: int, heading: Heading, target: str) -> list[Found]:
        """What the checks of names say of a target under a heading, as line `index` of a form."""
        return [check.tell(index, (_pointer(index),)) for check in self.told[heading, target]]

    def _tell(self, key: tuple[Heading, str]) -> list[Check]:
        heading, target = key
        review = self.review(replace(heading.line, target=read_cell(target)))
        found = probes.findings(review, CHECKS_OF_A_NAME)
        return [Check(each.gravity, each.rank, Template(each.text, (_pointer(0),))) for each in found]

    def _may_be_total_cost(self, line: ScoreLine) -> bool:
        amount = PrintedValue("1万元", ValueKind.NUMBER, quantity=Quantity(Decimal(1), unit_named("万元")))
        return bool(total_costs(self.review(replace(line, target=amount, actual=amount))))


def _line_like(line: ScoreLine, name: str | None, target: PrintedValue) -> ScoreLine:
    """A line of another name and target; `replace` takes three times as long, and new names come all the time."""
    return ScoreLine(
        index=line.index,
        level1=line.level1,
        level2=line.level2,
        name=name,
        section=line.section,
        target=target,
        actual=line.actual,
        weight=line.weight,
        declared_score=line.declared_score,
        verdict=line.verdict,
    )


def _pointer(index: int) -> bytes:
    return b'"pointer":"/indicators/%d/' % index


def _admitted(name: object) -> bool:
    return name is None or (type(name) is str and len(name) <= _LONGEST_NAME)
