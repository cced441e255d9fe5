"""One ordinary form: names, funds and lines read and put together as the sheet has them."""

import re
from typing import Any, NamedTuple

from app.domain.findings.review import Check, is_reason
from app.domain.rule_pack import FormKind, RulePack
from app.services.ordinary import probes
from app.services.ordinary.admission import Admission
from app.services.ordinary.costs import CostCheck
from app.services.ordinary.found import Found, code_of
from app.services.ordinary.funds import FundsReader
from app.services.ordinary.headings import Headings
from app.services.ordinary.json_text import quoted
from app.services.ordinary.known import require_known
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.lines import LineReader, Lines
from app.services.ordinary.plain_funds import Spent, plain_funds
from app.services.ordinary.points import points_of
from app.services.ordinary.shapes import Shape
from app.services.ordinary.structure import SectionWeights, authorities, scope, structure
from app.services.ordinary.totals import Sums, Totals
from app.services.ordinary.unspent import UnspentCheck
from app.services.ordinary.whole import COSTS, IDENTITY, OBJECTIVE, UNSPENT, Sent, WholeForms
from app.services.sheet import PackUsed, sheet_of

_NAMED = Shape(("code", "name"))
_OBJECTIVE = Shape(("expected", "actual"))
_DECLARED = Shape(("total", "grade"), ("sections",))
_HEAD_PIECES = 11
_CODE = re.compile(r"([0-9]{6})([0-9]{2})[A-Z][0-9]{12}")
_LONGEST_NAME, _LONGEST_TEXT = 200, 4_000
# Longer than anything that an objective's checks look for.
_LONGEST_TELLING = 30


class Parts(NamedTuple):
    """The members of a form, as sent."""

    project: Any
    department: Any
    unit: Any
    funds: Any
    objective: Any
    indicators: Any
    declared: Any


class Header(NamedTuple):
    """What forms of one office and year have in common; `opening` and `pack` are members of the sheet."""

    kind: FormKind
    fiscal_year: int
    region_code: str | None
    opening: bytes
    pack: bytes


class Form(NamedTuple):
    """A scored form: its sheet in pieces, without the brace that opens it, total and weight in millionths, its grade.

    `members` counts the members of all objects below the form itself.
    """

    pieces: list[bytes]
    score: int
    weight: int
    grade: str | None
    found: list[Found]
    members: int

    @property
    def head(self) -> bytes:
        """The members of the sheet from the first to the totals, without the brace that opens it."""
        return b"".join(self.pieces[:_HEAD_PIECES])

    @property
    def sheet(self) -> bytes:
        return b"".join((b"{", *self.pieces))

    @property
    def finding_codes(self) -> set[str]:
        """As a record keeps them."""
        return {code_of(text).decode() for *_, text in self.found}


class FormReader:
    """Scores the ordinary forms of one pack. Raises Unordinary for a pack that has none."""

    def __init__(self, pack: RulePack, admission: Admission) -> None:
        if not pack.scored or not pack.open or pack.criteria or pack.score_places > 4:
            raise Unordinary(pack.id)
        probe = probes.probe(pack, probes.line("≥5桩", "5桩", "1", "1"))
        require_known(sheet_of(probe.submission, PackUsed(pack, ""), probe.evaluation, ""))
        headings = Headings(pack, (probe.submission, probe.evaluation))
        points = points_of(admission, pack.score_places)
        self.lines = LineReader(pack, admission, headings, points)
        self.funds = FundsReader(pack, admission, points)
        self.totals = Totals(pack, admission)
        self.costs = CostCheck(pack)
        self.unspent = UnspentCheck(pack)
        self._whole = WholeForms(pack)
        self.weights = SectionWeights(pack, headings)
        self.structure = structure(pack, headings)
        self.scope = scope(pack)
        self.authorities = authorities(pack)
        self.names: Learned[tuple[str | None, str | None], tuple[bytes, bool]] = Learned(_named, 4_096)
        self.regions: Learned[tuple[str, str], bool] = Learned(_same_region, 4_096)

    def score(self, header: Header, parts: Parts) -> Form:
        """The form's sheet. Raises Unordinary for a form that is not ordinary in every part."""
        asked: list[Check] = []
        project, department, unit, members = self._identity(header, parts, asked)
        funds, found = self.funds.score(parts.funds)
        lines = self.lines.score(parts.indicators, header.fiscal_year, funds.unit)
        found += lines.found
        asked += lines.asked
        total, grade = _DECLARED.members(parts.declared) if parts.declared is not None else (None, None)
        points = funds.points
        sums = Sums(points.weight, funds.score, points.declared)
        for section in lines.sections.values():
            sums.include(section)
        totals, awarded = self.totals.text(sums, total, grade, asked)
        self._review_spending(lines, funds, found, asked)
        if asked:
            form = Sent(
                kind=header.kind,
                fiscal_year=header.fiscal_year,
                region_code=header.region_code,
                project=parts.project,
                unit=parts.unit,
                objective=parts.objective,
                declared=parts.declared,
                funds=funds.read or plain_funds(parts.funds),
                points=points,
                weight=sums.weight,
                rows=lines.rows,
            )
            found += self._whole.findings(asked, form)
        found += self.weights.findings(lines.sections)
        found += self.structure[lines.standings]
        found += self.scope[header.kind, header.fiscal_year, header.region_code]
        found += self.authorities[True, len(lines.rows) - lines.by_tiers, lines.by_tiers]
        found.sort()
        pieces = [
            header.opening,
            b',"project":',
            project,
            b',"department":',
            department,
            b',"unit":',
            unit,
            b",",
            header.pack,
            b',"totals":',
            totals,
            b',"funds":',
            funds.text,
            b',"sections":[',
            self.totals.sections(lines.sections),
            b'],"indicators":[',
            *lines.pieces,
            b'],"findings":[',
            b",".join([each[3] for each in found]),
            b"]}",
        ]
        members += funds.members + lines.members + (len(parts.declared) if parts.declared else 0)
        return Form(pieces, sums.score, sums.weight, awarded, found, members)

    def _review_spending(self, lines: Lines, funds: Spent, found: list[Found], asked: list[Check]) -> None:
        """Adds what is to be said of costs and of unspent money, or who has to be asked."""
        if funds.unspent:
            asked += UNSPENT
        if funds.amounts is not None:
            found += self.unspent.findings(lines, funds.amounts)
        if not lines.costs or COSTS[0] in asked:
            return
        try:
            if funds.amounts is None:
                raise Unordinary("funds")
            found += self.costs.findings(lines.costs, funds.amounts)
        except Unordinary:
            asked += COSTS

    def _identity(self, header: Header, parts: Parts, asked: list[Check]) -> tuple[bytes, bytes, bytes, int]:
        """Project, department and unit as the sheet has them, and how many members they have with the objective."""
        names, members = [], 0
        for sent in (parts.project, parts.department, parts.unit):
            names.append(_NAMED.members(sent) if sent is not None else (None, None))
            members += len(sent) if sent is not None else 0
        code, name = names[0]
        if not _is_name(code) or not _is_name(name):
            raise Unordinary("project")
        department, (unit, known) = self.names[names[1]][0], self.names[names[2]]
        if not known or not self._is_project(code, name, header):
            asked += IDENTITY
        if parts.objective is not None:
            if _is_telling(*_OBJECTIVE.members(parts.objective)):
                asked += OBJECTIVE
            members += len(parts.objective)
        project = b'{"code":%b,"name":%b}' % (quoted(code or None), quoted(name or None))
        return project, department, unit, members

    def _is_project(self, code: str | None, name: str | None, header: Header) -> bool:
        """Whether the project is named, and its code, if it has one, is that of this form."""
        if not code:
            return is_reason(name)
        match = _CODE.fullmatch(code)
        if match is None or 2000 + int(match[2]) > header.fiscal_year:
            return False
        return header.region_code is None or self.regions[match[1], header.region_code]


def _named(printed: tuple[str | None, str | None]) -> tuple[bytes, bool]:
    """A code and a name as the sheet has them, and whether they say anything."""
    code, name = printed
    if not _is_name(code) or not _is_name(name):
        raise Unordinary(printed)
    text = b'{"code":%b,"name":%b}' % (quoted(code or None), quoted(name or None))
    return text, is_reason(name) or is_reason(code)


def _same_region(regions: tuple[str, str]) -> bool:
    """Whether one contains the other: 110000 is 11 and contains 110106."""
    one, other = (re.sub("(?:00)+$", "", region) for region in regions)
    return one.startswith(other) or other.startswith(one)


def _is_telling(expected: Any, actual: Any) -> bool:
    """Whether a check may have something to say of an objective. Raises Unordinary for one that is no text."""
    for each in (expected, actual):
        if each is not None and (type(each) is not str or len(each) > _LONGEST_TEXT):
            raise Unordinary("objective")
    said = "".join((actual or "").split())
    return len(said) <= _LONGEST_TELLING and ("%" in said or "％" in said or said.startswith(("未", "没有")))


def _is_name(sent: Any) -> bool:
    return sent is None or (type(sent) is str and len(sent) <= _LONGEST_NAME)
