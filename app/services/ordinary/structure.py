"""What is said of a form as a whole: which sections it has, which rules it rests on, whether the pack is its own."""

from dataclasses import replace
from decimal import Decimal

from app.domain.evaluation import ScoreLine
from app.domain.findings.review import Check, Review
from app.domain.findings.structure.authority_unverified import authority_unverified
from app.domain.findings.structure.pack_out_of_scope import pack_out_of_scope
from app.domain.findings.structure.section_missing import section_missing
from app.domain.findings.structure.usual_indicator_missing import usual_indicator_missing
from app.domain.findings.totals.output_benefit_below_minimum import output_benefit_below_minimum
from app.domain.findings.totals.section_split_unusual import section_split_unusual
from app.domain.rule_pack import FormKind, RulePack
from app.services.ordinary import probes
from app.services.ordinary.figures import millionths
from app.services.ordinary.found import Found
from app.services.ordinary.headings import Headings, Place, Standing
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.totals import Sums


def structure(pack: RulePack, headings: Headings) -> Learned[frozenset[Standing], list[Found]]:
    """What the sections of a form's lines give to say."""

    def work_out(standings: frozenset[Standing]) -> list[Found]:
        lines = [headings.standing_in(each) for each in standings]
        return _found(headings.review(*lines), section_missing, usual_indicator_missing)

    return Learned(work_out, 4_096)


def scope(pack: RulePack) -> Learned[tuple[str, int, str | None], list[Found]]:
    """What kind, year and region of a form give to say of the pack."""
    probe = probes.probe(pack)

    def work_out(form: tuple[str, int, str | None]) -> list[Found]:
        kind, year, region = form
        submission = replace(probe.submission, kind=FormKind(kind), fiscal_year=year, region_code=region)
        return _found(replace(probe.review, submission=submission), pack_out_of_scope)

    return Learned(work_out, 1_024)


def authorities(pack: RulePack) -> Learned[tuple[bool, int, int], list[Found]]:
    """What rests on rules nobody verified, by: is execution scored, how many lines by numbers, how many by tiers."""
    numbers = _line(pack, "≥5个", "5个")

    def work_out(lines: tuple[bool, int, int]) -> list[Found]:
        execution, by_numbers, by_tiers = lines
        scored = probes.probe(pack, funds=probes.spent_funds("5")) if execution else probes.probe(pack)
        tiers = (_line(pack, *_best_words(pack)),) * by_tiers if by_tiers else ()
        totals = replace(scored.evaluation.totals, grade=pack.grades.bands[0].grade if pack.grades else None)
        evaluation = replace(scored.evaluation, lines=(numbers,) * by_numbers + tiers, totals=totals)
        return _found(replace(scored.review, evaluation=evaluation), authority_unverified)

    return Learned(work_out, 4_096)


def _line(pack: RulePack, target: str, actual: str) -> ScoreLine:
    line = probes.probe(pack, probes.line(target, actual, "10", "10")).evaluation.lines[0]
    if line.score != Decimal(10):
        raise Unordinary("a probe that is not scored in full")
    return line


def _best_words(pack: RulePack) -> tuple[str, str]:
    if pack.qualitative is None:
        raise Unordinary(pack.id)
    word = pack.qualitative.tiers[0].phrases[0]
    return word, word


def _found(review: Review, *checks: Check) -> list[Found]:
    """What these checks say, none of it about a single line."""
    return [(each.gravity, each.rank, -1, each.text.encode()) for each in probes.findings(review, checks)]


class SectionWeights:
    """What the weights of the sections give to say."""

    def __init__(self, pack: RulePack, headings: Headings) -> None:
        minimum = pack.review.output_benefit_minimum
        self.minimum = 0 if minimum is None else millionths(minimum)
        self.others = {section.id for section in pack.sections if section.counts_as is None}
        self.split = any(section.usual_weight is not None for section in pack.sections)
        self._headings = headings
        self.told: Learned[frozenset[tuple[str, int]], list[Found]] = Learned(self._work_out, 4_096)

    def findings(self, sections: dict[Place, Sums]) -> list[Found]:
        """Usually nothing, and then at little cost."""
        counted = sum(sums.weight for place, sums in sections.items() if place.id not in self.others)
        if counted >= self.minimum and not self.split:
            return []
        weights: dict[str, int] = {}
        for place, sums in sections.items():
            weights[place.id] = weights.get(place.id, 0) + sums.weight
        return self.told[frozenset(weights.items())]

    def _work_out(self, weights: frozenset[tuple[str, int]]) -> list[Found]:
        lines = [
            replace(self._headings.standing_in((section, "", "", "")), weight=Decimal(weight).scaleb(-6))
            for section, weight in weights
        ]
        return _found(self._headings.review(*lines), section_split_unusual, output_benefit_below_minimum)
