"""What the native core is taught of one pack: the answers to its questions, each worked out once.

A question is a kind and the texts that it is about; the answer is a message that `native/src/facts.rs` reads.
"""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from app.domain.findings.printed_rate import printed_rate
from app.domain.findings.review import NO_REASON
from app.domain.rounding import decimals_of
from app.domain.submission import NamedCode
from app.services.ordinary.cells import PLACE, Column, Frame, Told, Way
from app.services.ordinary.form import FormReader
from app.services.ordinary.found import Check, Found
from app.services.ordinary.headings import Heading, Place, Standing
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.message import message, sequence
from app.services.ordinary.number_probes import SIGNS
from app.services.ordinary.other_lines import OtherLine
from app.services.ordinary.plain_funds import SOURCES, UNITS
from app.services.ordinary.template import Template

Fields = list[str | None]
Thing = TypeVar("Thing")

NOT_THERE = b""
"""The answer about a text that is nothing of the kind."""


class Numbered(Generic[Thing]):
    """Numbers for things, so that the core can name them again."""

    def __init__(self) -> None:
        self._things: list[Thing] = []
        self._numbers: dict[Hashable, int] = {}

    def number(self, thing: Thing, key: Hashable) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self._things)
            self._things.append(thing)
        return self._numbers[key]

    def __getitem__(self, number: int) -> Thing:
        return self._things[number]


class Lessons:
    """The lessons of one pack; `units` are the departments and units asked about, `grades` those of its bands."""

    def __init__(self, reader: FormReader) -> None:
        self.reader = reader
        self._lines, self._numbers = reader.lines, reader.lines.by_numbers
        self._headings: Numbered[Heading] = Numbered()
        self._frames: Numbered[Frame] = Numbered()
        self._names: Numbered[str] = Numbered()
        self._places: Numbered[Place] = Numbered()
        self._standings: Numbered[Standing] = Numbered()
        self._of_others: Learned[OtherLine, bytes] = Learned(_of_other, 2_048)
        self.units: list[NamedCode] = []
        self.grades = [band.grade for band in reader.totals.bands]
        targets, actuals = self._lines.targets, self._lines.actuals
        self._lessons: tuple[Callable[[Fields], bytes], ...] = (
            self._heading,
            self._points,
            lambda fields: self._frame(targets, fields),
            lambda fields: self._frame(actuals, fields),
            lambda fields: self._cell(targets, fields),
            lambda fields: self._cell(actuals, fields),
            self._pair,
            self._other,
            self._of_names,
            self._unit,
            self._region,
            self._declared,
            self._structure,
            self._authorities,
            self._weights,
            self._rate,
        )

    def answer(self, kind: int, fields: Fields) -> bytes:
        """`kind` counts from 1, as in the core. Raises Unordinary for what only the domain can deal with."""
        return self._lessons[kind - 1](fields)

    def scope(self, kind: str, fiscal_year: int, region_code: str | None) -> bytes:
        """What kind, year and region of a form give to say of the pack."""
        return _founds(self.reader.scope[kind, fiscal_year, region_code])

    def pack(self) -> bytes:
        """What is the same for every form."""
        lines, numbers, funds, weights = self._lines, self._numbers, self.reader.funds.plain, self.reader.weights
        totals, unspent = self.reader.totals, self.reader.unspent
        return message(
            sequence(word.encode() for word in NO_REASON),
            sequence(unit.encode() for unit in sorted(UNITS)),
            sequence(source.encode() for source in sorted(SOURCES)),
            totals.whole,
            numbers.grain,
            numbers.over,
            numbers.over_below,
            funds.initial,
            funds.weight,
            *funds.reason_below,
            *unspent.gap,
            weights.minimum,
            sequence(section.encode() for section in sorted(weights.others)),
            weights.split,
            lines.copies_from,
            *lines.copies_share,
            sequence(field for band in totals.bands for field in (b"%d" % band.least, band.member)),
            *(_template(numbers.met[way]) for way in SIGNS),
            *(_template(numbers.unmet[way]) for way in SIGNS),
            _template(funds.funds),
            _template(totals.totals),
            _template(totals.section),
            *(_check(check) for check in numbers.checks),
            *map(_check, (funds.low, funds.mismatch, funds.raised, funds.cut)),
            _check(unspent.check),
            _check(self.reader.costs.check),
        )

    def _heading(self, fields: Fields) -> bytes:
        level1, level2, name = fields
        heading = self._lines.headings.read[level1, level2, name]
        place = heading.place
        return message(
            self._headings.number(heading, heading),
            self._names.number(heading.folded, heading.folded),
            heading.member,
            heading.told,
            self._places.number(place, place),
            place.opening,
            place.id,
            self._standings.number(heading.standing, heading.standing),
            heading.cost,
            heading.total_cost,
            heading.called_cost,
        )

    def _points(self, fields: Fields) -> bytes:
        weight, declared = fields
        if weight is None:
            raise Unordinary("weight")
        points = self._lines.points[weight, declared]
        return message(
            points.weight,
            points.declared,
            points.weight_text,
            points.declared_text,
            points.declared_json,
            points.full,
            points.full_text,
            points.difference,
            points.agrees,
            points.grain,
        )

    def _frame(self, column: Column, fields: Fields) -> bytes:
        before, after = fields
        told = column.frames[before or "", after or ""]
        return NOT_THERE if told is None else self._framed(told)

    def _framed(self, told: Told) -> bytes:
        frame = told.frame
        return message(
            self._frames.number(frame, frame),
            _way(frame.way),
            frame.limit,
            frame.share,
            frame.symbol,
            sequence(told.member.split(PLACE)),
            sequence(told.step.split(PLACE)),
        )

    def _cell(self, column: Column, fields: Fields) -> bytes:
        (text,) = fields
        number = column.read[text or ""]
        if number is None:
            return NOT_THERE
        framed = self._framed(Told(number.frame, number.member, number.step))
        return message(number.value, number.decimals, number.own) + framed

    def _pair(self, fields: Fields) -> bytes:
        heading, target, actual, money = fields
        frames = self._frames[_int(target)], self._frames[_int(actual)]
        pair = self._numbers.pairs[self._headings[_int(heading)], *frames, (money or "").encode()]
        if pair is None:
            return NOT_THERE
        return message(
            _way(pair.way),
            pair.symbol,
            pair.sign,
            pair.strict,
            pair.least_target,
            pair.least_actual,
            pair.most,
            pair.may_be_cost,
            pair.loud,
        )

    def _other(self, fields: Fields) -> bytes:
        number, target, actual, weight, declared, explained, year, money = fields
        heading = self._headings[_int(number)]
        levels = heading.line.level1, heading.line.level2
        if weight is None:
            raise Unordinary("weight")
        cells = (*levels, target or "", actual or "", weight, declared, explained == "1", _int(year), money)
        line = self._lines.others[(*cells, heading.share)]
        return self._of_others[line] + message(self._lines.loud[heading, line])

    def _of_names(self, fields: Fields) -> bytes:
        number, target = fields
        told = self._lines.headings.told[self._headings[_int(number)], target or ""]
        return sequence(_check(check) for check in told)

    def _unit(self, fields: Fields) -> bytes:
        code, name = fields
        text, known = self.reader.names[code, name]
        self.units.append(NamedCode(code or None, name or None))
        return message(len(self.units) - 1, text, known)

    def _region(self, fields: Fields) -> bytes:
        one, other = fields
        return message(self.reader.regions[one or "", other or ""])

    def _declared(self, fields: Fields) -> bytes:
        total, grade = fields
        declared = self.reader.totals.declared[total, grade]
        if declared.total is not None and declared.total < 0:
            raise Unordinary("declared.total")
        return message(declared.total, declared.total_json, declared.grain, declared.grade_json, declared.disputed)

    def _structure(self, fields: Fields) -> bytes:
        standings = frozenset(self._standings[_int(each)] for each in fields)
        return _founds(self.reader.structure[standings])

    def _authorities(self, fields: Fields) -> bytes:
        by_numbers, by_tiers = fields
        return _founds(self.reader.authorities[True, _int(by_numbers), _int(by_tiers)])

    def _weights(self, fields: Fields) -> bytes:
        pairs = zip(fields[::2], fields[1::2], strict=True)
        return _founds(self.reader.weights.told[frozenset((section or "", _int(weight)) for section, weight in pairs)])

    def _rate(self, fields: Fields) -> bytes:
        (printed,) = fields
        rate = printed_rate(printed)
        if rate is None or rate.value < 0 or rate.scale.denominator != 1:
            return NOT_THERE
        decimals = decimals_of(rate.value)
        return message(int(rate.value.scaleb(decimals)), decimals, rate.scale.numerator)


def _of_other(line: OtherLine) -> bytes:
    """What is the same under every heading."""
    return message(
        line.rest,
        line.score,
        line.met,
        line.tiers,
        line.copied,
        line.number,
        line.amount,
        sequence(_check(check) for check in line.checks),
    )


def _int(field: str | None) -> int:
    return int(field or "0")


_WAYS = (Way.UP, Way.DOWN, Way.EXACT, Way.UNSAID)


def _way(way: Way) -> int:
    return _WAYS.index(way)


def _template(template: Template) -> bytes:
    return message(*template.cuts)


def _check(check: Check) -> bytes:
    return message(check.gravity, check.rank, check.code, _template(check.template))


def _founds(found: list[Found]) -> bytes:
    return sequence(_check(Check(gravity, rank, Template(text.decode(), ()))) for gravity, rank, _, text in found)
