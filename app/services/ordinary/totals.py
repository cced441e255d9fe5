"""Sections and totals of an ordinary form: every line has a weight and a score, so both are plain sums."""

from decimal import Decimal
from typing import NamedTuple

from app.domain.findings.review import Check
from app.domain.grading import grade_named, grade_of
from app.domain.rounding import decimals_of
from app.domain.rule_pack import GradeBand, RulePack
from app.domain.text import plain
from app.services.ordinary import figures, probes
from app.services.ordinary.admission import Admission
from app.services.ordinary.figures import millionths
from app.services.ordinary.headings import Place
from app.services.ordinary.json_text import compact, figure, quoted
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.points import difference
from app.services.ordinary.template import Template, Values, proven
from app.services.ordinary.whole import DECLARED, GRADE, WEIGHTS
from app.services.sheet import section_of, totals_of

_LONGEST_NAME = 200
_EXAMPLES = ("61.370", "37.190")


class Sums:
    """Weights, scores and declared scores added up in millionths; `complete` while every score is declared."""

    __slots__ = ("complete", "declared", "score", "weight")

    def __init__(self, weight: int, score: int, declared: int | None) -> None:
        self.weight = weight
        self.score = score
        self.declared = declared or 0
        self.complete = declared is not None

    def include(self, other: "Sums") -> None:
        self.weight += other.weight
        self.score += other.score
        self.declared += other.declared
        self.complete = self.complete and other.complete

    def add(self, weight: int, score: int, declared: int | None) -> None:
        self.weight += weight
        self.score += score
        if declared is None:
            self.complete = False
        else:
            self.declared += declared


class _Declared(NamedTuple):
    """What a form declares as its result; `disputed` is a grade that is not due for the total."""

    total: int | None
    total_json: bytes
    grain: int
    grade_json: bytes
    disputed: bool


class _Band(NamedTuple):
    """A grade, the total in millionths it begins at, and its members in the sheet."""

    least: int
    grade: str | None
    member: bytes


class Totals:
    """The sums of one pack's forms."""

    def __init__(self, pack: RulePack, admission: Admission) -> None:
        self._pack = pack
        self._admission = admission
        self.whole = millionths(pack.total)
        grades = pack.grades
        self.bands = [_band(each) for each in grades.bands] if grades is not None else [_band(None)]
        self.declared: Learned[tuple[str | None, str | None], _Declared] = Learned(self._read, 4_096)
        self.totals = proven(*map(self._example, _EXAMPLES))
        self.section = _section_template(pack)

    def text(self, sums: Sums, total: str | None, grade: str | None, asked: list[Check]) -> tuple[bytes, str | None]:
        """The totals and the grade; checks are `asked` where weights or declared scores do not add up."""
        declared = self.declared[total, grade]
        if sums.weight != self.whole:
            asked += WEIGHTS
        if declared.total is not None:
            if not sums.complete or figures.rounded(sums.declared, 1, declared.grain) != declared.total:
                asked += DECLARED
            if declared.disputed:
                asked += GRADE
        awarded = self._awarded(sums.score)
        return self.totals.fill(_figures(sums.score, sums.weight, declared, awarded.member)), awarded.grade

    def sections(self, sums: dict[Place, Sums]) -> bytes:
        """The sections in the order the form first names them."""
        return b",".join(
            [
                self.section.fill(
                    (
                        place.opening,
                        figures.plain[each.weight],
                        figures.plain[each.score],
                        figure(figures.plain[each.declared]) if each.complete else b"null",
                    )
                )
                for place, each in sums.items()
            ]
        )

    def _read(self, declared: tuple[str | None, str | None]) -> _Declared:
        total, grade = declared
        number = self._admission.number(total) if type(total) is str else None
        if (number is None) != (total is None) or not (grade is None or type(grade) is str):
            raise Unordinary(declared)
        if grade is not None and len(grade) > _LONGEST_NAME:
            raise Unordinary(declared)
        grades = self._pack.grades
        named = grade_named(grade, grades) if grades is not None and grade else None
        due = grade_of(number, grades) if grades is not None and number is not None else None
        band = named or due
        return _Declared(
            None if number is None else millionths(number),
            quoted(None if number is None else plain(number)),
            10 ** (6 - decimals_of(number or Decimal(0))),
            b'"declared_grade":%b' % quoted(band.grade if band else None),
            named is not None and due is not None and named != due,
        )

    def _awarded(self, score: int) -> "_Band":
        return next((band for band in self.bands if score >= band.least), self.bands[-1])

    def _example(self, weight: str) -> tuple[str, Values]:
        """A form of one line and spent funds, with a total that another grade is due for."""
        line = probes.line("≥7919.62桩", "7907.3桩", weight, weight)
        probe = probes.probe(self._pack, line, funds=probes.spent_funds("5"), total="61.7")
        totals = probe.evaluation.totals
        if totals.score is None:
            raise Unordinary("a probe without a score")
        score = millionths(totals.score)
        declared = self.declared["61.7", None]
        values = _figures(score, millionths(totals.weight), declared, self._awarded(score).member)
        return compact(totals_of(probe.evaluation)), values


def _band(band: GradeBand | None) -> _Band:
    members = {"grade": band.grade if band else None, "grade_name": band.name if band else None}
    grade, least = (band.grade, millionths(band.at_least)) if band else (None, 0)
    return _Band(least, grade, compact(members)[1:-1].encode())


def _figures(score: int, weight: int, declared: _Declared, awarded: bytes) -> Values:
    return (
        figures.plain[score],
        figures.plain[weight],
        b'"declared":%b' % declared.total_json,
        b'"difference":%b' % (b"null" if declared.total is None else difference(declared.total, score)),
        awarded,
        declared.grade_json,
    )


def _section_template(pack: RulePack) -> Template:
    def written(weight: str) -> tuple[str, Values]:
        line = probes.line("≥7919.62桩", "7907.3桩", weight, "17.29")
        section = probes.probe(pack, line).evaluation.sections[0]
        opening = compact({"name": section.name, "section": section.section})[:-1].encode()
        if section.score is None or section.weight is None or section.declared_score is None:
            raise Unordinary("a probe without a score")
        numbers = (section.weight, section.score, section.declared_score)
        weight_text, score, declared = (figures.plain[millionths(number)] for number in numbers)
        return compact(section_of(section)), (opening, weight_text, score, figure(declared))

    return proven(*map(written, _EXAMPLES))
