"""The lines of one form, and what the checks of whole forms have to count on the way."""

from collections.abc import Iterator
from typing import Any

from app.domain.findings.review import Check as DomainCheck
from app.domain.findings.review import is_reason
from app.domain.rule_pack import RulePack
from app.services.ordinary.admission import Admission
from app.services.ordinary.cells import Column, Number
from app.services.ordinary.costs import Cost
from app.services.ordinary.found import Found
from app.services.ordinary.headings import Heading, Headings, Place, Standing
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.number_lines import NumberLines
from app.services.ordinary.other_lines import OtherLine, other_lines
from app.services.ordinary.points import Points
from app.services.ordinary.shapes import Shape
from app.services.ordinary.template import Values
from app.services.ordinary.totals import Sums
from app.services.ordinary.whole import COPIES, COSTS, DUPLICATES, Row

_LINE = Shape(
    (
        *("level1", "level2", "name", "target", "actual", "weight", "declared_score", "deviation_reason"),
        *("improvement", "core"),
    ),
    (
        *("criterion", "initial_target", "direction", "declared_completion", "formula", "facts", "checks", "tier"),
        *("completion", "deductions", "survey", "parts", "not_applicable"),
    ),
)
_LONGEST_TEXT, _MOST_LINES = 4_000, 500
_FEWEST_ON_TARGET, _FEWEST_LIMITS = 3, 2


class Lines:
    """The lines of one form as they are scored: their JSON in pieces, and what is said of them.

    `costs` are those that may be told in integers, `asked` the checks of whole forms that may have something to say.
    """

    __slots__ = (
        *("asked", "costs", "fiscal_year", "found", "members", "money_unit", "numbers", "others", "pieces", "rows"),
        "sections",
    )

    def __init__(self, fiscal_year: int, money_unit: str | None) -> None:
        self.fiscal_year = fiscal_year
        self.money_unit = money_unit
        self.pieces: list[bytes] = []
        self.members = 0
        self.rows: list[Row] = []
        self.numbers: list[tuple[Number, Number]] = []
        self.others: list[OtherLine] = []
        self.costs: list[Cost] = []
        self.sections: dict[Place, Sums] = {}
        self.found: list[Found] = []
        self.asked: list[DomainCheck] = []

    def add(self, row: Row, points: Points, text: Values, score: int) -> None:
        self.rows.append(row)
        self.pieces.append(b"," if self.pieces else b"")
        self.pieces += text
        sums = self.sections.get(row.heading.place)
        if sums is None:
            self.sections[row.heading.place] = Sums(points.weight, score, points.declared)
        else:
            sums.add(points.weight, score, points.declared)

    @property
    def standings(self) -> frozenset[Standing]:
        return frozenset([row.heading.standing for row in self.rows])

    @property
    def by_tiers(self) -> int:
        return sum([other.tiers for other in self.others])

    @property
    def results(self) -> list[bool]:
        """Which targets were met, without costs: one kept low by spending nothing is no achievement."""
        return [row.met for row in self.rows if not row.heading.cost]


class LineReader:
    """Reads and scores the lines of one pack's forms."""

    def __init__(
        self, pack: RulePack, admission: Admission, headings: Headings, points: Learned[tuple[str, str | None], Points]
    ) -> None:
        self.headings = headings
        self.points = points
        self.targets, self.actuals = Column(admission, target=True), Column(admission, target=False)
        self.by_numbers = NumberLines(pack, headings, (self.targets, self.actuals), points)
        self.loud: Learned[tuple[Heading, OtherLine], bool] = Learned(
            lambda key: headings.is_loud(key[0], key[1].target), 8_192
        )
        self.others = other_lines(pack, admission)
        self.copies_from = pack.review.copies_from_indicators
        self.copies_share = pack.review.copies_share.as_integer_ratio()

    def score(self, rows: Any, fiscal_year: int, money_unit: str | None) -> Lines:
        """Every line. Raises Unordinary for what only the domain can tell of."""
        if type(rows) is not list or not 0 < len(rows) <= _MOST_LINES:
            raise Unordinary("indicators")
        lines = Lines(fiscal_year, money_unit)
        money = (money_unit or "").encode()
        for index, row in enumerate(rows):
            self._read(index, row, money, lines)
        lines.asked += self._to_be_asked(lines.rows, lines.numbers, lines.others)
        return lines

    def _read(self, index: int, row: Any, money: bytes, lines: Lines) -> None:
        level1, level2, name, target, actual, weight, declared, reason, improvement, core = _LINE.members(row)
        if core is not None and type(core) is not bool:
            raise Unordinary(core)
        lines.members += len(row)
        heading, points = self.headings.read[level1, level2, name], self.points[weight, declared]
        wanted, done = self.targets.read[target], self.actuals.read[actual]
        explained = (reason is not None or improvement is not None) and _explained(reason, improvement)
        if wanted is not None and done is not None:
            pair = self.by_numbers.pairs[heading, wanted.frame, done.frame, money]
            if pair is not None:
                scored = self.by_numbers.score(index, pair, wanted, done, points, explained, lines.found)
                if scored is not None:
                    text, score, met = scored
                    lines.add(Row(row, heading, met, None), points, text, score)
                    lines.numbers.append((wanted, done))
                    if pair.may_be_cost:
                        lines.costs.append(Cost(index, heading, wanted, done))
                    if pair.loud:
                        lines.found += self.headings.findings(index, heading, target)
                    return
        cells = (level1, level2, target, actual, weight, declared, explained, lines.fiscal_year, lines.money_unit)
        self._add_other(index, Row(row, heading, False, None), points, self.others[(*cells, heading.share)], lines)

    def _add_other(self, index: int, row: Row, points: Points, line: OtherLine, lines: Lines) -> None:
        """A line that the domain scored under another name."""
        heading = row.heading
        lines.add(row._replace(met=line.met, verdict=line.verdict), points, line.under(heading.member), line.score)
        lines.others.append(line)
        if line.checks:
            lines.found += line.findings(index, heading.told)
        if line.amount and heading.total_cost:
            lines.asked += COSTS
        if self.loud[heading, line]:
            lines.found += self.headings.findings(index, heading, row.sent["target"])

    def _to_be_asked(
        self, rows: list[Row], numbers: list[tuple[Number, Number]], others: list[OtherLine]
    ) -> Iterator[DomainCheck]:
        """The checks of lines that may be alike, copied, or all on target."""
        count = len(rows)
        if len({row.heading.folded for row in rows}) != count:
            yield from DUPLICATES
        copies = sum([one.folded == other.folded for one, other in numbers]) + sum([other.copied for other in others])
        above, below = self.copies_share
        if count >= self.copies_from and copies * below >= count * above:
            yield from COPIES
            return
        for one, other in numbers:
            if one.value != other.value:
                return
        loose = sum([other.number for other in others])
        limits = sum([one.frame.limit and one.frame.share for one, _ in numbers])
        if len(numbers) + loose >= _FEWEST_ON_TARGET and limits + loose >= _FEWEST_LIMITS:
            yield from COPIES


def _explained(reason: Any, improvement: Any) -> bool:
    """Whether a reason is given. Raises Unordinary for what is no text of the contract."""
    for sent in (reason, improvement):
        if sent is not None and (type(sent) is not str or len(sent) > _LONGEST_TEXT):
            raise Unordinary(sent)
    return is_reason(reason)
