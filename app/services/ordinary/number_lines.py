"""Lines that set a number against a number of the same unit.

The arithmetic of app/domain/comparison.py, completion.py and methods/completion_ratio.py in integers, and the
checks that compare what was declared with it.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from app.domain.rule_pack import NegativeFormula, RulePack
from app.domain.submission import Indicator
from app.services.ordinary import figures, probes
from app.services.ordinary.cells import Column, Frame, Number, Way
from app.services.ordinary.figures import MILLION
from app.services.ordinary.headings import Heading, Place
from app.services.ordinary.json_text import compact
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.points import Points, difference
from app.services.ordinary.template import Blank, Template, Values, proven
from app.services.sheet import indicator_of

Found = tuple[int, int, int, bytes]
"""A finding to be sorted: gravity, rank of its check, line, text."""

_ALL = 100 * MILLION
_ANY = 10**24
_WHOLE = b'"completion_ratio":"1"'
_LARGEST_BARE_RATIO = MILLION * 3 // 2
_SIGNS = {Way.UP: "≥", Way.DOWN: "≤", Way.EXACT: "="}
_HEADING = compact({"level1": probes.LEVEL1, "level2": probes.LEVEL2, "name": probes.NAME})[1:-1].encode()
_NAME = f"“{probes.NAME}”".encode()
_PROBE_HEADING = Heading(
    _HEADING, _NAME, probes.NAME, Place(b"", ""), ("", "", ""), frozenset(), False, False, False, False
)
_OF_AN_ACTUAL = (Way.UNSAID, Way.EXACT)


@dataclass(frozen=True, slots=True)
class _Example:
    """A probe: a larger and a smaller number, weight, declared score, reason."""

    larger: str
    smaller: str
    weight: str
    declared: str
    reason: str | None = None

    def line(self, way: Way, *, met: bool) -> Indicator:
        """A line that is met, or not, whichever way its target counts."""
        target, actual = self.larger, self.smaller
        if way is Way.EXACT and met:
            actual = target
        elif (way is Way.UP) is met:
            target, actual = actual, target
        return probes.line(f"{_SIGNS[way]}{target}", actual, self.weight, self.declared, self.reason)


_PARTLY = _Example("7919.62桩", "7907.3桩", "61.370", "17.29"), _Example("5417.8根", "5392根", "37.190", "11.83")
_IN_FULL = replace(_PARTLY[0], declared="61.37"), replace(_PARTLY[1], declared="37.19")
_NEARLY = replace(_PARTLY[0], declared="61.369"), replace(_PARTLY[1], declared="37.189")
_EXPLAINED = (
    replace(_IN_FULL[0], smaller="7919.620桩", reason="〔原因〕"),
    replace(_IN_FULL[1], smaller="5417.80根", reason="〔原因〕"),
)


Scored = tuple[bytes, int, bool]
"""A line of a sheet: its JSON, its score in millionths, whether its target is met."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two frames under a heading settle before any number is known.

    A number of zero, above `most`, or as small as `least` is for the domain, and so are two equal ones where the
    sign is `strict`. `sign` stands between two that differ where the target is met.
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


@dataclass(frozen=True, slots=True)
class Check:
    """A finding as a template, and where it stands among others."""

    gravity: int
    rank: int
    template: Template

    def tell(self, index: int, values: Values) -> Found:
        return self.gravity, self.rank, index, self.template.fill(values)


class _Checks(NamedTuple):
    """What may be said of such a line."""

    deducted: Check
    full: Check
    below: Check
    above: Check
    no_reason: Check
    no_loss: Check


class _Said(NamedTuple):
    """A finding of a check, and probes for which it is made."""

    name: str
    code: str
    field: str
    examples: tuple[_Example, _Example]
    met: bool


_SAID = (
    _Said("deducted", "MET_BUT_DEDUCTED", "declared_score", _PARTLY, met=True),
    _Said("full", "UNMET_BUT_FULL", "declared_score", _IN_FULL, met=False),
    _Said("below", "DECLARED_SCORE_MISMATCH", "declared_score", _PARTLY, met=False),
    _Said("above", "DECLARED_SCORE_MISMATCH", "declared_score", _NEARLY, met=False),
    _Said("no_reason", "DEVIATION_REASON_MISSING", "deviation_reason", _PARTLY, met=True),
    _Said("no_loss", "REASON_WITHOUT_DEDUCTION", "deviation_reason", _EXPLAINED, met=True),
)


class NumberLines:
    """The number lines of one pack. Raises Unordinary for a pack whose lines do not follow the templates."""

    def __init__(
        self, pack: RulePack, target: Column, actual: Column, points: Learned[tuple[str, str | None], Points]
    ) -> None:
        rule = pack.quantitative
        if rule.negative_formula is not NegativeFormula.INVERSE or rule.over_fulfilment is not None:
            raise Unordinary(pack.id)
        self._pack = pack
        self._target, self._actual, self._points = target, actual, points
        self._grain: int = 10 ** (6 - pack.score_places)
        self._over, self._over_below = rule.over_fulfilled_from.as_integer_ratio()
        self.pairs: Learned[tuple[Heading, Frame, Frame], Pair | None] = Learned(self._pair, 8_192)
        self._checks = _Checks(*(Check(0, 0, Blank()) for _ in _SAID))
        self._met = {way: self._line(way, met=True) for way in _SIGNS}
        self._unmet = {way: self._line(way, met=False) for way in _SIGNS}
        self._checks = _Checks(*[self._check(each) for each in _SAID])

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
        wanted, _, _, right, _, target_member, target_step = target
        done, _, _, left, _, actual_member, actual_step = actual
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
            text = pair.met.fill((pair.heading.member, statement, *cells, *figures_met))
            if not points.agrees or explained or above != below:
                self._review_met(index, pair, points, above, below, explained, found)
        else:
            quotient = (left, right) if more is met else (right, left)
            score, text = self._in_proportion(pair, points, above, below, (statement, *cells), quotient)
            self._review_unmet(index, pair, points, score, explained, found)
        return text, score, met

    def _in_proportion(
        self, pair: Pair, points: Points, above: int, below: int, values: Values, quotient: tuple[bytes, bytes]
    ) -> tuple[int, bytes]:
        """The score and the text of a line whose target is not met."""
        product = points.weight * above
        score = min(figures.rounded(product, below, self._grain), points.weight)
        declared = points.declared
        return score, pair.unmet.fill(
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
        self, index: int, pair: Pair, points: Points, above: int, below: int, explained: bool, found: list[Found]
    ) -> None:
        """Adds what is to be said of a line whose target is met. Raises Unordinary where it is far exceeded."""
        if above * self._over_below >= below * self._over and pair.way is Way.UP and not explained:
            raise Unordinary("OVER_FULFILLED")
        score, declared = points.full, points.declared
        if not points.agrees:
            found.append(self._checks.deducted.tell(index, _told(index, pair, points, score)))
        if declared is not None and declared < points.weight:
            if not explained:
                found.append(self._checks.no_reason.tell(index, _counted(index, pair, points, score)))
        elif explained and above == below:
            found.append(self._checks.no_loss.tell(index, _counted(index, pair, points, score)))

    def _review_unmet(
        self, index: int, pair: Pair, points: Points, score: int, explained: bool, found: list[Found]
    ) -> None:
        """Adds what is to be said of a line whose target is not met."""
        declared, weight, checks = points.declared, points.weight, self._checks
        if declared is not None and not points.rounds_to_declared(score):
            check = checks.full if declared == weight else checks.below if declared < score else checks.above
            found.append(check.tell(index, _told(index, pair, points, score)))
        if not explained and (score if declared is None else declared) < weight:
            found.append(checks.no_reason.tell(index, _counted(index, pair, points, score)))

    def _pair(self, key: tuple[Heading, Frame, Frame]) -> Pair | None:
        """None where a unit, a sign or a cost needs the domain. Raises Unordinary where a check speaks of the name."""
        heading, target, actual = key
        if target.sort in heading.loud:
            raise Unordinary(heading.told)
        way = Way.UP if target.way is Way.UNSAID and not heading.cost else target.way
        symbol = target.symbol if target.symbol == actual.symbol else _inherited(target, actual, heading)
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
            met=self._met[way],
            unmet=self._unmet[way],
            may_be_cost=heading.total_cost and money_or_bare,
        )

    def _line(self, way: Way, *, met: bool) -> Template:
        def written(example: _Example) -> tuple[str, Values]:
            line = example.line(way, met=met)
            text = compact(indicator_of(probes.probe(self._pack, line).evaluation.lines[0]))
            blank = Blank()
            self._score_example(example, way, met=met, blank=blank)
            return text, blank.values

        return proven(*map(written, _PARTLY))

    def _check(self, said: _Said) -> Check:
        def written(example: _Example) -> tuple[probes.Told, Values]:
            line = example.line(Way.UP, met=said.met)
            told = probes.told(probes.probe(self._pack, line).review, said.code, f"/indicators/0/{said.field}")
            self._score_example(example, Way.UP, met=said.met, blank=Blank())
            return told, getattr(self._checks, said.name).template.values

        (one, values), (other, others) = map(written, said.examples)
        return Check(one.gravity, one.rank, proven((one.text, values), (other.text, others)))

    def _score_example(self, example: _Example, way: Way, *, met: bool, blank: Blank) -> None:
        """Scores a probe, for the figures that go into `blank` and into the checks."""
        line = example.line(way, met=met)
        target, actual = self._target.read[str(line.target)], self._actual.read[str(line.actual)]
        if target is None or actual is None:
            raise Unordinary("a probe that is no number")
        frame = target.frame
        pair = Pair(_PROBE_HEADING, way, frame.symbol, frame.sign, False, 0, 0, _ANY, blank, blank, False)
        points = self._points[example.weight, example.declared]
        scored = self.score(0, pair, target, actual, points, example.reason is not None, [])
        if scored is None or scored[2] is not met:
            raise Unordinary("a probe that comes out otherwise")


def _inherited(target: Frame, actual: Frame, heading: Heading) -> bytes | None:
    """The unit of the side that prints one, where a bare number beside it may be meant in it."""
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


def _counted(index: int, pair: Pair, points: Points, score: int) -> Values:
    """The figures of a finding about the score that counts: the declared one, else the computed one."""
    counted = figures.plain[score] if points.declared is None else points.declared_text
    return b"/indicators/%d/" % index, pair.heading.told, points.weight_text, counted
