"""The lines of one form, and what the checks of whole forms have to count on the way."""

from typing import Any, NamedTuple

from app.domain.findings.review import is_reason
from app.domain.rule_pack import RulePack
from app.services.ordinary.admission import Admission
from app.services.ordinary.cells import Column, Number
from app.services.ordinary.costs import Cost
from app.services.ordinary.headings import Heading, Headings, Place, Standing
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.number_lines import Found, NumberLines, Scored
from app.services.ordinary.other_lines import OtherLine, other_lines
from app.services.ordinary.points import Points
from app.services.ordinary.shapes import Shape
from app.services.ordinary.totals import Sums

_LINE = Shape(
    ("level1", "level2", "name", "target", "actual", "weight", "declared_score", "deviation_reason", "improvement"),
    (
        *("criterion", "initial_target", "direction", "declared_completion", "formula", "facts", "checks", "tier"),
        *("completion", "deductions", "survey", "parts", "not_applicable", "core"),
    ),
)
_LONGEST_TEXT, _MOST_LINES = 4_000, 500
_FEWEST_ON_TARGET, _FEWEST_LIMITS = 3, 2


class Lines(NamedTuple):
    """The scored lines of one form, the JSON in pieces, and what checks of whole forms have to know of them."""

    pieces: list[bytes]
    members: int
    sections: dict[Place, Sums]
    standings: frozenset[Standing]
    by_numbers: int
    by_tiers: int
    judged: int
    met: int
    costs: list[Cost]


class LineReader:
    """Reads and scores the lines of one pack's forms."""

    def __init__(
        self, pack: RulePack, admission: Admission, headings: Headings, points: Learned[tuple[str, str | None], Points]
    ) -> None:
        self._headings = headings.read
        self._points = points
        target, actual = Column(admission, target=True), Column(admission, target=False)
        self._target, self._actual = target.read, actual.read
        self._by_numbers = NumberLines(pack, headings, (target, actual), points)
        self._loud: Learned[tuple[Heading, OtherLine], bool] = Learned(
            lambda key: headings.is_loud(key[0], key[1].target), 8_192
        )
        self._others = other_lines(pack, admission)
        self._copies_from = pack.review.copies_from_indicators
        self._copies_share = pack.review.copies_share.as_integer_ratio()

    def score(self, rows: Any, fiscal_year: int, money_unit: str, found: list[Found]) -> Lines:
        """Every line, findings added to `found`. Raises Unordinary for what only the domain can tell of."""
        if type(rows) is not list or not 0 < len(rows) <= _MOST_LINES:
            raise Unordinary("indicators")
        score_numbers, pairs, members_of = self._by_numbers.score, self._by_numbers.pairs, _LINE.members
        all_headings, all_points, targets, actuals = self._headings, self._points, self._target, self._actual
        pieces: list[bytes] = []
        headings: list[Heading] = []
        numbers: list[tuple[Number, Number]] = []
        others: list[OtherLine] = []
        costs: list[Cost] = []
        sections: dict[Place, Sums] = {}
        members = judged = achieved = 0
        money = money_unit.encode()
        for index, row in enumerate(rows):
            level1, level2, name, target, actual, weight, declared, reason, improvement = members_of(row)
            members += len(row)
            heading, points = all_headings[level1, level2, name], all_points[weight, declared]
            wanted, done = targets[target], actuals[actual]
            explained = (reason is not None or improvement is not None) and _explained(reason, improvement)
            line = None
            if wanted is not None and done is not None:
                pair = pairs[heading, wanted.frame, done.frame, money]
                if pair is not None:
                    line = score_numbers(index, pair, wanted, done, points, explained, found)
                    numbers.append((wanted, done))
                    if pair.may_be_cost:
                        costs.append(Cost(index, heading, wanted, done))
            if line is None:
                cells = (level1, level2, target, actual, weight, declared, explained, fiscal_year, money_unit)
                other = self._others[cells]
                others.append(other)
                if self._loud[heading, other]:
                    raise Unordinary(heading.told)
                line = _other(index, heading, other, found)
            text, score, met = line
            pieces.append(b",")
            pieces += text
            headings.append(heading)
            if not heading.cost:
                judged += 1
                achieved += met
            sums = sections.get(heading.place)
            if sums is None:
                sections[heading.place] = Sums(points.weight, score, points.declared)
            else:
                sums.add(points.weight, score, points.declared)
        self._nothing_to_say(headings, numbers, others)
        by_tiers = sum([other.tiers for other in others])
        standings = frozenset([heading.standing for heading in headings])
        by_numbers = len(headings) - by_tiers
        # The first comma separates nothing.
        return Lines(pieces[1:], members, sections, standings, by_numbers, by_tiers, judged, achieved, costs)

    def _nothing_to_say(
        self, headings: list[Heading], numbers: list[tuple[Number, Number]], others: list[OtherLine]
    ) -> None:
        """Raises Unordinary where lines are alike, copied, or all on target: the domain says so."""
        count = len(headings)
        if len({heading.folded for heading in headings}) != count:
            raise Unordinary("INDICATOR_DUPLICATE")
        copies = sum([one.folded == other.folded for one, other in numbers]) + sum([other.copied for other in others])
        above, below = self._copies_share
        if count >= self._copies_from and copies * below >= count * above:
            raise Unordinary("ACTUAL_COPIES_TARGET")
        for one, other in numbers:
            if one.value != other.value:
                return
        loose = sum([other.number for other in others])
        limits = sum([one.frame.limit and one.frame.share for one, _ in numbers])
        if len(numbers) + loose >= _FEWEST_ON_TARGET and limits + loose >= _FEWEST_LIMITS:
            raise Unordinary("ALL_ON_TARGET")


def _other(index: int, heading: Heading, line: OtherLine, found: list[Found]) -> Scored:
    """A line that the domain scored under another name; what hangs on the name is not for such a line."""
    if line.number and (heading.share or heading.total_cost):
        raise Unordinary(heading.told)
    if line.checks:
        found += line.findings(index, heading.told)
    return line.under(heading.member), line.score, line.met


def _explained(reason: Any, improvement: Any) -> bool:
    """Whether a reason is given. Raises Unordinary for what is no text of the contract."""
    for sent in (reason, improvement):
        if sent is not None and (type(sent) is not str or len(sent) > _LONGEST_TEXT):
            raise Unordinary(sent)
    return is_reason(reason)
