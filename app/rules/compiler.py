"""A pack file → the domain's `RulePack`: every problem of the file at once, or the compiled pack."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ValidationError

from app.domain import rule_pack as domain
from app.domain.rule import Authority, Interpretation, ZeroDenominator
from app.rules import schema
from app.rules.checks import CHECKS
from app.rules.criteria_checks import CRITERIA_CHECKS
from app.rules.criteria_compiler import Authorities, Readings, criteria_of, fraction_of, rule_of, text_of
from app.rules.errors import InvalidRulePack
from app.rules.form_checks import FORM_CHECKS
from app.rules.loader import Data, Document
from app.rules.measure_checks import MEASURE_CHECKS
from app.rules.over_fulfilment_checks import OVER_FULFILMENT_CHECKS
from app.rules.shape import shape_problems

_PLACES_WITHOUT_POINTS = 2
_CHECKS = (*CHECKS, *FORM_CHECKS, *OVER_FULFILMENT_CHECKS, *CRITERIA_CHECKS, *MEASURE_CHECKS)


@dataclass(frozen=True, slots=True)
class CompiledPack:
    """A pack and its file as data: percentages as printed, decimals as text."""

    pack: domain.RulePack
    raw: dict[str, Any]
    file: str


def compile_document(document: Document) -> CompiledPack:
    """Compiles one pack file.

    Raises:
        InvalidRulePack: with every problem of shape, order, sum and reference, each located.
    """
    found = {problem for check in _CHECKS for problem in check(document)}
    try:
        file = schema.PackFile.model_validate(document.data)
    except ValidationError as error:
        raise InvalidRulePack([*found, *shape_problems(document, error)]) from error
    if found:
        raise InvalidRulePack(list(found))
    return CompiledPack(_pack(file, digest_of(document.data)), as_json(file), document.file)


def digest_of(data: Data) -> str:
    """`sha256:` over the canonical JSON of the parsed file.

    Comments and layout leave it alone, and so does `status`: a version that is put in force or
    superseded still holds the rules it was published with.
    """
    rules = {key: value for key, value in data.items() if key != "status"} if isinstance(data, dict) else data
    text = json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def as_json(block: BaseModel) -> dict[str, Any]:
    return block.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _pack(file: schema.PackFile, digest: str) -> domain.RulePack:
    authorities = {
        key: Authority(key, block.document, block.article, block.verified) for key, block in file.authorities.items()
    }
    readings = {key: _interpretation(key, block) for key, block in file.interpretations.items()}
    qualitative, not_applicable = file.indicators.qualitative, file.indicators.not_applicable
    return domain.RulePack(
        id=file.rule_pack,
        version=file.version,
        digest=digest,
        status=file.status,
        title=text_of(file.title),
        scope=_scope(file.applies_to),
        authorities=authorities,
        interpretations=readings,
        total=file.total.points if file.total else Decimal(0),
        score_places=file.total.score_places if file.total else _PLACES_WITHOUT_POINTS,
        grades=_grades(file.grades, authorities) if file.grades else None,
        sections=tuple(_section(block) for block in file.sections.blocks),
        execution=_execution(file.execution, authorities, readings),
        quantitative=_quantitative(file, authorities, readings),
        qualitative=_qualitative(qualitative, authorities, readings) if qualitative else None,
        not_applicable=not_applicable.policy if not_applicable else domain.NotApplicablePolicy.RESCALE,
        review=_review(file.review, authorities),
        criteria=criteria_of(file.criteria, authorities, readings),
        scored=file.scored,
        open=file.open,
    )


def _interpretation(key: str, block: schema.InterpretationBlock) -> Interpretation:
    return Interpretation(
        id=key,
        question=text_of(block.question),
        reading=text_of(block.reading),
        evidence=block.evidence,
        other_reading=text_of(block.other_reading),
    )


def _scope(block: schema.AppliesTo) -> domain.Scope:
    return domain.Scope(
        kind=block.kind,
        region=None if block.region == "nationwide" else block.region,
        first_year=block.fiscal_years.first,
        last_year=block.fiscal_years.last,
        default=block.default,
    )


def _grades(block: schema.GradesBlock, authorities: Authorities) -> domain.GradeRule:
    bands = tuple(domain.GradeBand(band.grade, band.name, tuple(band.aliases), band.at_least) for band in block.bands)
    return domain.GradeRule(rule_of(block, authorities), bands)


def _section(block: schema.SectionBlock) -> domain.SectionRule:
    return domain.SectionRule(
        id=block.id,
        label=text_of(block.label),
        names=(*block.names, *block.level2_names),
        usual_weight=block.usual_weight,
        required=block.required,
        counts_as=block.counts_as,
        usual_level2=tuple(block.usual_level2),
    )


def _execution(block: schema.ExecutionBlock, authorities: Authorities, readings: Readings) -> domain.ExecutionCriterion:
    """Without points of its own, cap and zeros are never asked for."""
    zero = block.zero_denominator
    return domain.ExecutionCriterion(
        id=block.id,
        label=text_of(block.label),
        rule=rule_of(block, authorities, readings),
        weight=block.weight,
        denominator=block.denominator,
        cap=fraction_of(block.cap) if block.cap else Fraction(1),
        zero_over_zero=zero.zero_over_zero if zero else ZeroDenominator.NOT_APPLICABLE,
        positive_over_zero=zero.positive_over_zero if zero else ZeroDenominator.ZERO,
        zero_reading=readings[zero.reading] if zero else None,
        zero_other=(zero and zero.other_reading) or ZeroDenominator.NOT_APPLICABLE,
    )


def _quantitative(file: schema.PackFile, authorities: Authorities, readings: Readings) -> domain.CompletionRule:
    block = file.indicators.quantitative
    return domain.CompletionRule(
        rule=rule_of(block, authorities, readings),
        negative_formula=block.negative_formula or domain.NegativeFormula.INVERSE,
        over_fulfilled_from=fraction_of(file.review.over_fulfilled.at_least),
        cost_limit_reading=readings[block.readings.cost_without_sign],
        deadline_month_reading=readings[block.readings.before_a_month],
        bare_month_reading=readings[block.readings.month_without_sign],
        over_fulfilment=_over_fulfilment(block.over_fulfilment, authorities, readings),
    )


def _over_fulfilment(
    block: schema.OverFulfilmentBlock | None, authorities: Authorities, readings: Readings
) -> domain.OverFulfilmentRule | None:
    """All bands deduct points, or all a share of the weight."""
    if block is None:
        return None
    bands = tuple(
        domain.OverFulfilmentBand(
            at_least=fraction_of(row.at_least),
            deduct=fraction_of(row.deduct) if isinstance(row.deduct, str) else Fraction(row.deduct),
        )
        for row in block.bands
    )
    in_points = isinstance(block.bands[0].deduct, Decimal)
    return domain.OverFulfilmentRule(rule_of(block, authorities, readings), bands, in_points)


def _qualitative(block: schema.QualitativeBlock, authorities: Authorities, readings: Readings) -> domain.TiersRule:
    uppers = (Fraction(1), *(fraction_of(tier.at_least) for tier in block.tiers))
    tiers = tuple(
        domain.Tier(
            name=tier.tier,
            label=text_of(tier.label),
            lower=fraction_of(tier.at_least),
            upper=upper,
            upper_inside=index == 0,
            phrases=tuple(tier.phrases),
        )
        for index, (tier, upper) in enumerate(zip(block.tiers, uppers, strict=False))
    )
    return domain.TiersRule(
        rule=rule_of(block, authorities),
        tiers=tiers,
        scales=tuple(tuple(scale) for scale in block.word_scales),
        reading=readings[block.reading],
        beside_numbers=readings[block.readings.beside_numbers] if block.readings else None,
    )


def _review(block: schema.ReviewBlock, authorities: Authorities) -> domain.ReviewLimits:
    minimum = block.output_and_benefit
    return domain.ReviewLimits(
        execution_reason_below=fraction_of(block.execution_reason.below),
        unspent_gap=fraction_of(block.unspent_but_achieved.gap_above),
        output_benefit_minimum=minimum.at_least if minimum else None,
        output_benefit_rule=rule_of(minimum, authorities) if minimum else None,
        copies_from_indicators=block.actual_copies_target.indicators,
        copies_share=fraction_of(block.actual_copies_target.share),
    )
