"""A pack file → the domain's `RulePack`: every problem of the file at once, or the compiled pack."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ValidationError

from app.domain import rule_pack as domain
from app.domain.rule import Authority, Interpretation, Rule
from app.domain.text import Text
from app.rules import schema
from app.rules.checks import CHECKS, exact
from app.rules.errors import InvalidRulePack
from app.rules.loader import Data, Document
from app.rules.shape import shape_problems


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
    found = {problem for check in CHECKS for problem in check(document)}
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
        key: Authority(key, block.document, block.article, block.verified)
        for key, block in file.authorities.items()
    }
    readings = {key: _interpretation(key, block) for key, block in file.interpretations.items()}
    return domain.RulePack(
        id=file.rule_pack,
        version=file.version,
        digest=digest,
        status=file.status,
        title=_text(file.title),
        scope=_scope(file.applies_to),
        authorities=authorities,
        interpretations=readings,
        total=file.total.points,
        score_places=file.total.score_places,
        grades=_grades(file.grades, authorities),
        sections=tuple(_section(block) for block in file.sections.blocks),
        execution=_execution(file.execution, authorities, readings),
        quantitative=_quantitative(file, authorities, readings),
        qualitative=_qualitative(file.indicators.qualitative, authorities, readings),
        not_applicable=file.indicators.not_applicable.policy,
        review=_review(file.review, authorities),
    )


Authorities = Mapping[str, Authority]
Readings = Mapping[str, Interpretation]


def _text(words: schema.WordsInBoth) -> Text:
    return Text(words.zh, words.en)


def _rule(block: schema.RuleBlock, authorities: Authorities) -> Rule:
    return Rule(_text(block.standard), authorities[block.authority])


def _fraction(percentage: str) -> Fraction:
    value = exact(percentage)
    if value is None:
        raise ValueError(f"not a percentage: {percentage}")
    return value


def _interpretation(key: str, block: schema.InterpretationBlock) -> Interpretation:
    return Interpretation(
        id=key,
        question=_text(block.question),
        reading=_text(block.reading),
        evidence=block.evidence,
        other_reading=_text(block.other_reading),
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
    return domain.GradeRule(_rule(block, authorities), bands)


def _section(block: schema.SectionBlock) -> domain.SectionRule:
    return domain.SectionRule(
        id=block.id,
        label=_text(block.label),
        names=(*block.names, *block.level2_names),
        usual_weight=block.usual_weight,
        required=block.required,
        counts_as=block.counts_as,
    )


def _execution(block: schema.ExecutionBlock, authorities: Authorities, readings: Readings) -> domain.ExecutionCriterion:
    return domain.ExecutionCriterion(
        id=block.id,
        label=_text(block.label),
        rule=_rule(block, authorities),
        weight=block.weight,
        denominator=block.denominator,
        cap=_fraction(block.cap),
        zero_over_zero=block.zero_denominator.zero_over_zero,
        positive_over_zero=block.zero_denominator.positive_over_zero,
        zero_reading=readings[block.zero_denominator.reading],
    )


def _quantitative(file: schema.PackFile, authorities: Authorities, readings: Readings) -> domain.CompletionRule:
    block = file.indicators.quantitative
    return domain.CompletionRule(
        rule=_rule(block, authorities),
        negative_formula=block.negative_formula,
        over_fulfilled_from=_fraction(file.review.over_fulfilled.at_least),
        cost_limit_reading=readings[block.readings.cost_without_sign],
        deadline_month_reading=readings[block.readings.before_a_month],
        bare_month_reading=readings[block.readings.month_without_sign],
    )


def _qualitative(block: schema.QualitativeBlock, authorities: Authorities, readings: Readings) -> domain.TiersRule:
    uppers = (Fraction(1), *(_fraction(tier.at_least) for tier in block.tiers))
    tiers = tuple(
        domain.Tier(
            name=tier.tier,
            label=_text(tier.label),
            lower=_fraction(tier.at_least),
            upper=upper,
            upper_inside=index == 0,
            phrases=tuple(tier.phrases),
        )
        for index, (tier, upper) in enumerate(zip(block.tiers, uppers, strict=False))
    )
    return domain.TiersRule(
        rule=_rule(block, authorities),
        tiers=tiers,
        scales=tuple(tuple(scale) for scale in block.word_scales),
        reading=readings[block.reading],
    )


def _review(block: schema.ReviewBlock, authorities: Authorities) -> domain.ReviewLimits:
    minimum = block.output_and_benefit
    return domain.ReviewLimits(
        execution_reason_below=_fraction(block.execution_reason.below),
        unspent_gap=_fraction(block.unspent_but_achieved.gap_above),
        output_benefit_minimum=minimum.at_least if minimum else None,
        output_benefit_rule=_rule(minimum, authorities) if minimum else None,
        copies_from_indicators=block.actual_copies_target.indicators,
        copies_share=_fraction(block.actual_copies_target.share),
    )
