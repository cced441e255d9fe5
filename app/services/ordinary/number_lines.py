"""Lines that set a number against a number of the same unit.

The arithmetic of app/domain/comparison.py, completion.py and methods/completion_ratio.py in integers, and the
checks that compare what was declared with it.
"""

from dataclasses import dataclass
from typing import NamedTuple

from app.domain.rule_pack import NegativeFormula, RulePack
from app.services.ordinary import figures, probes
from app.services.ordinary.cells import Column, Frame, Number, Way
from app.services.ordinary.figures import MILLION
from app.services.ordinary.found import Check, Found, proven_check
from app.services.ordinary.headings import Heading, Headings
from app.services.ordinary.json_text import compact
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.number_probes import HEADING, NAME, PARTLY, SAID, SIGNS, Example, Said
from app.services.ordinary.points import Points, difference
from app.services.ordinary.template import Blank, Template, Values, proven
from app.services.sheet import indicator_of

_ALL = 100 * MILLION
_ANY = 10**24
_WHOLE = b'"completion_ratio":"1"'
_LARGEST_BARE_RATIO = MILLION * 3 // 2
_OF_AN_ACTUAL = (Way.UNSAID, Way.EXACT)


Scored = tuple[Values, int, bool]
"""A line of a sheet: its JSON in pieces, its score in millionths, whether its target is met."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two frames under a heading settle before any number is known.

    A number of zero, above `most`, or as small as `least` is for the domain, and so are two equal ones where the
    sign is `strict`. `sign` stands between two that differ where the target is met. Under a `loud` heading a check of
    names may have something to say of the target.
    """

    heading: Heading
    way: Way
    symbol: bytes
    sign: bytes
    strict: bool
    least_target: int
    least_actual: int
    most: int
    met: Template
    unmet: Template
    may_be_cost: bool
    loud: bool


class _Checks(NamedTuple):
    """What may be said of such a line."""

    deducted: Check
    full: Check
    below: Check
    above: Check
    no_reason: Check
    no_loss: Check
    beyond: Check


class NumberLines:
    """The number lines of one pack. Raises Unordinary for a pack whose lines do not follow the templates."""

    def __init__(
        self,
        pack: RulePack,
        headings: Headings,
        columns: tuple[Column, Column],
        points: Learned[tuple[str, str | None], Points],
    ) -> None:
        """`columns` are that of the targets and that of the actuals."""
        rule = pack.quantitative
        if rule.negative_formula is not NegativeFormula.INVERSE or rule.over_fulfilment is not None:
            raise Unordinary(pack.id)
        self._pack = pack
        self._headings = headings
        self._target, self._actual = columns
        self._points = points
        self._heading = headings.of_a_probe(HEADING, NAME)
        self.grain: int = 10 ** (6 - pack.score_places)
        self.over, self.over_below = rule.over_fulfilled_from.as_integer_ratio()
        self.pairs: Learned[tuple[Heading, Frame, Frame, bytes], Pair | None] = Learned(self._pair, 8_192)
        self.checks = _Checks(*(Check(0, 0, Blank()) for _ in SAID))
        self.met = {way: self._line(way, met=True) for way in SIGNS}
        self.unmet = {way: self._line(way, met=False) for way in SIGNS}
        self.checks = _Checks(*[self._check(each) for each in SAID])

    def score(
        self,
        index: int,
        pair: Pair,
        target: Number,
        actual: Number,
        points: Points,
        explained: bool,
        found: list[Found],
    ) -> Scored | None:
        """The line, its findings added to `found`; None for a zero, a tie or a size that needs the domain."""
        wanted, _, _, right, _, _, target_member, target_step = target
        done, _, _, left, _, _, actual_member, actual_step = actual
        if wanted <= pair.least_target or done <= pair.least_actual or wanted > pair.most or done > pair.most:
            return None
        symbol = pair.symbol
        if done == wanted:
            if pair.strict:
                return None
            met, sign, above, below, ratio = True, b"=", done, wanted, _WHOLE
        else:
            more = done > wanted
            met = pair.way is (Way.UP if more else Way.DOWN)
            sign = pair.sign if met else b">" if more else b"<"
            above, below = (done, wanted) if more is met else (wanted, done)
            ratio = b'"completion_ratio":"%b"' % figures.ratio(above, below)
        cells = target_member, actual_member, target_step, actual_step, ratio
        statement = b"%b%b %b %b%b" % (left, symbol, sign, right, symbol)
        if met:
            score = points.full
            figures_met = points.weight_text, points.full_text, points.declared_json, points.difference
            text = pair.met.pieces((pair.heading.member, statement, *cells, *figures_met))
            if not points.agrees or explained or above != below:
                self._review_met(index, pair, points, (target, actual), explained, found)
        else:
            quotient = (left, right) if more is met else (right, left)
            score, text = self._in_proportion(pair, points, above, below, (statement, *cells), quotient)
            self._review_unmet(index, pair, points, score, explained, found)
        return text, score, met

    def _in_proportion(
        self, pair: Pair, points: Points, above: int, below: int, values: Values, quotient: tuple[bytes, bytes]
    ) -> tuple[int, Values]:
        """The score and the text of a line whose target is not met."""
        product = points.weight * above
        score = min(figures.rounded(product, below, self.grain), points.weight)
        declared = points.declared
        return score, pair.unmet.pieces(
            (
                pair.heading.member,
                *values,
                points.weight_text,
                figures.plain[score],
                points.declared_json,
                b"null" if declared is None else difference(declared, score),
                b"%b \xc3\xb7 %b" % quotient,
                b"%b%%" % figures.percent(above, below),
                figures.shown(product, below * MILLION),
            )
        )

    def _review_met(
        self, index: int, pair: Pair, points: Points, cells: tuple[Number, Number], explained: bool, found: list[Found]
    ) -> None:
        """Adds what is to be said of a line whose target is met."""
        target, actual = cells
        score, declared = points.full, points.declared
        if not explained and pair.way is Way.UP and actual.value * self.over_below >= target.value * self.over:
            found.append(self.checks.beyond.tell(index, _exceeded(index, pair, target, actual)))
        if not points.agrees:
            found.append(self.checks.deducted.tell(index, _told(index, pair, points, score)))
        if declared is not None and declared < points.weight:
            if not explained:
                found.append(self.checks.no_reason.tell(index, _counted(index, pair, points, score)))
        elif explained and target.value == actual.value:
            found.append(self.checks.no_loss.tell(index, _counted(index, pair, points, score)))

    def _review_unmet(
        self, index: int, pair: Pair, points: Points, score: int, explained: bool, found: list[Found]
    ) -> None:
        """Adds what is to be said of a line whose target is not met."""
        declared, weight, checks = points.declared, points.weight, self.checks
        if declared is not None and not points.rounds_to_declared(score):
            check = checks.full if declared == weight else checks.below if declared < score else checks.above
            found.append(check.tell(index, _told(index, pair, points, score)))
        if not explained and (score if declared is None else declared) < weight:
            found.append(checks.no_reason.tell(index, _counted(index, pair, points, score)))

    def _pair(self, key: tuple[Heading, Frame, Frame, bytes]) -> Pair | None:
        """None where a unit, a sign or a cost needs the domain."""
        heading, target, actual, money = key
        way = Way.UP if target.way is Way.UNSAID and not heading.cost else target.way
        symbol = _common_unit(target, actual, heading, money)
        if symbol is None or way is Way.UNSAID or actual.way not in _OF_AN_ACTUAL:
            return None
        money_or_bare = target.money or actual.money or target.unit is actual.unit is None
        return Pair(
            heading=heading,
            way=way,
            symbol=symbol,
            sign=target.sign or b">",
            strict=target.strict,
            least_target=_LARGEST_BARE_RATIO if actual.share and not target.symbol else 0,
            least_actual=_LARGEST_BARE_RATIO if target.share and not actual.symbol else 0,
            most=_ALL if heading.share else _ANY,
            met=self.met[way],
            unmet=self.unmet[way],
            may_be_cost=heading.total_cost and money_or_bare,
            loud=self._headings.is_loud(heading, target.sample),
        )

    def _line(self, way: Way, *, met: bool) -> Template:
        def written(example: Example) -> tuple[str, Values]:
            line = example.line(way, met=met)
            text = compact(indicator_of(probes.probe(self._pack, line).evaluation.lines[0]))
            blank = Blank()
            self._score_example(example, way, met=met, blank=blank)
            return text, blank.values

        return proven(*map(written, PARTLY))

    def _check(self, said: Said) -> Check:
        def written(example: Example) -> tuple[probes.Told, Values]:
            line = example.line(Way.UP, met=said.met)
            told = probes.told(probes.probe(self._pack, line).review, said.code, f"/indicators/0/{said.field}")
            self._score_example(example, Way.UP, met=said.met, blank=Blank())
            return told, getattr(self.checks, said.name).template.values

        return proven_check(*map(written, said.examples))

    def _score_example(self, example: Example, way: Way, *, met: bool, blank: Blank) -> None:
        """Scores a probe, for the figures that go into `blank` and into the checks."""
        line = example.line(way, met=met)
        target, actual = self._target.read[str(line.target)], self._actual.read[str(line.actual)]
        if target is None or actual is None:
            raise Unordinary("a probe that is no number")
        frame = target.frame
        pair = Pair(self._heading, way, frame.symbol, frame.sign, False, 0, 0, _ANY, blank, blank, False, False)
        points = self._points[example.weight, example.declared]
        scored = self.score(0, pair, target, actual, points, example.reason is not None, [])
        if scored is None or scored[2] is not met:
            raise Unordinary("a probe that comes out otherwise")


def _common_unit(target: Frame, actual: Frame, heading: Heading, money: bytes) -> bytes | None:
    """The unit of both: printed on both, or on one where the bare one may be meant in it; a bare cost is in money."""
    if target.symbol == actual.symbol:
        return money if heading.cost and not target.symbol else target.symbol
    bare, other = (target, actual) if not target.symbol else (actual, target)
    if bare.symbol or heading.cost or other.unit is None or other.unit.dimension == "count:":
        return None
    return other.symbol


def _told(index: int, pair: Pair, points: Points, score: int) -> Values:
    """The figures of a finding about the declared score."""
    declared = points.declared or 0
    return (
        b"/indicators/%d/" % index,
        pair.heading.told,
        points.weight_text,
        points.declared_text,
        figures.plain[score],
        difference(declared, score),
    )


def _exceeded(index: int, pair: Pair, target: Number, actual: Number) -> Values:
    """The figures of a finding about a target that was left far behind."""
    ratio = figures.percent(actual.value, target.value)
    return b"/indicators/%d/" % index, pair.heading.told, target.printed, actual.printed, b"%b%%" % ratio


def _counted(index: int, pair: Pair, points: Points, score: int) -> Values:
    """The figures of a finding about the score that counts: the declared one, else the computed one."""
    counted = figures.plain[score] if points.declared is None else points.declared_text
    return b"/indicators/%d/" % index, pair.heading.told, points.weight_text, counted
