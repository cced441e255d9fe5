"""The score sheet as JSON: everything of an answer that never changes, once computed.

Figures leave as exact decimal strings. The key order is fixed; the text is stored, digested and served
as it is written here.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic_core import to_json

from app.domain.evaluation import (
    AppliedReading,
    Counted,
    Evaluation,
    ExecutionLine,
    Explanation,
    Finding,
    Permitted,
    ScoreLine,
    Section,
    Step,
)
from app.domain.rates import Rate
from app.domain.rule_pack import RulePack
from app.domain.submission import NamedCode, Submission
from app.domain.target import PrintedValue, ValueKind
from app.domain.text import approximate, digits34, percent, plain
from app.domain.trace import shown

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PackUsed:
    """The pack an evaluation was scored by, and how it was found."""

    pack: RulePack
    resolved_by: str


def write_sheet(submission: Submission, used: PackUsed, evaluation: Evaluation, engine_version: str) -> str:
    """The sheet as JSON text, without the enclosing identity of a record."""
    return to_json(sheet_of(submission, used, evaluation, engine_version)).decode()


def sheet_of(submission: Submission, used: PackUsed, evaluation: Evaluation, engine_version: str) -> Json:
    """The sheet as plain data."""
    pack = used.pack
    return {
        "kind": submission.kind.value,
        "fiscal_year": submission.fiscal_year,
        "region_code": submission.region_code,
        "project": _named(submission.project),
        "department": _named(submission.department),
        "unit": _named(submission.unit),
        "rule_pack": {
            "id": pack.id,
            "version": pack.version,
            "digest": pack.digest,
            "resolved_by": used.resolved_by,
        },
        "engine_version": engine_version,
        "totals": totals_of(evaluation),
        "funds": funds_of(submission, evaluation),
        "sections": [section_of(section) for section in evaluation.sections],
        "indicators": [indicator_of(line) for line in evaluation.lines],
        "findings": [finding_of(finding) for finding in evaluation.findings],
    }


def explanation_of(explanation: Explanation) -> Json:
    """Why, in a form a person and a program can both follow."""
    rule = explanation.rule
    readings = readings_of(explanation)
    return {
        "rule_zh": rule.standard.zh,
        "rule_en": rule.standard.en,
        "formula": explanation.formula.zh,
        "formula_en": explanation.formula.en,
        "substituted": explanation.substituted,
        "steps": [step_of(step) for step in explanation.steps],
        "citation": {
            "document": rule.authority.document,
            "article": rule.authority.article,
            "verified": rule.authority.verified,
        },
        "interpretation": _reading(readings[0]) if readings else None,
        "other_readings": [_reading(each) for each in readings[1:]],
        "sentence_zh": explanation.sentence.zh,
        "sentence_en": explanation.sentence.en,
    }


def step_of(step: Step) -> Json:
    """One step of the trace."""
    return {"step": step.name, "zh": step.text.zh, "en": step.text.en}


def readings_of(explanation: Explanation) -> tuple[AppliedReading, ...]:
    """The reading that matters most, the line's other ones, and the one its whole rule rests on."""
    main, whole = explanation.reading, explanation.rule.reading
    found = [main] if main else []
    found += [each for each in explanation.readings if each is not main]
    if whole is not None and all(each.interpretation.id != whole.id for each in found):
        found.append(AppliedReading(whole, None, differs=False))
    return tuple(found)


def rate_of(rate: Rate) -> Json:
    """A rate with its amounts as figures in one unit: the one printed, or 元 where two are."""
    numerator, denominator, unit = _amounts(rate)
    return {
        "ratio": _ratio(rate.ratio),
        "percent": percent(rate.ratio).removesuffix("%") if rate.ratio is not None else None,
        "numerator": numerator,
        "denominator": denominator,
        "unit": unit,
        "denominator_name": rate.denominator_name,
    }


def _amounts(rate: Rate) -> tuple[str, str, str | None]:
    one, other = rate.numerator, rate.denominator
    if one.unit == other.unit:
        return plain(one.value), plain(other.value), one.unit.symbol if one.unit else None
    # Six decimals of 元 hold every amount a form may print.
    return approximate(one.base, 6), approximate(other.base, 6), "元"


def _named(named: NamedCode) -> Json:
    return {"code": named.code, "name": named.name}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _ratio(value: Fraction | None) -> str | None:
    return None if value is None else digits34(value)


def totals_of(evaluation: Evaluation) -> Json:
    totals = evaluation.totals
    return {
        "score": _number(totals.score),
        "weight": _number(totals.weight),
        "scored_sum": _number(totals.scored_sum),
        "scored_weight": _number(totals.scored_weight),
        "declared": _number(totals.declared),
        "difference": _number(totals.difference),
        "grade": totals.grade,
        "grade_name": totals.grade_name,
        "declared_grade": totals.declared_grade,
    }


def funds_of(submission: Submission, evaluation: Evaluation) -> Json:
    return {
        "unit": submission.funds.unit if submission.funds else None,
        "rates": {
            name: rate_of(evaluation.rates[name]) if name in evaluation.rates else None
            for name in ("budget_execution", "fund_arrival")
        },
        "execution": _execution(evaluation.execution) if evaluation.execution else None,
    }


def _execution(line: ExecutionLine) -> Json:
    return {
        "method": line.verdict.method,
        "outcome": line.verdict.outcome.value,
        "weight": plain(line.weight),
        "score": _number(line.score),
        "permitted": permitted_of(line.verdict.permitted),
        "declared_score": _number(line.declared_score),
        "difference": _number(line.difference),
        "explanation": explanation_of(line.verdict.explanation),
    }


def section_of(section: Section) -> Json:
    return {
        "name": section.name,
        "section": section.section,
        "weight": _number(section.weight),
        "score": _number(section.score),
        "declared_score": _number(section.declared_score),
    }


def indicator_of(line: ScoreLine) -> Json:
    verdict = line.verdict
    return {
        "level1": line.level1,
        "level2": line.level2,
        "name": line.name,
        "criterion": line.criterion,
        "target": target_of(line.target),
        "actual": actual_of(line.actual),
        "method": verdict.method,
        "direction": verdict.direction.value,
        "outcome": verdict.outcome.value,
        "completion_ratio": _ratio(verdict.completion),
        "weight": _number(line.weight),
        "score": _number(line.score),
        "counted": _counted(line.counted),
        "permitted": permitted_of(verdict.permitted),
        "declared_score": _number(line.declared_score),
        "difference": _number(line.difference),
        "explanation": explanation_of(verdict.explanation),
    }


def _counted(counted: Counted | None) -> Json | None:
    return None if counted is None else {"weight": plain(counted.weight), "score": _number(counted.score)}


def target_of(value: PrintedValue) -> Json:
    return {
        "printed": value.printed,
        "comparator": value.comparator.value if value.comparator else None,
        "value": plain(value.quantity.value) if value.quantity else None,
        "upper": plain(value.upper.value) if value.upper else None,
        "unit": _unit(value),
        "text": _text(value),
    }


def actual_of(value: PrintedValue) -> Json:
    return {
        "printed": value.printed,
        "value": plain(value.quantity.value) if value.quantity else None,
        "unit": _unit(value),
        "text": _text(value),
    }


def _unit(value: PrintedValue) -> str | None:
    return value.quantity.unit.symbol if value.quantity and value.quantity.unit else None


def _text(value: PrintedValue) -> str | None:
    """Words as read, and dates in words; numbers have their own fields."""
    return shown(value) if value.kind in (ValueKind.WORDS, ValueKind.DATE) else None


def permitted_of(permitted: Permitted | None) -> Json | None:
    if permitted is None:
        return None
    return {
        "min": plain(permitted.minimum),
        "max": plain(permitted.maximum),
        "max_exclusive": permitted.maximum_excluded,
    }


def _reading(reading: AppliedReading) -> Json:
    interpretation = reading.interpretation
    return {
        "id": interpretation.id,
        "question_zh": interpretation.question.zh,
        "question_en": interpretation.question.en,
        "reading_zh": interpretation.reading.zh,
        "reading_en": interpretation.reading.en,
        "evidence": interpretation.evidence,
        "other_reading_zh": interpretation.other_reading.zh,
        "other_reading_en": interpretation.other_reading.en,
        "other_score": _number(reading.other_score),
    }


def finding_of(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "pointer": finding.pointer,
        "message_zh": finding.message.zh,
        "message_en": finding.message.en,
        "evidence": dict(finding.evidence),
    }
